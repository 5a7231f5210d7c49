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
    precondition(graph.nodeCount == vectors.count, "every node has a vector")
    let layout = try DiskLayout(
      nodeCount: graph.nodeCount, dimension: vectors.dimension, elementType: vectors.elementType,
      medoid: graph.medoid, width: max(1, graph.maxObservedDegree),
      reorderDimension: reorderVectors?.dimension)
    var file = try OutputFile(path: path)
    try file.appendBinHeader(rows: layout.headerFields.count, columns: 1)
    try file.append(elements: layout.headerFields.map(\.littleEndian))

    let progress = JobCounter(
      control: control, phase: "write index", total: graph.nodeCount, unit: "nodes")
    for node in 0..<NodeID(graph.nodeCount) {
      try file.pad(to: Int64(layout.byteOffset(of: node)))
      try append(node, of: graph, vectors: vectors, to: &file)
      if node & 0xFFF == 0xFFF {
        try control.checkCancelled()
        progress.add(0x1000)
      }
    }
    if let reorderVectors {
      try append(reorderVectors, layout: layout, to: &file, control: control)
    }
    try file.pad(to: Int64(layout.fileBytes))
    progress.add(graph.nodeCount & 0xFFF)
    try control.checkCancelled()
    try file.finish()
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
      if node & 0xFFF == 0xFFF { try control.checkCancelled() }
    }
  }

  private static func append(
    _ node: NodeID, of graph: VamanaGraph, vectors: VectorMatrix, to file: inout OutputFile
  ) throws(IndexError) {
    try file.append(
      UnsafeRawBufferPointer(start: vectors.row(Int(node)), count: vectors.rowBytes))
    let neighbours = graph.neighbours(of: node)
    try file.append(UInt32(neighbours.count))
    try file.append(UnsafeRawBufferPointer(neighbours))
  }
}
