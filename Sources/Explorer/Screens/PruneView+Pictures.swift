import Canvas
import Experiments
import Vamana
import VectorData

/// The pictures of the Prune screen in words and numbers.
extension PruneView {
  /// More neighbours than this are not told one by one.
  private static let neighboursTold = 16

  /// What the plane shows: how many candidates met which fate, and where the kept ones lie.
  var planeWords: [String] {
    let places = card.plane.places
    var text =
      "\(planeTitle): node \(card.node) and"
      + " \(Format.plural(report.decisions.count, "candidate")); \(neighbours.count) kept"
    let fates = verdicts.values.map(\.verdict)
    let occluded = fates.count { if case .passOver = $0 { true } else { false } }
    let open = report.decisions.count - verdicts.count
    text += ", \(occluded) occluded"
    if open > 0 { text += ", \(open) open" }
    guard let own = places[card.node] else { return [text] }
    let directed = { (node: NodeID) -> String in
      guard let place = places[node] else { return "\(node)" }
      let (x, y) = (Double(place.x - own.x), Double(place.y - own.y))
      return "\(node) \(PictureText.direction(x: x, y: y))"
    }
    var lines = [text]
    if !neighbours.isEmpty {
      lines.append(
        "kept, as seen from the node: "
          + PictureText.list(neighbours.map(directed), atMost: Self.neighboursTold))
    }
    if let selected = prune.selected { lines.append("candidate \(directed(selected.node))") }
    if let last = prune.lastKept, let count = occludedCount(by: last.node) {
      lines.append("occluded by \(directed(last.node)): \(Format.plural(count, "candidate"))")
    }
    return lines
  }

  private func occludedCount(by keeper: NodeID) -> Int? {
    let count = verdicts.values.count {
      if case .passOver(let occlusion) = $0.verdict { occlusion.keeper == keeper } else { false }
    }
    return count > 0 ? count : nil
  }

  /// What the plots of the dial show: neighbours and longest edge at some alphas, by both readings.
  var dialWords: [String] {
    let readings: [(String, VamanaReading)] = [("DiskANN", .diskann), ("paper", .paper)]
    return ["plots of the neighbours and the longest edge against alpha"]
      + readings.compactMap { name, reading in
        let entries = prune.outlook.of(reading)
        guard !entries.isEmpty else { return nil }
        let points = PictureText.spread(entries.count, atMost: 8).map { place in
          "alpha \(Format.alpha(entries[place].alpha)): \(entries[place].neighbourCount) kept,"
            + " longest \(Format.distance(entries[place].longestDistance))"
        }
        return "\(name): " + points.joined(separator: "; ")
      }
  }
}
