import Canvas
import DiskIndex
import Experiments

/// What a build took and made.
struct BuildReportView {
  let prefix: String
  let report: IndexBuildReport
  let state: ExplorerState

  /// Draws the facts at the left; where there is room the phases or the degrees at the right.
  func draw(on canvas: inout Canvas, in rect: Rect) {
    let time = state.hidesTimings ? "" : " in \(Format.seconds(report.seconds))"
    canvas.put(
      "\(state.glyphs.good) \(name) is built\(time); o opens it", x: rect.x,
      y: rect.y, role: .good, width: rect.width)
    let below = rect.split(top: 1).bottom
    let isWide = below.width >= 66
    let (left, right) = below.split(left: isWide ? below.width * 55 / 100 : below.width)
    for (row, fact) in facts.prefix(left.height).enumerated() {
      canvas.put(fact.name, x: left.x, y: left.y + row, role: .dim, width: 11)
      canvas.put(fact.value, x: left.x + 11, y: left.y + row, width: max(left.width - 12, 0))
    }
    if isWide { drawPhases(on: &canvas, in: right) }
    let rest = below.split(top: max(facts.count, report.phases.count) + 1).bottom
    guard rest.height >= 8 else { return }
    Histogram(
      counts: report.degreeCounts, lowest: 0, highest: Double(report.largestDegree),
      label: "nodes by number of neighbours"
    ).draw(on: &canvas, in: rest)
  }

  private var name: String { prefix.split(separator: "/").last.map(String.init) ?? prefix }

  private var facts: [(name: String, value: String)] {
    let metadata = report.metadata
    return [
      ("vectors", "\(Format.count(metadata.count)) × \(metadata.dimension)"),
      (
        "graph",
        "R \(metadata.maxDegree): \(Format.decimal(report.meanDegree, 1)) links on average"
      ),
      ("sketches", "\(metadata.pqBytes) bytes a node"),
      ("disk", Format.bytes(Int(report.diskBytes))),
      ("memory", state.hidesTimings ? "-" : "at most \(Format.bytes(Int(report.peakBytes)))"),
    ]
  }

  private func drawPhases(on canvas: inout Canvas, in rect: Rect) {
    for (row, phase) in report.phases.prefix(rect.height).enumerated() {
      let line = rect.row(row)
      canvas.put("\(state.glyphs.good) \(phase.name)", x: line.x, y: line.y, role: .good, width: 18)
      let time = state.hidesTimings ? "-" : Format.seconds(phase.seconds)
      canvas.put(
        time, x: line.x + 18, y: line.y, width: min(10, max(line.width - 18, 0)), align: .right)
    }
  }
}
