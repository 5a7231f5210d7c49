import DiskIndex

/// Why a true neighbour was missed, as a line for a person.
struct MissedLine {
  let missed: MissedNeighbour

  init(_ missed: MissedNeighbour) { self.missed = missed }

  var text: String {
    "missed node \(missed.node)  \(missed.why.rawValue): \(reason)\(remedy)"
  }

  private var reason: String {
    let hop = missed.hop.map { "hop \($0)" } ?? "a hop"
    switch missed.why {
    case .undiscovered: return "no expanded node points to it"
    case .unexpanded: return "found in \(hop), not expanded"
    case .evicted:
      var text = "out of the list after \(hop)"
      if let sketch = missed.sketchDistance { text += ", PQ \(sketch)" }
      if let exact = missed.exactDistance { text += " for exact \(exact)" }
      if let error = missed.sketchError { text += " (error \(error < 0 ? "" : "+")\(error))" }
      if let last = missed.listDistance { text += ", the list ended at \(last)" }
      return text
    }
  }

  private var remedy: String {
    guard let remedy = missed.remedy else { return "" }
    let size =
      remedy.smallestListSize.map { "smallest L \($0)" }
      ?? "no L up to \(remedy.largestListSize)"
    guard remedy.largestBeamWidth > 1 else { return "  found by: \(size)" }
    let width =
      remedy.smallestBeamWidth.map { "smallest W \($0)" }
      ?? "no W up to \(remedy.largestBeamWidth)"
    return "  found by: \(size), \(width)"
  }
}
