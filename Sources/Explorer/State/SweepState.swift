import DiskIndex
import Experiments
import VectorData

/// The Sweep screen: a table that fills row by row.
struct SweepState: Sendable, Equatable {
  /// How the last sweep went.
  enum Outcome: Sendable, Equatable {
    /// None was run on this index.
    case none
    /// It fills.
    case running
    /// All rows are there.
    case done
    /// The user stopped it; the rows that were done stay.
    case cancelled
    /// It failed; the rows that were done stay.
    case failed
  }

  /// What the next sweep runs with.
  var plan = Sweep.Request(searchListSizes: [10, 20, 30, 50, 100], threadCount: 1)
  /// What the rows were measured with.
  var ranPlan: Sweep.Request?
  /// The rows so far.
  var rows: [SweepRow] = []
  /// How reads were made, once the sweep is done.
  var ioDescription: String?
  /// How it went.
  var outcome = Outcome.none
  /// The selected row.
  var place = ListPlace()
}

extension Sweep.Request {
  /// Rows that the sweep will have.
  var rowCount: Int { searchListSizes.count * beamWidths.count }

  /// The settings in a line.
  var summary: String {
    let sizes = searchListSizes.map(String.init).joined(separator: ",")
    let widths = beamWidths.map(String.init).joined(separator: ",")
    return "K \(answerCount)  L \(sizes)  W \(widths)  T \(threadCount)"
      + "  inflight \(inflight.map(String.init) ?? "auto")  cache \(cachedNodeCount)"
  }

  /// A sweep that suits an index: K and L fit its size, one thread per processor.
  static func fitting(_ card: IndexCard) -> Sweep.Request {
    let answers = max(1, min(10, card.nodeCount, card.truthCount > 0 ? card.truthCount : .max))
    let sizes = [10, 20, 30, 50, 100].filter { $0 >= answers && $0 <= card.nodeCount }
    return Sweep.Request(
      searchListSizes: sizes.isEmpty ? [card.nodeCount] : sizes, answerCount: answers,
      threadCount: WorkerTeam.processorCount)
  }
}
