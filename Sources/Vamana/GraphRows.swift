import CVectorKernels
import VectorData

/// The neighbours of nodes as a greedy search sees them.
protocol AdjacencyRows: Sendable {
  /// The degree of `node`; the neighbours follow it.
  func rowToRead(_ node: NodeID) -> UnsafePointer<UInt32>
  /// Asks for the row of `node`, which is soon read.
  func expect(_ node: NodeID)
}

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

extension GraphRows: AdjacencyRows {
  @inline(__always)
  func rowToRead(_ node: NodeID) -> UnsafePointer<UInt32> {
    UnsafePointer(words + Int(node) &* stride)
  }

  @inline(__always)
  func expect(_ node: NodeID) { vk_prefetch(words + Int(node) &* stride, stride &* 4) }
}
