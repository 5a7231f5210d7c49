import Canvas
import Experiments

/// Words for what pictures show, where a person hears them.
enum PictureText {
  /// At most `most` of `count` places: the first, the last, and others evenly between them.
  static func spread(_ count: Int, atMost most: Int) -> [Int] {
    guard count > most, most > 1 else { return Array(0..<max(min(count, max(most, 0)), 0)) }
    return (0..<most).map { $0 * (count - 1) / (most - 1) }
  }

  /// The first `most` of `texts`, and how many there are besides.
  static func list(_ texts: [String], atMost most: Int) -> String {
    let rest = texts.count - most
    return texts.prefix(most).joined(separator: ", ")
      + (rest > 0 ? " and \(Format.count(rest)) more" : "")
  }

  /// Where a point lies as seen from the middle of a picture: "right", "up left".
  static func direction(x: Double, y: Double) -> String {
    guard x != 0 || y != 0 else { return "at the same place" }
    // An eighth of the circle for each of the eight: the slope of its edge is the tangent of 22.5 degrees.
    let edge = 0.414
    let across = abs(x) > edge * abs(y) ? (x > 0 ? "right" : "left") : ""
    let up = abs(y) > edge * abs(x) ? (y > 0 ? "up" : "down") : ""
    return [up, across].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The counts of each tenth of the file, from its beginning.
  static func tenths(_ counts: SectorCounts) -> String {
    let total = counts.sectorTotal
    guard total >= 10 else { return "the file has fewer than 10 sectors" }
    let sums = (0..<10).map { part in
      Format.count(counts.sum(over: part * total / 10..<(part + 1) * total / 10))
    }
    return "by tenths of the file: " + sums.joined(separator: ", ")
  }
}
