import VectorData

/// A directed graph of fixed row width: per node a degree and up to `width` neighbours.
public struct VamanaGraph: Sendable {
  /// Nodes.
  public let nodeCount: Int
  /// Neighbour slots of a row.
  public let width: Int
  /// The node where searches start.
  public let medoid: NodeID
  private let buffer: AlignedBuffer

  /// A finished graph in `buffer`: rows of `width + 1` 32-bit words, the degree first.
  public init(nodeCount: Int, width: Int, medoid: NodeID, buffer: AlignedBuffer) {
    precondition(buffer.bytes.count >= nodeCount * (width + 1) * 4, "the buffer holds every row")
    precondition(Int(medoid) < nodeCount, "the medoid is a node")
    self.nodeCount = nodeCount
    self.width = width
    self.medoid = medoid
    self.buffer = buffer
  }

  /// A graph of the given neighbour lists, as wide as the longest of them.
  ///
  /// - Throws: `IndexError.memory`.
  public init(lists: [[NodeID]], medoid: NodeID) throws(IndexError) {
    let width = lists.reduce(0) { max($0, $1.count) }
    let buffer = try AlignedBuffer(byteCount: lists.count * (width + 1) * 4, purpose: "graph")
    let words = buffer.elements(of: UInt32.self)
    for (node, list) in lists.enumerated() {
      words[node * (width + 1)] = UInt32(list.count)
      for (place, neighbour) in list.enumerated() {
        words[node * (width + 1) + 1 + place] = neighbour
      }
    }
    self.init(nodeCount: lists.count, width: width, medoid: medoid, buffer: buffer)
  }

  /// The neighbours of `node`, in the order in which they were kept; valid while this value lives.
  public func neighbours(of node: NodeID) -> UnsafeBufferPointer<NodeID> {
    precondition(Int(node) < nodeCount, "node out of range")
    let words = buffer.elements(of: UInt32.self)
    let row = Int(node) * (width + 1)
    return UnsafeBufferPointer(rebasing: words[(row + 1)..<(row + 1 + Int(words[row]))])
  }

  /// The rows for hot loops, valid while this value lives.
  var rows: GraphRows { GraphRows(buffer: buffer, stride: width + 1) }

  /// The largest degree of any node.
  public var maxObservedDegree: Int {
    (0..<nodeCount).reduce(0) { max($0, neighbours(of: NodeID($1)).count) }
  }
}
