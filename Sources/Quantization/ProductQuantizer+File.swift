import VectorData

// `_pq_pivots.bin` (docs/formats.md): at byte 0 a block of four u64 offsets, padded to 4096, then blocks
// of pivots, centroid and chunk offsets; the last offset is the end of the file. Older files have a fifth
// block, a permutation of columns that no reader applies, before the chunk offsets.
private let pivotsOffset = 4096

extension ProductQuantizer {
  /// Reads DiskANN's `_pq_pivots.bin`, and the rotation that lies beside it, if one does (`rotationPath`).
  ///
  /// - Throws: `IndexError.malformed` for whatever such a file cannot say, `system`.
  public static func read(path: String) throws(IndexError) -> ProductQuantizer {
    try PivotsFile(file: MappedFile(path: path)).quantizer()
  }

  /// Writes DiskANN's `_pq_pivots.bin`, byte for byte, and the rotation beside it, if there is one.
  ///
  /// - Throws: `IndexError.system`; an existing file is replaced only when all is written.
  public func write(to path: String) throws(IndexError) {
    let centroidOffset = pivotsOffset + 8 + pivots.count * 4
    let chunksOffset = centroidOffset + 8 + dimension * 4
    let endOffset = chunksOffset + 8 + chunkOffsets.count * 4
    var file = try OutputFile(path: path)
    try file.appendBinHeader(rows: 4, columns: 1)
    for offset in [pivotsOffset, centroidOffset, chunksOffset, endOffset] {
      try file.append(UInt64(offset))
    }
    try file.pad(to: Int64(pivotsOffset))
    try file.appendBinHeader(rows: Self.centreCount, columns: dimension)
    try file.append(elements: pivots)
    try file.appendBinHeader(rows: dimension, columns: 1)
    try file.append(elements: centroid)
    try file.appendBinHeader(rows: chunkOffsets.count, columns: 1)
    try file.append(elements: chunkOffsets.map { UInt32($0) })
    try file.finish()
    try writeRotation(pivotsPath: path)
  }
}

/// The checked parts of a mapped pivots file.
private struct PivotsFile {
  let file: MappedFile
  let offsets: [Int]

  init(file: MappedFile) throws(IndexError) {
    self.file = file
    let path = file.path
    let table = try BinBlock(in: file.bytes, elementBytes: 8, path: path, label: "offset table")
    guard table.columns == 1, table.rows == 4 || table.rows == 5 else {
      throw .malformed(
        path: path, offset: 0, field: "offset table", expected: "4 x 1 or 5 x 1",
        found: "\(table.rows) x \(table.columns)")
    }
    var offsets: [Int] = []
    for row in 0..<table.rows {
      let place = table.dataOffset + row * 8
      let value = UInt64(
        littleEndian: file.bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      guard value <= file.bytes.count else {
        throw .malformed(
          path: path, offset: Int64(place), field: "offset \(row)",
          expected: "at most \(file.bytes.count), the size of the file", found: "\(value)")
      }
      offsets.append(Int(value))
    }
    self.offsets = offsets
    try require(offsets[0], pivotsOffset, field: "offset of pivots", at: 8)
    try require(
      offsets[table.rows - 1], file.bytes.count, field: "end of file", at: 8 * table.rows)
  }

  func quantizer() throws(IndexError) -> ProductQuantizer {
    let pivots = try block(0, label: "pivots", rows: ProductQuantizer.centreCount)
    let dimension = pivots.columns
    let centroid = try block(1, label: "centroid", rows: dimension, columns: 1)
    let chunks = try block(offsets.count - 2, label: "chunk offset", columns: 1)
    return ProductQuantizer(
      dimension: dimension,
      chunkOffsets: try chunkOffsets(chunks, dimension: dimension),
      pivots: try pivots.finiteFloats(in: file, field: "pivot"),
      centroid: try centroid.finiteFloats(in: file, field: "centroid"),
      rotation: try ProductQuantizer.readRotation(pivotsPath: file.path, dimension: dimension))
  }

  /// Block `index`, which must have the given shape and end where the next block starts.
  private func block(
    _ index: Int, label: String, rows: Int? = nil, columns: Int? = nil
  ) throws(IndexError) -> BinBlock {
    let start = offsets[index]
    let block = try BinBlock(
      in: file.bytes, at: start, elementBytes: 4, path: file.path, label: label)
    try require(block.rows, rows ?? block.rows, field: label + " row count", at: start)
    try require(
      block.columns, columns ?? block.columns, field: label + " column count", at: start + 4)
    try require(
      offsets[index + 1], block.endOffset, field: "end of \(label) block", at: 8 * (index + 2))
    return block
  }

  private func require(
    _ found: Int, _ expected: Int, field: String, at offset: Int
  ) throws(IndexError) {
    guard found == expected else {
      throw .malformed(
        path: file.path, offset: Int64(offset), field: field, expected: "\(expected)",
        found: "\(found)")
    }
  }

  private func chunkOffsets(_ block: BinBlock, dimension: Int) throws(IndexError) -> [Int] {
    guard block.rows >= 2 else {
      throw .malformed(
        path: file.path, offset: Int64(block.dataOffset - 8), field: "chunk offset rows",
        expected: "at least 2", found: "\(block.rows)")
    }
    var columns: [Int] = []
    for row in 0..<block.rows {
      let place = block.dataOffset + row * 4
      let column = UInt32(
        littleEndian: file.bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
      // They rise strictly from 0 to the dimension: an empty chunk would have no centre to be near to.
      let lowest = columns.last.map { $0 + 1 } ?? 0
      let highest = row == 0 ? 0 : dimension
      let isLast = row == block.rows - 1
      guard column <= highest, column >= (isLast ? dimension : lowest), column >= lowest else {
        throw .malformed(
          path: file.path, offset: Int64(place), field: "chunk offset \(row)",
          expected: isLast || lowest >= highest ? "\(highest)" : "\(lowest) to \(highest)",
          found: "\(column)")
      }
      columns.append(Int(column))
    }
    return columns
  }
}
