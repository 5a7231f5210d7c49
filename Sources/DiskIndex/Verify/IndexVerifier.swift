import Quantization
import VectorData

/// Reads every byte of an index and tells everything that is wrong with it.
public enum IndexVerifier {
  /// All faults of the index at `prefix`, none where it is whole. Memory: two bits per node.
  ///
  /// - Throws: `IndexError.cancelled` only.
  public static func verify(
    prefix: String, elementType: ElementType? = nil, control: JobControl = JobControl()
  ) throws(IndexError) -> [IndexFault] {
    let files = IndexFiles(prefix: prefix)
    var faults = FaultList()
    let metadata = try faults.collect { () throws(IndexError) in
      try IndexMetadata.readIfPresent(prefix: prefix)
    }
    let peer = try faults.collect { () throws(IndexError) in
      try PeerMetadata.readIfPresent(path: files.peerMetadata)
    }
    let file = try faults.collect { () throws(IndexError) in
      try PageFile(path: files.disk, kind: .pread)
    }
    var header: DiskLayout?
    if let file { header = try faults.collect { () throws(IndexError) in try file.readLayout() } }
    let sketch = try verifySketch(files, header: header, &faults)
    let preparation = try verifyRecords(
      files, header: header, dimension: sketch.dimension, metadata: metadata ?? nil,
      peer: peer ?? nil, &faults)
    if let file, let header {
      let choice = ElementTypeChoice(
        asked: elementType, metadata: metadata ?? nil, peer: peer ?? nil, files: files)
      let type = try faults.collect { () throws(IndexError) in
        sketch.recordQuantizer == nil ? try choice.mostLikely(header, file: file) : .uint8
      }
      if let type,
        let content = try faults.collect({ () throws(IndexError) in
          try RecordContent(
            header: header, elementType: type, dimension: sketch.dimension ?? header.dimension,
            quantizer: sketch.recordQuantizer, path: files.disk)
        })
      {
        try NodeVerifier(
          files: files, file: file, content: content, metric: preparation?.metric ?? .l2,
          control: control
        ).verify(&faults)
        try verifyVectorPages(files, content: content, file: file, control: control, &faults)
      }
    }
    if let header {
      try verifyLabels(files.labelFiles, nodeCount: header.nodeCount, &faults)
      if fileExists(files.navigation) {
        _ = try faults.collect { () throws(IndexError) in
          try NavigationGraph.read(path: files.navigation, nodeCount: header.nodeCount)
        }
      }
    }
    try verifyChecksums(metadata ?? nil, prefix: prefix, control: control, &faults)
    return faults.summarised()
  }

  /// The PQ files, and that they are of this index.
  private static func verifySketch(
    _ files: IndexFiles, header: DiskLayout?, _ faults: inout FaultList
  ) throws(IndexError) -> (dimension: Int?, recordQuantizer: ProductQuantizer?) {
    let quantizer = try faults.collect { () throws(IndexError) in
      try ProductQuantizer.read(path: files.pivots)
    }
    let codes = try faults.collect { () throws(IndexError) in
      try PQCodes.read(path: files.codes)
    }
    var recordQuantizer: ProductQuantizer?
    if let header {
      recordQuantizer = try verifyRecordCodes(files, header, quantizer, &faults)
      if recordQuantizer == nil {
        compare(
          quantizer?.dimension, header.dimension, "dimension", files.pivots, files.disk, &faults)
      }
      compare(codes?.count, header.nodeCount, "row count", files.codes, files.disk, &faults)
    }
    if let quantizer {
      compare(
        codes?.chunkCount, quantizer.chunkCount, "bytes per code", files.codes, files.pivots,
        &faults)
    }
    return (
      recordQuantizer?.dimension ?? header?.dimension ?? quantizer?.dimension, recordQuantizer
    )
  }

  /// The table of the codes in the records, `nil` where these hold vectors.
  private static func verifyRecordCodes(
    _ files: IndexFiles, _ header: DiskLayout, _ quantizer: ProductQuantizer?,
    _ faults: inout FaultList
  ) throws(IndexError) -> ProductQuantizer? {
    guard let quantizer else { return nil }
    return try faults.collect { () throws(IndexError) in
      try RecordCodes.readQuantizer(
        files: files, header: header, dimension: quantizer.dimension)
    } ?? nil
  }

  /// What the sidecars say against the header. Returns how the vectors are prepared, if that can be told.
  private static func verifyRecords(
    _ files: IndexFiles, header: DiskLayout?, dimension: Int?, metadata: IndexMetadata?,
    peer: PeerMetadata?, _ faults: inout FaultList
  ) throws(IndexError) -> MetricPreparation? {
    guard let header, let dimension else { return nil }
    compare(metadata?.count, header.nodeCount, "row count", files.sidecar, files.disk, &faults)
    compare(peer?.count, header.nodeCount, "row count", files.peerMetadata, files.disk, &faults)
    let preparation = try faults.collect { () throws(IndexError) in
      try MetricChoice(asked: nil, metadata: metadata, peer: peer, files: files)
        .resolve(header, decodedDimension: dimension)
    }
    guard let preparation else { return nil }
    let given = preparation.dimension
    compare(metadata?.dimension, given, "dimension", files.sidecar, files.disk, &faults)
    compare(peer?.dimension, given, "dimension", files.peerMetadata, files.disk, &faults)
    return preparation
  }

  private static func compare(
    _ found: Int?, _ expected: Int, _ field: String, _ path: String, _ other: String,
    _ faults: inout FaultList
  ) {
    guard let found, found != expected else { return }
    faults.add(
      .mismatch(
        path: path, field: field, expected: "\(expected) as in \(other)", found: "\(found)"))
  }

  static func verifyChecksums(
    _ metadata: IndexMetadata?, prefix: String, control: JobControl, _ faults: inout FaultList
  ) throws(IndexError) {
    for (suffix, recorded) in (metadata?.checksums ?? [:]).sorted(by: { $0.key < $1.key }) {
      // A suffix names a file of this index, never one elsewhere.
      guard !suffix.contains("/") else {
        faults.add(
          .malformed(
            path: IndexFiles(prefix: prefix).sidecar, offset: nil, field: "checksums",
            expected: "suffixes of file names", found: suffix))
        continue
      }
      let found = try faults.collect { () throws(IndexError) in
        try FileChecksum.fnv1a(path: prefix + suffix, control: control)
      }
      guard let found, found != recorded else { continue }
      faults.add(
        .mismatch(
          path: prefix + suffix, field: "checksum", expected: recorded, found: found))
    }
  }
}
