import VectorData

/// Finds the metric of an index, and how its vectors were prepared: from whoever says it, else from the
/// file of the largest norm, which only inner products have; L2 where nothing says anything.
struct MetricChoice {
  let asked: Metric?
  let metadata: IndexMetadata?
  let peer: PeerMetadata?
  let files: IndexFiles

  /// - Parameter decodedDimension: Components of what the codes in the nodes stand for; `nil` where nodes
  ///   hold vectors.
  /// - Throws: `IndexError.mismatch` when two say different metrics, `parameter` when the user asks for
  ///   another one, `malformed` or `system` when M cannot be read.
  func resolve(
    _ layout: DiskLayout, decodedDimension: Int? = nil
  ) throws(IndexError) -> MetricPreparation {
    let dimension = decodedDimension ?? layout.dimension
    let known = try recorded()
    if let asked, let known, asked != known.metric {
      throw .parameter(
        name: "--metric", expected: "\(known.metric.rawValue) as \(known.path) says",
        found: asked.rawValue)
    }
    let metric = known?.metric ?? asked ?? .l2
    guard metric == .innerProduct else {
      return MetricPreparation(metric: metric, dimension: dimension)
    }
    guard dimension > 1 else {
      throw .malformed(
        path: files.disk, offset: 16, field: "dimension",
        expected: "at least 2: inner products add a coordinate", found: "\(dimension)")
    }
    return MetricPreparation(
      metric: metric, dimension: MetricPreparation.dimension(ofPrepared: dimension, metric),
      maximumNorm: try MetricPreparation.readMaximumNorm(path: files.maximumNorm))
  }

  /// The type of the stored vectors for `ElementTypeChoice`: prepared vectors are floats, whatever the
  /// user calls the type of the queries.
  func storedType(asked: ElementType?, _ preparation: MetricPreparation) -> ElementType? {
    preparation.metric == .l2 ? asked : .float32
  }

  /// The type of queries: that of the vectors as the user gave them.
  ///
  /// - Throws: `IndexError.mismatch` when the user says another type than the sidecar, `parameter` when
  ///   the metric is not for it.
  func queryType(
    asked: ElementType?, stored: ElementType, _ preparation: MetricPreparation
  ) throws(IndexError) -> ElementType {
    guard preparation.metric != .l2 else { return stored }
    let recorded = metadata.map { $0.dataType ?? $0.elementType }
    if let asked, let recorded, asked != recorded {
      throw .mismatch(
        path: files.sidecar, field: "element type", expected: asked.rawValue,
        found: recorded.rawValue)
    }
    let type = recorded ?? asked ?? stored
    try PreparedVectors.requireSupported(preparation.metric, type)
    return type
  }

  private func recorded() throws(IndexError) -> (metric: Metric, path: String)? {
    let sources = [
      (metadata?.metric, files.sidecar), (peer?.metric, files.peerMetadata),
      (fileExists(files.maximumNorm) ? Metric.innerProduct : nil, files.maximumNorm),
    ]
    var known: (metric: Metric, path: String)?
    for case (let metric?, let path) in sources {
      if let known, known.metric != metric {
        throw .mismatch(
          path: path, field: "metric", expected: "\(known.metric.rawValue) as \(known.path) says",
          found: metric.rawValue)
      }
      known = known ?? (metric, path)
    }
    return known
  }
}

extension MetricPreparation {
  /// Checks by some nodes that the stored vectors were prepared for the metric: they have length 1. An
  /// index that was built for L2 gives wrong values under another metric, and nothing else shows it.
  ///
  /// - Throws: `IndexError.mismatch` for the first node that is not of length 1, `system`.
  func requirePrepared(
    _ layout: DiskLayout, file: PageFile, path: String
  ) throws(IndexError) {
    guard metric != .l2 else { return }
    let step = max(1, layout.nodeCount / Self.sampleCount)
    for node in stride(from: 0, to: layout.nodeCount, by: step) {
      let record = try file.readRecord(of: NodeID(node), layout: layout)
      let length = record.withUnsafeBytes { bytes in
        bytes.baseAddress.map { Self.storedLength($0, layout.dimension) } ?? 0
      }
      guard !Self.isPossible(storedLength: length) else { continue }
      throw .mismatch(
        path: path, field: "length of the vector of node \(node)",
        expected: "1, as vectors prepared for \(metric.rawValue) have", found: "\(length)")
    }
  }

  /// The length of the vector of floats at `record`.
  static func storedLength(_ record: UnsafeRawPointer, _ dimension: Int) -> Float {
    DistanceKernel.innerProduct(.float32).function(record, record, dimension).squareRoot()
  }

  /// Whether a prepared vector can have this length: DiskANN leaves rows of zeros as they are, and makes
  /// very short ones a little shorter than 1.
  static func isPossible(storedLength length: Float) -> Bool {
    length == 0 || abs(length - 1) <= 0.01
  }

  private static let sampleCount = 32
}
