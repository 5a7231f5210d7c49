/// What a key of the Node screen does.
enum NodeAction: Sendable, Hashable {
  /// Goes to the node under the marker.
  case open
  /// To the column at the left.
  case left
  /// To the column at the right.
  case right
  /// One step back in the walk.
  case back
  /// One step forward in the walk.
  case forward
  /// To where searches start.
  case medoid
  /// Another order of the lists.
  case nextOrder
  /// Begins the walk anew here.
  case restartWalk
  /// The next node whose name contains what was looked for.
  case findNext
  /// From another screen: opens the node under its marker.
  case fromSearch
}
