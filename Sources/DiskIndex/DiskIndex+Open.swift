import Quantization
import VectorData

extension DiskIndex {
  /// Opens the index whose files begin with `prefix`, of Beamscope or of DiskANN, and checks that its
  /// files belong together. Nodes are read and checked when a search comes to them.
  ///
  /// - Parameters:
  ///   - elementType: For an index that does not say it and whose node length leaves it open.
  ///   - metric: For an index that does not say it; L2 where nobody says, inner products where there is
  ///     a file of the largest norm.
  ///   - pageSource: How nodes are read; the tests ask for the fallbacks.
  /// - Throws: `IndexError.malformed` or `mismatch` with the file and the field, `parameter` when the
  ///   element type has to be given, `system` when a file cannot be read.
  public static func open(
    prefix: String, elementType: ElementType? = nil, metric: Metric? = nil,
    pageSource: PageSourceKind = .automatic
  ) throws(IndexError) -> DiskIndex {
    let files = IndexFiles(prefix: prefix)
    let file = try PageFile(path: files.disk, kind: pageSource)
    let header = try file.readLayout()
    try requireKnownFeatures(files)
    let metadata = try IndexMetadata.readIfPresent(prefix: prefix)
    let peer = try PeerMetadata.readIfPresent(path: files.peerMetadata)
    let metrics = MetricChoice(asked: metric, metadata: metadata, peer: peer, files: files)
    let quantizer = try ProductQuantizer.read(path: files.pivots)
    let codes = try PQCodes.read(path: files.codes)
    try requireVectors(header, files)
    let recordQuantizer = try RecordCodes.readQuantizer(
      files: files, header: header, dimension: quantizer.dimension)
    let preparation = try metrics.resolve(header, decodedDimension: recordQuantizer?.dimension)
    try requireSameShape(
      header, preparation, recordQuantizer: recordQuantizer, quantizer: quantizer, codes: codes,
      metadata: metadata, peer: peer, files: files)
    let choice = ElementTypeChoice(
      asked: metrics.storedType(asked: elementType, preparation), metadata: metadata, peer: peer,
      files: files)
    let type =
      recordQuantizer == nil
      ? try choice.resolve(header, file: file)
      : try choice.resolveOfCodes(header, dimension: quantizer.dimension)
    let content = try RecordContent(
      header: header, elementType: type, dimension: quantizer.dimension,
      quantizer: recordQuantizer, path: files.disk)
    if recordQuantizer == nil {
      try preparation.requirePrepared(content.layout, file: file, path: files.disk)
    }
    let entryPoints = try EntryPoints.read(files: files, content: content, file: file)
    let order = try RowOrder.readIfPresent(path: files.rowOrder, nodeCount: header.nodeCount)
    return DiskIndex(
      files: files, layout: content.layout, elementType: type, preparation: preparation,
      queryType: try metrics.queryType(asked: elementType, stored: type, preparation),
      metadata: metadata, quantizer: quantizer, recordQuantizer: recordQuantizer, codes: codes,
      entryPoints: entryPoints, order: order, file: file)
  }

  /// Files whose presence changes what the others mean.
  private static func requireKnownFeatures(_ files: IndexFiles) throws(IndexError) {
    let features = [
      (files.dummyMap, "cloned points of a filtered index")
    ]
    for (path, feature) in features where fileExists(path) {
      throw .mismatch(
        path: path, field: "feature", expected: "an index with whole vectors in its nodes",
        found: "\(feature), which this version cannot search")
    }
  }

  /// Packed records hold vectors: a table of codes beside them is of another index.
  private static func requireVectors(
    _ header: DiskLayout, _ files: IndexFiles
  ) throws(IndexError) {
    guard header.packing != nil, fileExists(files.diskPivots) else { return }
    throw .mismatch(
      path: files.diskPivots, field: "feature", expected: "none beside packed records",
      found: "a table of codes in the nodes")
  }

  private static func requireSameShape(
    _ layout: DiskLayout, _ preparation: MetricPreparation, recordQuantizer: ProductQuantizer?,
    quantizer: ProductQuantizer, codes: PQCodes, metadata: IndexMetadata?, peer: PeerMetadata?,
    files: IndexFiles
  ) throws(IndexError) {
    func require(_ found: Int?, _ expected: Int, _ field: String, _ path: String) throws(IndexError)
    {
      guard let found, found != expected else { return }
      throw .mismatch(
        path: path, field: field, expected: "\(expected) as in \(files.disk)", found: "\(found)")
    }
    if recordQuantizer == nil {
      try require(quantizer.dimension, layout.dimension, "dimension", files.pivots)
    }
    try require(codes.count, layout.nodeCount, "row count", files.codes)
    guard codes.chunkCount == quantizer.chunkCount else {
      throw .mismatch(
        path: files.codes, field: "bytes per code",
        expected: "\(quantizer.chunkCount) as in \(files.pivots)", found: "\(codes.chunkCount)")
    }
    try require(metadata?.count, layout.nodeCount, "row count", files.sidecar)
    try require(metadata?.dimension, preparation.dimension, "dimension", files.sidecar)
    try require(peer?.count, layout.nodeCount, "row count", files.peerMetadata)
    try require(peer?.dimension, preparation.dimension, "dimension", files.peerMetadata)
  }
}

extension PageFile {
  /// Reads and checks sector 0.
  func readLayout() throws(IndexError) -> DiskLayout {
    let fileBytes = try byteCount()
    guard fileBytes >= DiskLayout.sectorBytes else {
      return try DiskLayout(
        header: UnsafeRawBufferPointer(start: nil, count: 0), fileBytes: fileBytes, path: path)
    }
    let sector = try AlignedBuffer(byteCount: DiskLayout.sectorBytes, purpose: "the index header")
    let bytes = UnsafeRawBufferPointer(sector.bytes)
    try read(into: sector.bytes, at: 0)
    guard PackedHeader.isMagic(bytes) else {
      return try DiskLayout(header: bytes, fileBytes: fileBytes, path: path)
    }
    let header = try PackedHeader(sector: bytes, fileBytes: fileBytes, path: path)
    let starts = try AlignedBuffer(
      byteCount: header.startSectors * DiskLayout.sectorBytes, purpose: "sector starts")
    try read(into: starts.bytes, at: (1 + header.sectorCount) * DiskLayout.sectorBytes)
    return DiskLayout(
      header,
      packing: try header.packing(
        startBits: UnsafeRawBufferPointer(starts.bytes), sector: bytes, path: path))
  }
}
