/// What a key of the Disk screen does.
enum DiskAction: Sendable, Hashable {
  case left
  case right
  case zoomIn
  case zoomOut
  /// Another layer of the map.
  case nextLayer
  /// From the map to the bytes of the sector; there to the node of the line.
  case enter
  /// Map or bytes.
  case nextPane
  /// Measures the reads of all queries.
  case measure
  /// To the next sector that was read (or holds cached nodes).
  case nextMarked
  /// From the Node screen: the sector of its node.
  case fromNode
}
