import Foundation
import Testing
import VectorData

/// Bytes of a file put together by a test.
struct SyntheticFile {
  private(set) var bytes: [UInt8] = []

  mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ number: Float) { append(number.bitPattern) }

  mutating func append(zeros count: Int) {
    bytes.append(contentsOf: repeatElement(0, count: count))
  }

  mutating func cut(to count: Int) { bytes.removeLast(bytes.count - count) }

  func write(to path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

  /// A file of `rows * columns * elementBytes` zero bytes behind a header.
  static func vectors(rows: Int32, columns: Int32, dataBytes: Int) -> SyntheticFile {
    var file = SyntheticFile()
    file.append(rows)
    file.append(columns)
    file.append(zeros: dataBytes)
    return file
  }
}

/// The error that `body` throws, recorded as a failure if it throws none.
func thrownError(_ body: () throws(IndexError) -> Void) -> IndexError? {
  do throws(IndexError) {
    try body()
    Issue.record("nothing was thrown")
    return nil
  } catch {
    return error
  }
}
