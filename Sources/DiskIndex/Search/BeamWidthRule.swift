import VectorData

/// How many nodes a hop may fetch: W, or narrow as long as hops lead nearer to the query, where most of what a wide
/// beam fetches is passed by, and wider with every hop that does not, where nearly all of the list is fetched in the
/// end (the dynamic width of PipeANN, Guo and Lu 2025, and OctopusANN).
struct BeamWidthRule {
  /// What the next hop may fetch.
  private(set) var current: Int
  private let widest: Int
  /// The nearest candidate after the last hop.
  private var nearest: Candidate?

  init(_ parameters: SearchParameters) {
    widest = parameters.beamWidth
    current = parameters.approachWidth ?? widest
  }

  /// Takes note of the nearest candidate after a hop.
  mutating func hopEnded(nearest candidate: Candidate?) {
    guard current < widest else { return }
    if candidate?.node == nearest?.node { current = min(2 * current, widest) }
    nearest = candidate
  }
}
