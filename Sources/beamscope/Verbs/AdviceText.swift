import DiskIndex
import Experiments
import Foundation

/// Advice as lines for a person.
struct AdviceText {
  let advice: MemoryAdvice
  /// Whether the nodes of the index lie in another order than the rows.
  let isOrdered: Bool

  /// Ways that are shown.
  private static let shownCount = 12

  private static let table = LineTable(columns: [
    .init(title: "PQ bytes", width: 8), .init(title: "navigation", width: 12),
    .init(title: "vectors", width: 7), .init(title: "cache", width: 7),
    .init(title: "MiB", width: 7), .init(title: "L", width: 4),
    .init(title: "stop", width: 5), .init(title: "reads", width: 7),
    .init(title: "recall", width: 6), .init(title: "QPS", width: 7),
  ])

  var lines: String {
    var text = String(
      format: "%@: %.1f MiB for recall@%d %.3f, %d queries, W %d, whole pages\n", advice.index,
      Self.mebibytes(advice.memoryBytes), advice.answerCount, advice.recall, advice.queryCount,
      advice.trials.first?.beamWidth ?? 0)
    if !isOrdered {
      text += "the nodes lie in the order of the rows: layout first, then whole pages save more\n"
    }
    text += Self.table.header
    for trial in advice.trials.prefix(Self.shownCount) { text += line(of: trial) }
    let hidden = advice.trials.count - Self.shownCount
    if hidden > 0 { text += "and \(hidden) more, which read more or miss the recall\n" }
    guard advice.best != nil else { return text + "no way that was tried reaches this recall\n" }
    return text + "\n" + advice.commands.joined(separator: "\n") + "\n"
  }

  private func line(of trial: MemoryAdvice.Trial) -> String {
    Self.table.line([
      "\(trial.pqBytes)", trial.navigation.map { "\($0.share) x \($0.width)" } ?? "-",
      trial.usesVectorPages ? "apart" : "-",
      trial.cachedNodeCount > 0 ? "\(trial.cachedNodeCount)" : "-",
      String(format: "%.1f", Self.mebibytes(trial.residentBytes)),
      trial.searchListSize.map { "\($0)" } ?? "-",
      trial.stopFactor.map { "\($0)" } ?? "-",
      trial.searchListSize == nil ? "-" : String(format: "%.2f", trial.meanReads),
      String(format: "%.4f", trial.recall), String(format: "%.0f", trial.queriesPerSecond),
    ])
  }

  private static func mebibytes(_ bytes: Int) -> Double { Double(bytes) / 1_048_576 }
}
