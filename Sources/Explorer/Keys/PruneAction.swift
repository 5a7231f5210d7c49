/// What a key of the Prune screen does.
enum PruneAction: Sendable, Hashable {
  /// The next look at a candidate.
  case nextStep
  /// The look before.
  case previousStep
  /// All decisions at once.
  case toEnd
  /// Nothing is decided yet.
  case restart
  case raiseAlpha
  case lowerAlpha
  case raiseDegree
  case lowerDegree
  /// Candidates, what alpha buys, picture: the next.
  case nextFacet
  /// Whether free places are filled with what was occluded.
  case toggleFill
  /// The Node screen for the candidate under the marker.
  case openNode
  /// The prune of the candidate under the marker.
  case pruneCandidate
  /// The prune of the medoid.
  case medoid
  /// From the Node screen: the prune of its node.
  case fromNode
}
