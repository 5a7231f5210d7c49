import VectorData

/// A small graph in memory over a sample of the nodes. A search walks it by the PQ codes, which are in memory
/// too, before it reads anything, and so begins near its query instead of at the medoid (Wang et al. 2024,
/// Starling, section 4.3).
///
/// A *member* is a node of the sample, by its number in ascending order of nodes. Every row has `width` places of
/// as many bits as the largest member needs; a place that has no neighbour holds the row's own member. Memory:
/// width · log2(members) / 8 bytes for each member, and 4 for its node unless every node is a member.
public final class NavigationGraph: Sendable {
  /// Nodes of the index that it belongs to.
  public let nodeCount: Int
  /// Nodes of the sample, at least 1.
  public let memberCount: Int
  /// Neighbours of a member at most.
  public let width: Int
  /// The member where a walk starts.
  let start: NodeID
  /// Member → node, ascending; empty where every node is a member.
  private let nodes: [NodeID]
  private let packing: MemberPacking
  private let rows: AlignedBuffer

  /// Bytes held in memory.
  public var residentBytes: Int { nodes.count * 4 + rows.bytes.count }

  /// The graph whose packed rows lie in `rows`.
  init(
    nodeCount: Int, nodes: [NodeID], width: Int, start: NodeID, rows: AlignedBuffer
  ) {
    memberCount = nodes.count
    precondition(Int(start) < memberCount, "a walk starts at a member")
    packing = MemberPacking(memberCount: memberCount, width: width)
    precondition(rows.bytes.count == packing.bufferBytes, "the buffer holds every row")
    self.nodeCount = nodeCount
    self.nodes = memberCount < nodeCount ? nodes : []
    self.width = width
    self.start = start
    self.rows = rows
  }

  /// The node that `member` is.
  @inline(__always)
  func node(of member: NodeID) -> NodeID { nodes.isEmpty ? member : nodes[Int(member)] }

  /// The nodes of the sample, ascending.
  public var memberNodes: [NodeID] {
    nodes.isEmpty ? (0..<NodeID(memberCount)).map { $0 } : nodes
  }

  /// Copies the neighbours of `member` into the `width` places at `target`, as members; itself where it has
  /// fewer.
  @inline(__always)
  func copyNeighbours(of member: NodeID, into target: UnsafeMutablePointer<NodeID>) {
    guard let start = rows.bytes.baseAddress else { preconditionFailure("a graph has rows") }
    packing.unpack(UnsafeRawPointer(start) + Int(member) &* packing.rowBytes, into: target)
  }

  /// The packed rows as they lie in the file.
  var packedRows: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: rows.bytes[..<packing.byteCount])
  }
}

/// How the neighbours of members are packed: numbers of the same few bits one after another, the lowest bit
/// first; a row begins at a byte.
struct MemberPacking {
  let memberCount: Int
  let width: Int
  /// Bits of a neighbour.
  let bits: Int
  /// Bytes from one row to the next.
  let rowBytes: Int

  /// `memberCount` below 2^31.
  init(memberCount: Int, width: Int) {
    self.memberCount = memberCount
    self.width = width
    bits = max(1, Int.bitWidth - (memberCount - 1).leadingZeroBitCount)
    rowBytes = (width * bits + 7) / 8
  }

  /// Bytes of all rows.
  var byteCount: Int { memberCount * rowBytes }

  /// Bytes of a buffer of all rows: a number is read as part of eight bytes.
  var bufferBytes: Int { byteCount + 8 }

  @inline(__always)
  func unpack(_ row: UnsafeRawPointer, into target: UnsafeMutablePointer<NodeID>) {
    let mask = UInt64(1) << UInt64(bits) &- 1
    var bit = 0
    for slot in 0..<width {
      let word = row.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self)
      target[slot] = NodeID(truncatingIfNeeded: word >> UInt64(bit & 7) & mask)
      bit &+= bits
    }
  }

  /// Fills the row of `member` in a zeroed buffer; at most `width` neighbours.
  func pack(_ neighbours: some Collection<NodeID>, of member: Int, into buffer: AlignedBuffer) {
    precondition(neighbours.count <= width, "a row holds its neighbours")
    var next = neighbours.makeIterator()
    for slot in 0..<width {
      let bit = slot * bits
      let place = member * rowBytes + bit >> 3
      let word = buffer.bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      let number = UInt64(next.next() ?? NodeID(member))
      buffer.bytes.storeBytes(
        of: word | number << UInt64(bit & 7), toByteOffset: place, as: UInt64.self)
    }
  }
}
