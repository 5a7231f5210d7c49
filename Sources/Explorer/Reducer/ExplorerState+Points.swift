import DiskIndex
import Experiments
import Vamana
import VectorData

extension ExplorerState {
  /// Has something done to the points.
  mutating func change(_ command: PointsCommand) throws(ExplorerCommand.Fault) -> [Effect] {
    if let obstacle = obstacle(toPoints: command.act) { throw .init(message: obstacle) }
    return begin(command)
  }

  /// Does what a key says; it is possible.
  mutating func perform(points act: UpdateBench.Act) -> [Effect] { begin(PointsCommand(act)) }

  private mutating func begin(_ command: PointsCommand) -> [Effect] {
    guard let index else { return [] }
    screen = .points
    var parameters = VamanaParameters(
      maxDegree: max(command.maxDegree ?? index.maxDegree, 2),
      searchListSize: index.buildListSize ?? 100, saturates: false)
    parameters.alpha = command.alpha ?? index.alpha ?? parameters.alpha
    let search = search.setting.parameters
    let request = PointsRequest(
      act: command.act, parameters: parameters, answerCount: search.answerCount,
      searchListSize: search.searchListSize)
    record(.began, "points: \(request.title)")
    return [.points(jobs.start(.points, title: "points: \(request.title)", at: seconds), request)]
  }

  /// Takes in how the answers are.
  mutating func takePoints(_ line: PointsLine, _ job: Job) {
    points.append(line)
    record(
      .done,
      "\(job.title): recall \(Format.decimal(line.moment.recall, 3)), "
        + Format.seconds(seconds - job.startSeconds))
  }

  /// Why that cannot be done to the points now.
  func obstacle(toPoints act: UpdateBench.Act) -> String? {
    if let obstacle = indexObstacle { return obstacle }
    guard let index else { return nil }
    if index.queryCount == 0 { return "the answers need queries: :queries FILE [TRUTH]" }
    guard index.metric == .l2 || (index.metric == .cosine && index.elementType == .float32) else {
      return "points that come and go are for l2, and for cosine of floats"
    }
    if jobs[.points] != nil { return "one moment: x cancels what runs" }
    if act != .insert, points.lines.isEmpty { return "no points yet: i inserts all" }
    let hasDeleted = (points.lines.last { $0.moment.act != .cut }?.moment.deletedCount ?? 0) > 0
    switch act {
    case .cut, .consolidate: return hasDeleted ? nil : "nothing is deleted: d deletes some"
    case .replace: return hasDeleted ? "c consolidates first" : nil
    case .insert, .delete: return nil
    }
  }
}
