import Vamana
import VectorData

/// Writes graph and vectors as DiskANN's `_disk.index`, byte for byte.
public enum DiskIndexWriter {
  /// Streams the file sector by sector; it gets its name only when it is complete.
  ///
  /// The width of a node is the largest degree found, as in DiskANN's one-shot builds.
  ///
  /// - Parameters:
  ///   - vectors: What the nodes hold: the vectors, or for disk-PQ their codes.
  ///   - reorderVectors: Full vectors to lie behind the graph, floats; `nil` for none.
  /// - Throws: `IndexError.system` when the disk refuses (no space, no permission), `cancelled`; nothing
  ///   is left under `path` then.
  public static func write(
    graph: VamanaGraph, vectors: VectorMatrix, reorderVectors: VectorMatrix? = nil,
    to path: String, control: JobControl = JobControl()
  ) throws(IndexError) {
    var lists = graph
    _ = try write(
      lists: &lists, vectors: vectors, reorderVectors: reorderVectors, to: path, control: control)
  }

  /// The same from lists that may come out of a file; neither they nor the vectors have to fit in memory.
  ///
  /// - Returns: how many nodes have 0, 1, 2, … neighbours, up to the largest degree found.
  /// - Throws: as above, and what reading the lists throws.
  public static func write<Lists: NeighbourLists & ~Copyable>(
    lists: inout Lists, vectors: VectorMatrix, reorderVectors: VectorMatrix? = nil,
    to path: String, control: JobControl = JobControl()
  ) throws(IndexError) -> [Int] {
    precondition(lists.nodeCount == vectors.count, "every node has a vector")
    let nodeCount = lists.nodeCount
    let layout = try DiskLayout(
      nodeCount: nodeCount, dimension: vectors.dimension, elementType: vectors.elementType,
      medoid: lists.medoid, width: max(1, lists.maxObservedDegree),
      reorderDimension: reorderVectors?.dimension)
    var file = try OutputFile(path: path)
    try file.appendBinHeader(rows: layout.headerFields.count, columns: 1)
    try file.append(elements: layout.headerFields.map(\.littleEndian))

    let progress = JobCounter(
      control: control, phase: "write index", total: nodeCount, unit: "nodes")
    var degreeCounts = [Int](repeating: 0, count: lists.maxObservedDegree + 1)
    for node in 0..<NodeID(nodeCount) {
      try file.pad(to: Int64(layout.byteOffset(of: node)))
      let degree = try append(node, of: &lists, vectors: vectors, to: &file)
      degreeCounts[degree] += 1
      if node & 0xFFF == 0xFFF {
        try control.checkCancelled()
        progress.add(0x1000)
        vectors.releasePages(of: Int(node) - 0xFFF..<Int(node) + 1)
      }
    }
    if let reorderVectors {
      try append(reorderVectors, layout: layout, to: &file, control: control)
    }
    try file.pad(to: Int64(layout.fileBytes))
    progress.add(nodeCount & 0xFFF)
    try control.checkCancelled()
    try file.finish()
    while degreeCounts.count > 1, degreeCounts.last == 0 { degreeCounts.removeLast() }
    return degreeCounts
  }

  /// DiskANN's writer reads on behind the last vector where the last sector is not full; here the rest of
  /// that sector is zero.
  private static func append(
    _ vectors: VectorMatrix, layout: DiskLayout, to file: inout OutputFile, control: JobControl
  ) throws(IndexError) {
    guard let reorder = layout.reorder else { return }
    precondition(vectors.count == layout.nodeCount, "every node has a full vector")
    precondition(vectors.elementType == .float32, "reorder data are floats")
    for node in 0..<NodeID(vectors.count) {
      try file.pad(to: Int64(reorder.byteOffset(of: node)))
      try file.append(
        UnsafeRawBufferPointer(start: vectors.row(Int(node)), count: vectors.rowBytes))
      guard node & 0xFFF == 0xFFF else { continue }
      try control.checkCancelled()
      vectors.releasePages(of: Int(node) - 0xFFF..<Int(node) + 1)
    }
  }

  private static func append<Lists: NeighbourLists & ~Copyable>(
    _ node: NodeID, of lists: inout Lists, vectors: VectorMatrix, to file: inout OutputFile
  ) throws(IndexError) -> Int {
    try file.append(
      UnsafeRawBufferPointer(start: vectors.row(Int(node)), count: vectors.rowBytes))
    let neighbours = try lists.neighbours(of: node)
    try file.append(UInt32(neighbours.count))
    try file.append(UnsafeRawBufferPointer(neighbours))
    return neighbours.count
  }
}
