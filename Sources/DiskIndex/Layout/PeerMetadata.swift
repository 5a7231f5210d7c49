import VectorData

/// What diskannpy notes in `P_metadata.bin`: four 64-bit numbers without a header.
struct PeerMetadata: Equatable {
  let elementType: ElementType
  let metric: Metric
  let count: Int
  /// Components as the user gave them.
  let dimension: Int

  private static let fileBytes = 32

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
    let types: [ElementType] = [.float32, .int8, .uint8]
    let metrics: [Metric] = [.l2, .innerProduct, .cosine]
    return PeerMetadata(
      elementType: types[try number(in: file, at: 0, field: "element type", limit: types.count)],
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
