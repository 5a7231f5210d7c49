import VectorData

/// Nodes that are kept in memory: their records one after another in one buffer, found by a table.
///
/// Filled once, read-only from then on; nothing is ever evicted.
public final class NodeCache: Sendable {
  /// A cache without nodes.
  public static let empty = NodeCache()

  /// The nodes held, in the order in which they were chosen.
  public let nodes: [NodeID]
  private let nodeBytes: Int
  private let records: AlignedBuffer?
  /// slot + 1 by open addressing, 0 where free; at most half is taken.
  private let slots: [UInt32]
  private let shift: UInt32

  /// Nodes held.
  public var nodeCount: Int { nodes.count }

  /// Bytes held in memory.
  public var residentBytes: Int { nodes.count * (nodeBytes + 4) + slots.count * 4 }

  private init() {
    nodes = []
    nodeBytes = 0
    records = nil
    slots = []
    shift = 0
  }

  /// A cache of `nodes`, all different, whose records of `nodeBytes` lie in `records` in this order.
  init(nodes: [NodeID], nodeBytes: Int, records: AlignedBuffer) {
    precondition(records.bytes.count >= nodes.count * nodeBytes, "every node has a record")
    precondition(nodes.count < Int(Int32.max), "slots are 32-bit numbers")
    self.nodes = nodes
    self.nodeBytes = nodeBytes
    self.records = records
    let bits = Self.tableBits(nodeCount: nodes.count)
    shift = UInt32(32 - bits)
    slots = Self.table(of: nodes, bits: bits)
  }

  /// Where `node` is, -1 when it is not cached.
  @inline(__always)
  func slot(of node: NodeID) -> Int {
    guard !slots.isEmpty else { return -1 }
    var place = Int((node &* Self.multiplier) >> shift)
    while slots[place] != 0 {
      let slot = Int(slots[place]) - 1
      if nodes[slot] == node { return slot }
      place = place + 1 == slots.count ? 0 : place + 1
    }
    return -1
  }

  /// The record in `slot`, as it lies in the file; zeros behind one that is shorter than others.
  @inline(__always)
  func record(slot: Int) -> UnsafeRawPointer {
    guard let start = records?.bytes.baseAddress, slot < nodes.count else {
      preconditionFailure("no such slot")
    }
    return UnsafeRawPointer(start + slot * nodeBytes)
  }

  /// Whether `node` is held.
  public func contains(_ node: NodeID) -> Bool { slot(of: node) >= 0 }

  private static let multiplier: UInt32 = 0x9E37_79B1

  /// The logarithm of the places of the table: at least twice the nodes.
  static func tableBits(nodeCount: Int) -> Int {
    max(4, Int.bitWidth - (nodeCount * 2).leadingZeroBitCount)
  }

  private static func table(of nodes: [NodeID], bits: Int) -> [UInt32] {
    var slots = [UInt32](repeating: 0, count: 1 << bits)
    for (slot, node) in nodes.enumerated() {
      var place = Int((node &* multiplier) >> UInt32(32 - bits))
      while slots[place] != 0 { place = place + 1 == slots.count ? 0 : place + 1 }
      slots[place] = UInt32(slot + 1)
    }
    return slots
  }
}
