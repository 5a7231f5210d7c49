import Foundation
import Vamana
import VectorData

/// Points that come and go: acts on the engine's dynamic index, and what each of them does to the answers to all
/// queries, measured.
///
/// Points are the rows of a data set, tagged by their row and 1. Which of them an act deletes is drawn by lot from
/// the seed, so the same acts give the same figures.
public struct UpdateBench: Sendable {
  /// What is done.
  public enum Act: Sendable, Hashable {
    /// Begins with an empty index and inserts all points.
    case insert
    /// Deletes so many percent of the points lazily: they stay in the graph.
    case delete(percent: Int)
    /// Says what a search would find if the deleted points were simply cut out of the graph; the index stays.
    case cut
    /// Takes the deleted points out of the graph and mends it.
    case consolidate
    /// So many times: deletes so many percent, consolidates, and inserts the same points again.
    case replace(percent: Int, times: Int)
  }

  /// How the answers are after an act.
  public struct Moment: Sendable, Equatable {
    /// The act.
    public var act: Act
    /// Points that can be answered with.
    public var pointCount: Int
    /// Points that are deleted and still in the graph.
    public var deletedCount: Int
    /// Of the points those that a walk over the edges from the start comes to.
    public var reachedCount: Int
    /// Neighbours of a node of the graph.
    public var meanDegree: Double
    /// The share of the true neighbours among the points that are answered with.
    public var recall: Double
    /// Distances computed per query.
    public var meanComparisons: Double
    /// Nodes expanded per query.
    public var meanHops: Double
  }

  /// No more rows: each act has to be over while one waits.
  public static let largestRowCount = 50_000

  private let vectors: VectorMatrix
  private let queries: VectorMatrix
  private let metric: Metric
  private var index: DynamicIndex?
  /// The graph as it was before the points were deleted that are in it still.
  private var whole: WholeGraph?
  private var random: SeededGenerator
  private let seed: UInt64

  /// A bench for the rows of `vectors`, with nothing inserted yet.
  ///
  /// - Throws: `IndexError.parameter` for too many rows; what an index that takes updates refuses.
  public init(
    vectors: VectorMatrix, queries: VectorMatrix, metric: Metric, seed: UInt64 = 42
  ) throws(IndexError) {
    guard vectors.count <= Self.largestRowCount else {
      throw .parameter(
        name: "points", expected: "at most \(Self.largestRowCount) rows",
        found: "\(vectors.count) in \(vectors.path)")
    }
    self.vectors = vectors
    self.queries = queries
    self.metric = metric
    self.seed = seed
    random = SeededGenerator(seed: seed)
  }

  /// Does an act and measures the answers.
  ///
  /// - Parameter parameters: R, L and alpha of an index that the act begins.
  /// - Throws: `IndexError.parameter` for an act that nothing was inserted for, or that would leave fewer than K
  ///   points; as `DynamicIndex`, `cancelled`.
  public mutating func perform(
    _ act: Act, parameters: VamanaParameters, answerCount: Int, searchListSize: Int,
    team: WorkerTeam, control: JobControl = JobControl()
  ) throws(IndexError) -> Moment {
    if act == .insert { try begin(parameters, team: team, control: control) }
    guard let index, let whole else {
      throw .parameter(name: "points", expected: "points insert first", found: "no points")
    }
    switch act {
    case .insert: break
    case .delete(let percent):
      try delete(percent: percent, from: index, keeping: answerCount)
    case .cut:
      let cut = try CutGraph(whole, isLive: index.contains(tag:), vectors: vectors, metric: metric)
      return try measure(
        act, graph: cut.graph, tags: cut.tags, control: control, answerCount: answerCount,
        team: team
      ) { queries throws(IndexError) in
        try cut.search(queries, answerCount: answerCount, searchListSize: searchListSize)
      }
    case .consolidate: try index.consolidate(team: team, control: control)
    case .replace(let percent, let times):
      for _ in 0..<times {
        let gone = try delete(percent: percent, from: index, keeping: answerCount)
        try index.consolidate(team: team, control: control)
        try index.insert(
          vectors.gathered(gone.map { Int($0) - 1 }, purpose: "points"), tags: gone, team: team,
          control: control)
      }
    }
    if index.deletedCount == 0 { self.whole = try WholeGraph(of: index, team: team) }
    let current = self.whole ?? whole
    return try measure(
      act, graph: current.graph, tags: current.tags, control: control, answerCount: answerCount,
      team: team
    ) { queries throws(IndexError) in
      try index.search(
        queries, answerCount: answerCount, searchListSize: searchListSize, control: control
      ).answers
    }
  }

  private mutating func begin(
    _ parameters: VamanaParameters, team: WorkerTeam, control: JobControl
  ) throws(IndexError) {
    let index = try DynamicIndex(
      capacity: vectors.count, dimension: vectors.dimension, elementType: vectors.elementType,
      metric: metric, parameters: parameters)
    try index.insert(
      vectors, tags: (1...NodeID(vectors.count)).map { $0 }, team: team, control: control)
    self.index = index
    random = SeededGenerator(seed: seed)
    whole = try WholeGraph(of: index, team: team)
  }

  /// Deletes points drawn by lot; their tags, in the order of the lots.
  @discardableResult
  private mutating func delete(
    percent: Int, from index: DynamicIndex, keeping answerCount: Int
  ) throws(IndexError) -> [NodeID] {
    let count = index.pointCount * percent / 100
    guard (1...99).contains(percent), count >= 1, index.pointCount - count >= answerCount else {
      throw .parameter(
        name: "points", expected: "1 to 99 percent, and \(answerCount) points that stay",
        found: "\(percent) percent of \(index.pointCount)")
    }
    let gone = Array(index.pointTags.shuffled(using: &random).prefix(count))
    try index.delete(tags: gone)
    return gone
  }

  // MARK: - Measuring

  private func measure(
    _ act: Act, graph: VamanaGraph, tags: [NodeID], control: JobControl, answerCount: Int,
    team: WorkerTeam,
    search: (VectorMatrix) throws(IndexError) -> [MemoryAnswer]
  ) throws(IndexError) -> Moment {
    guard let index else { preconditionFailure("what is measured was inserted") }
    let live = NodeSet(nodeCount: vectors.count, nodes: index.pointTags.map { $0 - 1 })
    let truth = try GroundTruth.compute(
      base: vectors, queries: queries,
      neighbourCount: min(index.pointCount, answerCount + 16), metric: metric, filters: [live],
      team: team, control: control)
    let answers = try search(queries)
    let count = Double(max(answers.count, 1))
    let isReached = Self.reached(graph)
    let edgeCount = (0..<graph.nodeCount).reduce(0) {
      $0 + graph.neighbours(of: NodeID($1)).count
    }
    return Moment(
      act: act, pointCount: index.pointCount,
      deletedCount: act == .cut ? 0 : index.deletedCount,
      reachedCount: tags.indices.count {
        tags[$0] != 0 && isReached[$0] && index.contains(tag: tags[$0])
      },
      meanDegree: Double(edgeCount) / Double(graph.nodeCount),
      recall: Recall.fraction(
        found: answers.map { $0.points.map { $0.node - 1 } }, truth: truth,
        answerCount: answerCount),
      meanComparisons: answers.reduce(0) { $0 + Double($1.comparisonCount) } / count,
      meanHops: answers.reduce(0) { $0 + Double($1.hopCount) } / count)
  }

  private static func reached(_ graph: VamanaGraph) -> [Bool] {
    var isReached = [Bool](repeating: false, count: graph.nodeCount)
    isReached[Int(graph.medoid)] = true
    var waiting = [graph.medoid]
    while let node = waiting.popLast() {
      for neighbour in graph.neighbours(of: node) where !isReached[Int(neighbour)] {
        isReached[Int(neighbour)] = true
        waiting.append(neighbour)
      }
    }
    return isReached
  }
}

/// The graph of an index without deleted points.
private struct WholeGraph: Sendable {
  let graph: VamanaGraph
  /// The tag of each node, 0 for the last: where searches start, which is no point.
  let tags: [NodeID]
  /// The vector of that.
  let start: [UInt8]

  /// Goes by way of the files of the index.
  init(of index: DynamicIndex, team: WorkerTeam) throws(IndexError) {
    let folder = try ScratchFolder()
    defer { withExtendedLifetime(folder) {} }
    let files = MemoryIndexFiles(prefix: folder.path + "/points")
    try index.write(to: files, team: team)
    graph = try MemoryGraphFile.read(path: files.graph).graph
    tags =
      try MemoryPointTags(
        files: files, nodeCount: graph.nodeCount, frozenPointCount: 1, hasDeleted: false
      ).tags ?? []
    let vectors = try BinFile.open(path: files.data, elementType: index.elementType)
    start = Array(
      UnsafeRawBufferPointer(start: vectors.row(vectors.count - 1), count: vectors.rowBytes))
  }
}

/// A graph out of which points were cut without mending it, as an index that can be searched.
private struct CutGraph {
  let graph: VamanaGraph
  let tags: [NodeID]
  private let index: MemoryIndex

  init(
    _ whole: WholeGraph, isLive: (NodeID) -> Bool, vectors: VectorMatrix, metric: Metric
  ) throws(IndexError) {
    let start = Int(whole.graph.medoid)
    let kept = whole.tags.indices.filter { $0 == start || isLive(whole.tags[$0]) }
    var place = [NodeID?](repeating: nil, count: whole.graph.nodeCount)
    for (number, node) in kept.enumerated() { place[node] = NodeID(number) }
    graph = try VamanaGraph(
      lists: kept.map { node in
        whole.graph.neighbours(of: NodeID(node)).compactMap { place[Int($0)] }
      }, medoid: place[start] ?? 0)
    tags = kept.map { whole.tags[$0] }
    let folder = try ScratchFolder()
    defer { withExtendedLifetime(folder) {} }
    let files = MemoryIndexFiles(prefix: folder.path + "/cut")
    try MemoryGraphFile.write(graph, frozenPointCount: 1, to: files.graph)
    var file = try OutputFile(path: files.data)
    try file.appendBinHeader(rows: kept.count, columns: vectors.dimension)
    for tag in tags {
      guard tag != 0 else {
        try file.append(elements: whole.start)
        continue
      }
      let row = vectors.row(Int(tag) - 1)
      try file.append(UnsafeRawBufferPointer(start: row, count: vectors.rowBytes))
    }
    try file.finish()
    var numbers = try OutputFile(path: files.tags)
    try numbers.appendBinHeader(rows: kept.count, columns: 1)
    try numbers.append(elements: tags.map(\.littleEndian))
    try numbers.finish()
    index = try MemoryIndex(
      prefix: files.prefix, elementType: vectors.elementType, metric: metric)
  }

  func search(
    _ queries: VectorMatrix, answerCount: Int, searchListSize: Int
  ) throws(IndexError) -> [MemoryAnswer] {
    try index.search(
      queries, answerCount: answerCount, searchListSize: searchListSize
    ).answers
  }
}

/// A folder for files that are read back at once; it goes with this value.
private final class ScratchFolder {
  let path: String

  init() throws(IndexError) {
    path = NSTemporaryDirectory() + "/beamscope-points-\(UUID().uuidString)"
    guard mkdir(path, 0o700) == 0 else {
      throw .system(operation: "create the folder", path: path, offset: nil, errorNumber: errno)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
