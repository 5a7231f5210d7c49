import Quantization
import VectorData

/// The same graph with something else in memory: for whoever compares what memory is best spent on.
extension DiskIndex {
  /// This index, its file shared, with other codes or another navigation graph.
  ///
  /// - Parameters:
  ///   - sketch: What makes the distances, and the codes of all nodes; this index's if `nil`.
  ///   - navigation: What searches walk first, if they ask for it.
  public func variant(
    sketch: (quantizer: ProductQuantizer, codes: PQCodes)? = nil,
    navigation: NavigationGraph? = nil
  ) -> DiskIndex {
    precondition(sketch?.quantizer.dimension ?? quantizer.dimension == quantizer.dimension)
    return DiskIndex(
      files: files, layout: layout, elementType: elementType, preparation: preparation,
      queryType: queryType, metadata: metadata, quantizer: sketch?.quantizer ?? quantizer,
      recordQuantizer: recordQuantizer, codes: sketch?.codes ?? codes, entryPoints: entryPoints,
      order: order, file: file, navigation: navigation)
  }

  /// Bytes of a PQ table and of the codes of all nodes, as `residentBytes` counts them.
  public func sketchBytes(chunkCount: Int) -> Int {
    layout.nodeCount * chunkCount + quantizer.dimension * ProductQuantizer.centreCount * 8
  }

  /// Copies the vectors of `nodes`, at least one, as the graph was built on them: decoded where records hold
  /// codes.
  ///
  /// - Throws: `IndexError.malformed` when the file is too short or a vector is no number, `memory`, `system`.
  public func vectors(of nodes: [NodeID]) throws(IndexError) -> VectorMatrix {
    let content = RecordContent(self)
    let isDecoded = content.quantizer != nil
    let type = isDecoded ? .float32 : elementType
    let rowBytes = content.dimension * type.byteCount
    let records = try MappedRecords(index: self)
    let buffer = try AlignedBuffer(byteCount: nodes.count * rowBytes, purpose: "vectors of nodes")
    guard let target = buffer.bytes.baseAddress else { preconditionFailure("nodes have vectors") }
    for (row, node) in nodes.enumerated() {
      let record = try records.vector(of: node)
      let place = target + row * rowBytes
      if isDecoded {
        content.decode(record, into: place.assumingMemoryBound(to: Float.self))
      } else {
        place.copyMemory(from: record, byteCount: rowBytes)
      }
    }
    let vectors = VectorMatrix(
      count: nodes.count, dimension: content.dimension, elementType: type, path: records.path,
      start: UnsafeRawPointer(target), owner: buffer)
    try vectors.validateFinite()
    return vectors
  }
}
