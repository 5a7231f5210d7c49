import VectorData

/// Finds the element type of an index: from whoever says it, else from the nodes themselves.
///
/// DiskANN's files do not hold the type. A node length fits floats, bytes or both; where both, the degree
/// and the neighbour ids make sense in one place only. Signed and unsigned bytes cannot be told apart.
struct ElementTypeChoice {
  let asked: ElementType?
  let metadata: IndexMetadata?
  let peer: PeerMetadata?
  let files: IndexFiles

  /// - Throws: `IndexError.mismatch` when two say different types, `parameter` when nobody says it and
  ///   the nodes do not either.
  func resolve(_ layout: DiskLayout, file: PageFile) throws(IndexError) -> ElementType {
    if let packing = layout.packing { return try packedType(packing) }
    if let known = try recorded() { return known }
    if !layout.fits(.uint8) { return .float32 }
    let (floats, bytes, sampled) = try possibleNodes(layout, file: file)
    if floats == sampled && bytes < sampled { return .float32 }
    throw undecided
  }

  /// The type of the vectors that were given to the build of an index whose nodes hold codes of vectors of
  /// `dimension`. Reorder data are floats; else the sample that DiskANN leaves beside an index has a
  /// size that shows the type.
  ///
  /// - Throws: as `resolve`, and `mismatch` when reorder data are said to be bytes.
  func resolveOfCodes(_ layout: DiskLayout, dimension: Int) throws(IndexError) -> ElementType {
    let known = try recorded()
    if layout.reorder != nil {
      guard known == nil || known == .float32 else {
        throw .mismatch(
          path: files.disk, field: "reorder data",
          expected: "none, as for \(known?.rawValue ?? "")", found: "vectors of floats")
      }
      return .float32
    }
    if let known { return known }
    if let sample = try? BinFile.open(path: files.sampleData, elementType: .float32),
      sample.dimension == dimension
    {
      return .float32
    }
    throw undecided
  }

  private var undecided: IndexError {
    .parameter(
      name: "--type", expected: "float, int8 or uint8 (\(files.disk) does not say it)",
      found: "none")
  }

  /// The type for a check of a file that may be damaged: as `resolve`, but undecided nodes are taken for
  /// what most of them look like. Signed and unsigned bytes lie alike.
  func mostLikely(_ layout: DiskLayout, file: PageFile) throws(IndexError) -> ElementType {
    if let packing = layout.packing { return try packedType(packing) }
    if let known = try recorded() { return known }
    let (floats, bytes, _) = try possibleNodes(layout, file: file)
    return floats > bytes ? .float32 : .uint8
  }

  /// Packed records say their type; nobody may say another.
  private func packedType(_ packing: RecordPacking) throws(IndexError) -> ElementType {
    let known = try recorded()
    guard known == nil || known == packing.elementType else {
      throw .mismatch(
        path: files.disk, field: "element type", expected: known?.rawValue ?? "",
        found: packing.elementType.rawValue)
    }
    return packing.elementType
  }

  /// What is said about the type, `nil` where nobody says anything.
  private func recorded() throws(IndexError) -> ElementType? {
    let sources = [
      (metadata?.elementType, files.sidecar), (peer?.elementType, files.peerMetadata),
    ]
    var known = asked
    for case (let type?, let path) in sources {
      guard known == nil || known == type else {
        throw .mismatch(
          path: path, field: "element type", expected: known?.rawValue ?? "", found: type.rawValue)
      }
      known = type
    }
    return known
  }

  /// How many of the first nodes make sense as nodes of floats, and as nodes of bytes.
  private func possibleNodes(
    _ layout: DiskLayout, file: PageFile
  ) throws(IndexError) -> (floats: Int, bytes: Int, sampled: Int) {
    let sampled = min(layout.nodeCount, Self.sampleCount)
    var counts = [ElementType.float32: 0, .uint8: 0]
    for type in [ElementType.float32, .uint8] where layout.fits(type) {
      let resolved = try layout.resolved(as: type, path: files.disk)
      for node in 0..<NodeID(sampled) {
        let record = try file.readRecord(of: node, layout: resolved)
        if Self.isPossible(record, layout: resolved) { counts[type, default: 0] += 1 }
      }
    }
    return (counts[.float32, default: 0], counts[.uint8, default: 0], sampled)
  }

  private static let sampleCount = 64

  /// Whether a record has neighbours that exist and zeros behind them.
  private static func isPossible(_ record: [UInt8], layout: DiskLayout) -> Bool {
    let words = record.dropFirst(layout.vectorBytes)
    let degree = Int(word(words, at: 0))
    guard degree >= min(1, layout.nodeCount - 1), degree <= layout.width else { return false }
    return (1...layout.width).allSatisfy { slot in
      let id = Int(word(words, at: slot))
      return slot <= degree ? id < layout.nodeCount : id == 0
    }
  }

  private static func word(_ bytes: ArraySlice<UInt8>, at place: Int) -> UInt32 {
    let start = bytes.startIndex + place * 4
    return (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32($1 * 8) }
  }
}
