import VectorData

/// What diskannpy notes in `P_metadata.bin`: four 64-bit numbers without a header. It spares users of
/// diskannpy the type, metric and dimension of an index.
public struct PeerMetadata: Equatable {
  let elementType: ElementType
  let metric: Metric
  let count: Int
  /// Components as the user gave them.
  let dimension: Int

  private static let fileBytes = 32
  /// By their codes in the file.
  private static let elementTypes: [ElementType] = [.float32, .int8, .uint8]
  private static let metrics: [Metric] = [.l2, .innerProduct, .cosine]

  /// What `metadata` says, in diskannpy's terms.
  public init(_ metadata: IndexMetadata) {
    self.init(
      elementType: metadata.elementType, metric: metadata.metric, count: metadata.count,
      dimension: metadata.dimension)
  }

  private init(elementType: ElementType, metric: Metric, count: Int, dimension: Int) {
    self.elementType = elementType
    self.metric = metric
    self.count = count
    self.dimension = dimension
  }

  /// Writes the file at `path`.
  ///
  /// - Throws: `IndexError.system`; nothing is left then.
  public func write(to path: String) throws(IndexError) {
    guard let type = Self.elementTypes.firstIndex(of: elementType),
      let metric = Self.metrics.firstIndex(of: metric)
    else { preconditionFailure("every type and metric has a code") }
    var file = try OutputFile(path: path)
    for field in [type, metric, count, dimension] { try file.append(UInt64(field)) }
    try file.finish()
  }

  /// `nil` where there is no such file.
  ///
  /// - Throws: `IndexError.malformed` for a file of another size or unknown codes.
  static func readIfPresent(path: String) throws(IndexError) -> PeerMetadata? {
    guard fileExists(path) else { return nil }
    let file = try MappedFile(path: path)
    guard file.bytes.count == fileBytes else {
      throw .malformed(
        path: path, offset: nil, field: "size", expected: "\(fileBytes) bytes",
        found: "\(file.bytes.count)")
    }
    return PeerMetadata(
      elementType: elementTypes[
        try number(in: file, at: 0, field: "element type", limit: elementTypes.count)],
      metric: metrics[try number(in: file, at: 8, field: "metric", limit: metrics.count)],
      count: try number(in: file, at: 16, field: "row count", limit: .max),
      dimension: try number(in: file, at: 24, field: "dimension", limit: .max))
  }

  private static func number(
    in file: MappedFile, at offset: Int, field: String, limit: Int
  ) throws(IndexError) -> Int {
    let value = UInt64(
      littleEndian: file.bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    guard value < UInt64(limit) else {
      throw .malformed(
        path: file.path, offset: Int64(offset), field: field, expected: "below \(limit)",
        found: "\(value)")
    }
    return Int(value)
  }
}
