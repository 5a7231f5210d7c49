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
    let rows = try plan.trainingRows(of: plan.graphVectors(files))
    let seed = plan.request.graph.seed
    let quantizer =
      plan.request.rotates
      ? try ProductQuantizer.trainRotated(
        on: rows, chunkCount: plan.shape.pqBytes, seed: seed, sampleLimit: rotationSampleLimit,
        team: team, control: control)
      : try ProductQuantizer.train(
        on: rows, chunkCount: plan.shape.pqBytes, seed: seed,
        isCentred: plan.request.metric != .innerProduct, releasesPages: plan.savesPages,
        team: team, control: control)
    try quantizer.write(to: files.pivots)
    if let bytes = plan.request.diskCodeBytes {
      // DiskANN's loader adds no mean to the codes in the nodes.
      try ProductQuantizer.train(
        on: rows, chunkCount: bytes, seed: seed &+ 1, isCentred: false,
        releasesPages: plan.savesPages, team: team, control: control
      ).write(to: files.diskPivots)
    }
    return StageResult(files: [files.pivots, files.rotation, files.diskPivots])
  }

  /// Three copies of the rows as floats have to fit a budget.
  private var rotationSampleLimit: Int {
    guard let budget = plan.budgetBytes else { return ProductQuantizer.rotationSampleLimit }
    let fitting = (budget - BuildShape.programBytes) / Double(16 * plan.shape.dimension)
    return min(ProductQuantizer.rotationSampleLimit, max(1000, Int(min(fitting, 1e9))))
  }

  func encode() throws(IndexError) -> StageResult {
    try encode(by: files.pivots, to: files.codes)
    if plan.request.diskCodeBytes != nil { try encode(by: files.diskPivots, to: files.diskCodes) }
    return StageResult(files: [files.codes, files.diskCodes])
  }

  private func encode(by pivots: String, to path: String) throws(IndexError) {
    let quantizer = try ProductQuantizer.read(path: pivots)
    let (vectors, control) = (try plan.graphVectors(files), control)
    var file = try OutputFile(path: path)
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
  }

  /// The sidecars, with a checksum of every part of the index that is there.
  func writeNotes() throws(IndexError) -> StageResult {
    try PeerMetadata(plan.metadata).write(to: files.peerMetadata)
    try plan.names?.copy(to: files.names)
    if let labels = plan.labels { try IndexLabels.write(labels, files: files.labelFiles) }
    try plan.metadata.write(checksumsOf: files, control: control)
    let notes = [files.peerMetadata, files.names, files.sidecar]
    return StageResult(files: notes + files.labelFiles.all)
  }
}
