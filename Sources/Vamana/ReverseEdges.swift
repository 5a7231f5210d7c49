import VectorData

/// The reverse edges of one batch, grouped by the node that gets them: a counting sort over the nodes that
/// the batch points to. Groups stand in the order in which the batch first names their node, sources in the
/// order of the batch.
///
/// Memory: 4 bytes per node, and 8 bytes per edge of the largest batch.
final class ReverseEdges: @unchecked Sendable {
  // Sendable: the caller groups while no worker runs;
  // workers only read the groups afterwards.

  /// Nodes that get reverse edges.
  private(set) var targetCount = 0
  private let counts: UnsafeMutablePointer<UInt32>
  private let targets: UnsafeMutablePointer<NodeID>
  private let starts: UnsafeMutablePointer<UInt32>
  private let sources: UnsafeMutablePointer<NodeID>
  private let memory: AlignedBuffer

  init(nodeCount: Int, edgeLimit: Int) throws(IndexError) {
    let targetLimit = min(nodeCount, edgeLimit)
    let words = nodeCount + targetLimit + (targetLimit + 1) + edgeLimit
    memory = try AlignedBuffer(byteCount: words * 4, purpose: "reverse edges")
    guard let start = memory.elements(of: UInt32.self).baseAddress else {
      preconditionFailure("a buffer has an address")
    }
    counts = start
    targets = counts + nodeCount
    starts = targets + targetLimit
    sources = starts + targetLimit + 1
  }

  /// The node of group `index` and the nodes that point to it.
  func group(_ index: Int) -> (target: NodeID, sources: UnsafeBufferPointer<NodeID>) {
    let start = Int(starts[index])
    let count = Int(starts[index + 1]) - start
    return (targets[index], UnsafeBufferPointer(start: sources + start, count: count))
  }

  /// Replaces the groups with those of the edges that leave `batch`.
  func collect(batch: UnsafeBufferPointer<NodeID>, graph: some AdjacencyRows) {
    let (counts, targets, starts, sources) = (counts, targets, starts, sources)
    var found = 0
    for node in batch {
      let row = graph.rowToRead(node)
      for place in 0..<Int(row[0]) {
        let target = row[1 + place]
        let count = counts[Int(target)]
        if count == 0 {
          targets[found] = target
          found &+= 1
        }
        counts[Int(target)] = count &+ 1
      }
    }
    var total: UInt32 = 0
    for index in 0..<found {
      starts[index] = total
      let count = counts[Int(targets[index])]
      counts[Int(targets[index])] = total
      total &+= count
    }
    starts[found] = total
    for node in batch {
      let row = graph.rowToRead(node)
      for place in 0..<Int(row[0]) {
        let target = Int(row[1 + place])
        sources[Int(counts[target])] = node
        counts[target] &+= 1
      }
    }
    for index in 0..<found { counts[Int(targets[index])] = 0 }
    targetCount = found
  }
}
