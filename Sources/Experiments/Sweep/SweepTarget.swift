import DiskIndex
import VectorData

/// A recall that is wanted, and what of the settings that reach it shall be best.
public struct SweepTarget: Sendable, Equatable {
  /// What shall be best.
  public enum Goal: String, Sendable, CaseIterable {
    /// The lowest mean latency.
    case latency
    /// The most queries per second.
    case qps
  }

  /// A fraction.
  public var recall: Double
  /// What shall be best.
  public var goal: Goal

  /// A target.
  public init(recall: Double, goal: Goal) {
    self.recall = recall
    self.goal = goal
  }

  /// The best of the rows that reach the recall, `nil` if none does.
  public func best(of rows: [SweepRow]) -> SweepRow? {
    let reaching = rows.filter { ($0.recall ?? -1) >= recall }
    return switch goal {
    case .latency: reaching.min { $0.meanLatencyUs < $1.meanLatencyUs }
    case .qps: reaching.max { $0.qps < $1.qps }
    }
  }
}

extension Sweep {
  /// Finds the best setting of the grid that reaches a recall, without measuring all of it.
  ///
  /// Recall depends on L and W alone and grows with L, while a smaller L is faster: for each W the smallest
  /// sufficient L is found by halving, and only that one is measured with every T and cache.
  ///
  /// - Throws: as `run`, and `IndexError.parameter` without truth.
  public static func find(
    _ target: SweepTarget, index: any SearchableIndex, queries: VectorMatrix, truth: TruthSet?,
    request: Request, control: JobControl, onRow: @Sendable (SweepRow) -> Void = { _ in }
  ) throws(IndexError) -> SweepReport {
    guard truth != nil else {
      throw .parameter(name: "target", expected: "a truth file to measure recall", found: "none")
    }
    var bench = SweepBench(
      index: index, queries: queries,
      meter: try RecallMeter(
        truth, queryCount: queries.count, index: index, answerCount: request.answerCount),
      request: request, control: control)
    guard let first = request.resources.first else { return bench.report }
    let settings = try bench.settings(with: first)
    let widths = Set(settings.map(\.beamWidth)).sorted()
    for width in widths {
      let ladder = settings.filter { $0.beamWidth == width }
        .sorted { $0.searchListSize < $1.searchListSize }
      var (low, high) = (0, ladder.count)
      while low < high {
        let middle = (low + high) / 2
        let row = try bench.measure(ladder[middle], with: first)
        onRow(row)
        if (row.recall ?? 0) >= target.recall { high = middle } else { low = middle + 1 }
      }
      guard low < ladder.count else { continue }
      for resources in request.resources.dropFirst() {
        onRow(try bench.measure(ladder[low], with: resources))
      }
    }
    return bench.report
  }
}
