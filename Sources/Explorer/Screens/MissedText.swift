import DiskIndex

/// Why a true neighbour was missed, in words.
enum MissedText {
  /// A line for a table.
  static func why(_ missed: MissedNeighbour) -> String {
    switch missed.why {
    case .undiscovered: return "no node that was read links to it"
    case .evicted: return "out\(hop(missed, " after")): \(sketch(missed))"
    case .unexpanded: return "met\(hop(missed, " in")), never read"
    }
  }

  /// All that is known, in a sentence or two.
  static func sentence(_ missed: MissedNeighbour, name: String) -> String {
    let node = name.isEmpty ? "Node \(missed.node)" : "Node \(missed.node), \(name),"
    let source = missed.discoveredFrom.map { "was found at node \($0)" } ?? "was met"
    switch missed.why {
    case .undiscovered:
      return "\(node) was never ranked: none of the nodes that were read links to it."
    case .unexpanded:
      return "\(node) \(source), but the search ended before its turn came to be read."
    case .evicted:
      let exact = missed.exactDistance.map { " instead of \(Format.distance($0))" } ?? ""
      let sketch = missed.sketchDistance.map { Format.distance($0) } ?? "?"
      let last = missed.listDistance.map { Format.distance($0) } ?? "?"
      return "\(node) \(source), but its sketch said \(sketch)\(exact), and the list ended"
        + " at \(last)\(hop(missed, " after")). A larger L or more PQ bytes would keep it."
    }
  }

  private static func hop(_ missed: MissedNeighbour, _ word: String) -> String {
    missed.hop.map { "\(word) hop \($0)" } ?? ""
  }

  /// How far the sketch was off, and what it would have had to beat.
  private static func sketch(_ missed: MissedNeighbour) -> String {
    guard let sketch = missed.sketchDistance else { return "no place in the list" }
    var text = "PQ \(Format.distance(sketch))"
    if let exact = missed.exactDistance { text += " (exact \(Format.distance(exact)))" }
    if let last = missed.listDistance { text += ", list ended at \(Format.distance(last))" }
    return text
  }
}
