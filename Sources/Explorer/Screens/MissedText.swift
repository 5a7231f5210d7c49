import DiskIndex

/// Why a true neighbour was missed, in words.
enum MissedText {
  /// A line for a table.
  static func why(_ missed: MissedNeighbour) -> String {
    switch missed.why {
    case .undiscovered: return "no node that was read links to it"
    case .evicted:
      guard let error = missed.sketchError else {
        return "out\(hop(missed, " after")): \(sketch(missed))"
      }
      return "out\(hop(missed, " after")): PQ off by \(signed(error)), \(sketch(missed))"
    case .unexpanded: return "met\(hop(missed, " in")), never read"
    }
  }

  /// The same without what it would have had to beat.
  static func mediumWhy(_ missed: MissedNeighbour) -> String {
    guard missed.why == .evicted, let error = missed.sketchError else { return why(missed) }
    return "out\(hop(missed, " after")), PQ off by \(signed(error))"
  }

  /// The same in two or three words.
  static func shortWhy(_ missed: MissedNeighbour) -> String {
    switch missed.why {
    case .undiscovered: "no link to it"
    case .evicted: "out\(hop(missed, " after"))"
    case .unexpanded: "never read"
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
      let error = missed.sketchError.map { ", off by \(signed($0))" } ?? ""
      return "\(node) \(source), but its sketch said \(sketch)\(exact)\(error), and the list ended"
        + " at \(last)\(hop(missed, " after"))."
    }
  }

  /// The same in a line or two.
  static func shortSentence(_ missed: MissedNeighbour) -> String {
    let node = "Node \(missed.node)"
    switch missed.why {
    case .undiscovered: return "\(node): no node that was read links to it."
    case .unexpanded: return "\(node) was met, but the search ended before it was read."
    case .evicted:
      let sketch = missed.sketchDistance.map { Format.distance($0) } ?? "?"
      let error = missed.sketchError.map { ", off by \(signed($0))" } ?? ""
      let last = missed.listDistance.map { Format.distance($0) } ?? "?"
      return "\(node): its sketch said \(sketch)\(error); the list ended at \(last)"
        + "\(hop(missed, " after"))."
    }
  }

  /// What would have found it, in a few words; `nil` where nobody has looked.
  static func shortRemedy(_ missed: MissedNeighbour) -> String? {
    guard let remedy = missed.remedy else { return nil }
    let size = remedy.smallestListSize.map { "L \($0)" }
    let width = remedy.smallestBeamWidth.map { "W \($0)" }
    let found = [size, width].compactMap { $0 }
    return found.isEmpty
      ? "No L up to \(remedy.largestListSize) finds it."
      : "\(found.joined(separator: " or ")) finds it."
  }

  /// What would have found it, in a sentence; `nil` where nobody has looked.
  static func remedy(_ missed: MissedNeighbour) -> String? {
    guard let remedy = missed.remedy else { return nil }
    let size =
      remedy.smallestListSize.map { "L \($0) finds it, the smallest that does" }
      ?? "no L up to \(remedy.largestListSize) finds it"
    guard remedy.largestBeamWidth > 1 else { return "Alone, \(size)." }
    let width =
      remedy.smallestBeamWidth.map { "W \($0) is the smallest" }
      ?? "no W up to \(remedy.largestBeamWidth) does"
    return "With the rest as it is, \(size); with this L, \(width)."
  }

  /// The smallest L or W for a table.
  static func smallest(_ value: Int??, isSought: Bool) -> String {
    guard let value else { return isSought ? "…" : "-" }
    return value.map { "\($0)" } ?? "none"
  }

  private static func signed(_ error: Float) -> String {
    (error < 0 ? "" : "+") + Format.distance(error)
  }

  private static func hop(_ missed: MissedNeighbour, _ word: String) -> String {
    missed.hop.map { "\(word) hop \($0)" } ?? ""
  }

  /// What it would have had to beat.
  private static func sketch(_ missed: MissedNeighbour) -> String {
    guard let sketch = missed.sketchDistance else { return "no place in the list" }
    var text = "PQ \(Format.distance(sketch))"
    if let last = missed.listDistance { text += ", list ended at \(Format.distance(last))" }
    return text
  }
}
