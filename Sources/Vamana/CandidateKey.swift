import VectorData

/// A candidate in 64 bits, ordered by (distance, id): the bits of the distance, the node, the expanded flag.
///
/// Distances are not negative, so their bits order as they do. Nodes have 31 bits.
public struct CandidateKey: Sendable, Equatable {
  var bits: UInt64

  @inline(__always)
  init(bits: UInt64) { self.bits = bits }

  @inline(__always)
  init(distance: Float, node: NodeID) {
    bits = UInt64(distance.bitPattern) << 32 | UInt64(node) << 1
  }

  /// The node.
  @inline(__always)
  public var node: NodeID { NodeID(truncatingIfNeeded: bits) >> 1 }

  /// Squared L2 to what is searched for.
  @inline(__always)
  public var distance: Float { Float(bitPattern: UInt32(truncatingIfNeeded: bits >> 32)) }

  /// Whether its neighbours have been looked at.
  @inline(__always)
  public var isExpanded: Bool { bits & 1 != 0 }
}
