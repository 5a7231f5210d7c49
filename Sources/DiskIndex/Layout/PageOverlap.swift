import VectorData

/// How well the sectors of an index suit its graph: Starling's overlap ratio OR(G) (Wang et al. 2024,
/// section 4.1).
public enum PageOverlap {
  /// For each node the share of the other places of its sector that hold neighbours of it, averaged; 0
  /// where a sector holds one node. Reads the file once through the page cache.
  ///
  /// - Throws: `IndexError.malformed` for a damaged node, `system` when the file cannot be read,
  ///   `cancelled`.
  public static func measure(
    index: DiskIndex, control: JobControl = JobControl()
  ) throws(IndexError) -> Double {
    let layout = index.layout
    guard layout.nodesPerSector > 1 else { return 0 }
    var reader = try SequentialNodeReader(
      file: try PageFile(path: index.files.disk, kind: .pread), layout: layout)
    let neighbours = UnsafeMutablePointer<NodeID>.allocate(capacity: max(1, layout.width))
    defer { neighbours.deallocate() }
    var (shared, places) = (0, 0)
    for node in 0..<NodeID(layout.nodeCount) {
      if node & 0xFFF == 0 { try control.checkCancelled() }
      let record = try reader.record(of: node)
      let degree = layout.copyNeighbours(in: record, into: neighbours)
      guard degree >= 0 else { throw layout.fault(in: record, of: node, path: index.files.disk) }
      let mates = layout.nodes(beside: node)
      for slot in 0..<degree where mates.contains(Int(neighbours[slot])) { shared += 1 }
      // All sectors have the same places where records do not differ, a short last one too.
      places += (layout.packing == nil ? layout.nodesPerSector : mates.count) - 1
    }
    return places == 0 ? 0 : Double(shared) / Double(places)
  }
}
