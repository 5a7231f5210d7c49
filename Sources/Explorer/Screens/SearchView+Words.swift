import Canvas
import DiskIndex
import Experiments
import VectorData

/// The pictures of the Search screen in words and numbers.
extension SearchView {
  /// More hops than this are not told one by one.
  private static let hopsTold = 12

  /// What the map shows: how far the search came, by which nodes, and where that is on the map.
  var mapWords: [String] {
    let hops = search.hopsShown
    guard !hops.isEmpty else { return ["map of the data (PCA): no hop yet"] }
    let readCount = hops.reduce(0) { $0 + $1.expanded.count }
    var text =
      "map of the path (PCA): \(Format.plural(readCount, "node")) expanded in"
      + " \(Format.plural(hops.count, "hop"))"
    if let hop = search.hop { text += ", \(Format.count(hop.expanded.count)) in this hop" }
    if !search.truth.isEmpty {
      text +=
        "; of \(Format.plural(search.truth.count, "true neighbour")) \(outlook.foundCount) found"
    }
    return [text] + [wayWords(hops), placeWords(hops)].compactMap { $0 }
  }

  /// The nearest node of each hop, and its distance to the query.
  private func wayWords(_ hops: ArraySlice<TraceHop>) -> String? {
    let way = hops.compactMap { hop in nearest(hop).map { (hop.number, $0) } }
    guard let first = way.first?.1, let last = way.last?.1 else { return nil }
    let (start, end) = (first.exactDistance, last.exactDistance)
    let steps = PictureText.spread(way.count, atMost: Self.hopsTold).map {
      "hop \(way[$0].0) node \(way[$0].1.node) at \(Format.distance(way[$0].1.exactDistance))"
    }
    let change = end < start ? "falls" : end > start ? "rises" : "stays"
    return "\(index.metric.valueName) \(change) from \(Format.distance(start)) to"
      + " \(Format.distance(end)); nearest node of each hop: " + steps.joined(separator: ", ")
  }

  /// How far from the query things lie on the map, in parts of its width.
  private func placeWords(_ hops: ArraySlice<TraceHop>) -> String? {
    let map = search.map
    guard let query = map.query, let low = map.sample.map(\.x).min(),
      let high = map.sample.map(\.x).max(), high > low
    else { return nil }
    let share = { (node: NodeID) -> Int? in
      guard let place = map.places[node] else { return nil }
      let (x, y) = (place.x - query.x, place.y - query.y)
      let percent = ((x * x + y * y).squareRoot() / (high - low) * 100).rounded()
      return percent.isFinite ? Int(min(percent, 9999)) : nil
    }
    var parts: [String] = []
    if let start = hops.first.flatMap(nearest).flatMap({ share($0.node) }) {
      parts.append("the start lies \(start) %")
    }
    if let end = hops.last.flatMap(nearest).flatMap({ share($0.node) }) {
      parts.append("the nearest node of the last hop \(end) %")
    }
    let missing = search.truth.filter { node in !outlook.answers.contains { $0.node == node } }
    let far = missing.compactMap(share)
    if let least = far.min(), let most = far.max() {
      parts.append("true neighbours not found \(least) to \(most) %")
    }
    guard !parts.isEmpty else { return nil }
    return "on the map, in parts of its width from the query: " + parts.joined(separator: ", ")
  }

  private func nearest(_ hop: TraceHop) -> TraceExpansion? {
    hop.expanded.min { index.metric.isNearer($0.exactDistance, than: $1.exactDistance) }
  }

  /// What the plot shows: a line for each hop, or for some of them where they are many.
  var plotWords: [String] {
    let hops = plottedHops
    guard !hops.isEmpty else { return ["plot of the \(plotTitle): no hop yet"] }
    let told = PictureText.spread(hops.count, atMost: Self.hopsTold)
    let some = told.count < hops.count ? ", of which \(told.count) are told" : ""
    return ["plot of the \(plotTitle): \(Format.plural(hops.count, "hop"))\(some)"]
      + told.map { place in
        let hop = hops[place]
        let sorted = hop.distances.sorted(by: index.metric.isNearer)
        guard let near = sorted.first, let far = sorted.last else { return "hop \(hop.number)" }
        let range =
          sorted.count == 1
          ? Format.distance(near) : "\(Format.distance(near)) to \(Format.distance(far))"
        let edge = hop.edge.map {
          "; the best \(plottedAnswerCount) end at \(Format.distance($0))"
        }
        return "hop \(hop.number): \(Format.plural(sorted.count, "node")) at \(range)\(edge ?? "")"
      }
  }
}
