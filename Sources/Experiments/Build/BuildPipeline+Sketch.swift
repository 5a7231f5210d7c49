import DiskIndex
import Quantization
import Vamana
import VectorData

/// The stages before the graph, and the last one.
extension BuildPipeline {
  /// Rows that are encoded before their codes go to the file.
  private static let encodedRows = 1 << 16

  func check() throws(IndexError) -> StageResult {
    try plan.vectors.validateFinite(control: control)
    return StageResult()
  }

  func prepare() throws(IndexError) -> StageResult {
    try plan.prepareVectors(files, control: control)
    return StageResult(files: [files.preparedVectors, files.maximumNorm])
  }

  func train() throws(IndexError) -> StageResult {
    let quantizer = try ProductQuantizer.train(
      on: try trainingRows(), chunkCount: plan.shape.pqBytes, seed: plan.request.graph.seed,
      isCentred: plan.request.metric != .innerProduct, team: team, control: control)
    try quantizer.write(to: files.pivots)
    return StageResult(files: [files.pivots, files.rotation])
  }

  /// All rows, of which the training draws its sample; under a budget that keeps the graph in shards the
  /// sample alone, since every page that the training comes to counts.
  private func trainingRows() throws(IndexError) -> VectorMatrix {
    let vectors = try plan.graphVectors(files)
    guard plan.shards != nil, let budget = plan.budgetBytes else { return vectors }
    let perRow =
      Double(plan.shape.rowBytes)
      + plan.shape.trainingBytesPerRow(threadCount: BuildShape.nominalThreadCount)
    let fitting = max(1000, (budget - BuildShape.programBytes) / perRow)
    return try ProductQuantizer.gatherSample(
      of: vectors, limit: min(ProductQuantizer.trainingSampleLimit, Int(fitting)),
      seed: plan.request.graph.seed)
  }

  func encode() throws(IndexError) -> StageResult {
    let quantizer = try ProductQuantizer.read(path: files.pivots)
    let (vectors, control) = (try plan.graphVectors(files), control)
    var file = try OutputFile(path: files.codes)
    try file.appendBinHeader(rows: vectors.count, columns: quantizer.chunkCount)
    for start in stride(from: 0, to: vectors.count, by: Self.encodedRows) {
      let range = start..<min(start + Self.encodedRows, vectors.count)
      let part = JobControl(parent: control) { progress in
        control.report(
          JobProgress(
            phase: progress.phase, done: start + progress.done, total: vectors.count,
            unit: progress.unit))
      }
      let codes = try quantizer.encode(vectors.rows(range), team: team, control: part)
      try file.append(UnsafeRawBufferPointer(start: codes.baseAddress, count: codes.byteCount))
      vectors.releasePages(of: range)
    }
    try file.finish()
    return StageResult(files: [files.codes])
  }

  /// The sidecars, with a checksum of every part of the index that is there.
  func writeNotes() throws(IndexError) -> StageResult {
    try PeerMetadata(plan.metadata).write(to: files.peerMetadata)
    try plan.names?.copy(to: files.names)
    if let labels = plan.labels { try IndexLabels.write(labels, files: files) }
    var metadata = plan.metadata
    let parts = ([files.disk] + files.everyKnown).filter {
      $0 != files.sidecar && PlacesOnDisk.fileBytes(at: $0) > 0
    }
    for path in parts {
      let suffix = String(path.dropFirst(files.prefix.count))
      metadata.checksums[suffix] = try FileChecksum.fnv1a(path: path, control: control)
    }
    try metadata.write(prefix: files.prefix)
    let labelFiles = [files.labels, files.labelNames, files.universalLabel]
    return StageResult(files: [files.peerMetadata, files.names, files.sidecar] + labelFiles)
  }
}
