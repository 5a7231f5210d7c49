import Foundation
import Vamana
import VectorData

extension PlaneFigure {
  private static let panelSide = 230.0
  private static let gap = 14.0
  private static let margin = 20.0
  private static let titleHeight = 30.0
  private static let captionHeight = 20.0

  /// A complete SVG document on white, for slides and documents. The same figure gives the same text.
  public var svg: String {
    let rowHeight = Self.titleHeight + Self.panelSide + Self.captionHeight
    let width = 2 * Self.margin + Double(Self.panelCount) * (Self.panelSide + Self.gap) - Self.gap
    let height = 2 * Self.margin + Double(rows.count) * rowHeight + 2 * Self.captionHeight
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(Int(width))" height="\(Int(height))" \
      viewBox="0 0 \(Int(width)) \(Int(height))" font-family="sans-serif" font-size="13">
      <rect width="100%" height="100%" fill="#ffffff"/>

      """
    for (place, row) in rows.enumerated() {
      let y = Self.margin + Double(place) * rowHeight
      text += label(title(of: row, place: place), x: Self.margin, y: y + 18, size: 16)
      for (column, panel) in row.panels.enumerated() {
        let x = Self.margin + Double(column) * (Self.panelSide + Self.gap)
        text += draw(panel, x: x, y: y + Self.titleHeight)
        text += label(
          caption(of: panel), x: x, y: y + Self.titleHeight + Self.panelSide + 14, size: 11)
      }
    }
    for (line, words) in facts.enumerated() {
      text += label(
        words, x: Self.margin,
        y: Self.margin + Double(rows.count) * rowHeight + Double(line + 1) * Self.captionHeight - 4,
        size: 12)
    }
    return text + "</svg>\n"
  }

  private func title(of row: Row, place: Int) -> String {
    let what = parameters.reading == .paper ? "pass \(place + 1)" : "one pass"
    guard let lengths = row.panels.last?.lengths else { return what }
    return what
      + String(
        format: ", alpha = %g: degree %.2f on average, edges %.3f long on average, %.3f at most; ",
        Double(row.alpha), lengths.meanDegree, lengths.meanLength, lengths.longestLength)
      + String(format: "a greedy walk takes %.1f hops", lengths.meanHops)
  }

  private func caption(of panel: Panel) -> String {
    String(
      format: "%d inserted: degree %.2f, longest %.3f", panel.insertedCount,
      panel.lengths.meanDegree, panel.lengths.longestLength)
  }

  /// What one needs to make the same figure again.
  public var facts: [String] {
    let reading =
      parameters.reading == .paper
      ? "the paper's build: a random graph, then two passes; alpha on distances"
      : "DiskANN's build: one pass; alpha on squared distances, in rounds"
    let plane =
      dimension > 2
      ? "\(dimension) dimensions, drawn in the plane in which they spread most (PCA)"
      : "points in the plane"
    return [
      "\(points.count) \(plane); R \(parameters.maxDegree), L \(parameters.searchListSize),"
        + " seed \(parameters.seed); the medoid is node \(medoid)",
      reading + "; lengths are plain L2",
    ]
  }

  private func draw(_ panel: Panel, x: Double, y: Double) -> String {
    let place = placement(x: x, y: y)
    var text = """
      <rect x="\(Self.short(x))" y="\(Self.short(y))" width="\(Self.short(Self.panelSide))" \
      height="\(Self.short(Self.panelSide))" fill="none" stroke="#bbbbbb"/>
      <path stroke="#2a6f97" stroke-width="0.6" stroke-opacity="0.55" fill="none" d="
      """
    for (node, list) in panel.lists.enumerated() {
      // Both directions of an edge are one line.
      for neighbour in list
      where Int(neighbour) > node || !panel.lists[Int(neighbour)].contains(NodeID(node)) {
        let (a, b) = (place(node), place(Int(neighbour)))
        text +=
          "M\(Self.short(a.x)) \(Self.short(a.y))L\(Self.short(b.x)) \(Self.short(b.y))"
      }
    }
    text += "\"/>\n<g fill=\"#222222\">"
    for node in points.indices {
      let at = place(node)
      let isMedoid = node == Int(medoid)
      text +=
        "<circle cx=\"\(Self.short(at.x))\" cy=\"\(Self.short(at.y))\" r=\"\(isMedoid ? "4" : "1.4")\""
        + (isMedoid ? " fill=\"#d1495b\"" : "") + "/>"
    }
    return text + "</g>\n"
  }

  /// Where a point lies in the panel whose corner is at (x, y); the same scale along both axes.
  private func placement(x: Double, y: Double) -> (Int) -> (x: Double, y: Double) {
    let (xs, ys) = (points.map { Double($0.x) }, points.map { Double($0.y) })
    let (left, bottom) = (xs.min() ?? 0, ys.min() ?? 0)
    let extent = max((xs.max() ?? 1) - left, (ys.max() ?? 1) - bottom, 1e-9)
    let scale = (Self.panelSide - 16) / extent
    return { node in
      (x + 8 + (xs[node] - left) * scale, y + Self.panelSide - 8 - (ys[node] - bottom) * scale)
    }
  }

  private func label(_ text: String, x: Double, y: Double, size: Int) -> String {
    "<text x=\"\(Self.short(x))\" y=\"\(Self.short(y))\" font-size=\"\(size)\">\(text)</text>\n"
  }

  private static func short(_ value: Double) -> String { String(format: "%.1f", value) }
}
