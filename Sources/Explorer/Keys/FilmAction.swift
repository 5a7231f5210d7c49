/// What a key of the Film screen does.
enum FilmAction: Sendable, Hashable {
  case nextInsertion
  case previousInsertion
  /// One percent of the film forward.
  case nextPercent
  case previousPercent
  /// Ten percent of the film forward.
  case nextTenth
  case previousTenth
  case toStart
  case toEnd
  /// Starts or stops it.
  case play
  case faster
  case slower
  /// The whole insertion, its search, its prune, its back edges, numbers: the next.
  case nextFacet
  /// One pass as DiskANN, or two as the paper.
  case otherPasses
  /// Whether free places are filled with what was occluded.
  case toggleFill
  /// The node that is inserted on the Node screen.
  case openNode
}
