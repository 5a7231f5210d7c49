import VectorData

/// Which node walks over a label start at when the one before is deleted.
public enum LabelStartChoice {
  /// The first live point on a walk from `start` over nodes that pass, breadth first: near the old start, and
  /// within reach of what was reached from there. `nil` where it comes to none.
  public static func nearestLive(
    to start: NodeID, neighbours: (NodeID) -> UnsafeBufferPointer<NodeID>,
    passes: (NodeID) -> Bool, isLive: (NodeID) -> Bool
  ) -> NodeID? {
    var (seen, waiting, next) = (Set([start]), [start], 0)
    while next < waiting.count {
      let node = waiting[next]
      next += 1
      for neighbour in neighbours(node) where seen.insert(neighbour).inserted {
        guard passes(neighbour) else { continue }
        if isLive(neighbour) { return neighbour }
        waiting.append(neighbour)
      }
    }
    return nil
  }
}
