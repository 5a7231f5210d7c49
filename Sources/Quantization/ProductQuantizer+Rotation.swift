import Foundation
import VectorData

extension ProductQuantizer {
  /// Where DiskANN keeps the rotation that belongs to the pivots at `pivotsPath`: one `BinBlock` of floats,
  /// dimension x dimension. Its mere presence says that codes are of rotated vectors.
  public static func rotationPath(pivotsPath: String) -> String {
    pivotsPath + "_rotation_matrix.bin"
  }

  /// The rotation beside the pivots at `pivotsPath`, `nil` where there is none.
  static func readRotation(pivotsPath: String, dimension: Int) throws(IndexError) -> [Float]? {
    let path = rotationPath(pivotsPath: pivotsPath)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let file = try MappedFile(path: path)
    let block = try BinBlock(in: file.bytes, elementBytes: 4, path: path)
    try block.requireEnd(byteCount: file.bytes.count, path: path)
    guard block.rows == dimension, block.columns == dimension else {
      throw .mismatch(
        path: path, field: "shape", expected: "\(dimension) x \(dimension) as the pivots have",
        found: "\(block.rows) x \(block.columns)")
    }
    return try block.finiteFloats(in: file, field: "rotation")
  }

  /// Writes the rotation, if there is one, beside the pivots.
  func writeRotation(pivotsPath: String) throws(IndexError) {
    guard let rotation else { return }
    var file = try OutputFile(path: Self.rotationPath(pivotsPath: pivotsPath))
    try file.appendBinHeader(rows: dimension, columns: dimension)
    try file.append(elements: rotation)
    try file.finish()
  }
}

extension BinBlock {
  /// The block's elements, row by row, as floats that are all finite.
  ///
  /// - Throws: `IndexError.malformed` with the byte of the first that is not.
  func finiteFloats(in file: MappedFile, field: String) throws(IndexError) -> [Float] {
    let count = rows * columns
    var values: [Float] = []
    values.reserveCapacity(count)
    for index in 0..<count {
      let place = dataOffset + index * 4
      let bits = UInt32(
        littleEndian: file.bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
      let value = Float(bitPattern: bits)
      guard value.isFinite else {
        throw .malformed(
          path: file.path, offset: Int64(place), field: field, expected: "a finite number",
          found: "\(value)")
      }
      values.append(value)
    }
    return values
  }
}
