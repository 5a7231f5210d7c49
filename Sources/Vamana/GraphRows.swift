import VectorData

/// Adjacency rows in memory at a fixed stride, the degree first: what hot loops see of a graph.
///
/// Whoever uses it keeps the buffer alive.
struct GraphRows: @unchecked Sendable {
  // Sendable: phases of a build read rows that nobody writes in that phase,
  // and each row is written by the one worker that owns its node in that phase.
  let words: UnsafeMutablePointer<UInt32>
  /// 32-bit words from one row to the next.
  let stride: Int

  init(buffer: AlignedBuffer, stride: Int) {
    guard let start = buffer.elements(of: UInt32.self).baseAddress else {
      preconditionFailure("a buffer has an address")
    }
    words = start
    self.stride = stride
  }

  /// The degree; the neighbours follow it.
  @inline(__always)
  func row(_ node: NodeID) -> UnsafeMutablePointer<UInt32> { words + Int(node) &* stride }
}
