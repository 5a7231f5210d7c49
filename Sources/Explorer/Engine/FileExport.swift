import Canvas
import DiskIndex
import Experiments
import Foundation
import VectorData

/// Writes what the user exports.
enum FileExport {
  /// Writes a file, or asks back where one is there already.
  static func write(_ file: FileRequest, job: JobID) throws(IndexError) -> Message {
    if !file.replaces, FileManager.default.fileExists(atPath: file.path) {
      return .fileExists(job, file)
    }
    let bytes = try bytes(of: file)
    var output = try OutputFile(path: file.path)
    try output.append(elements: bytes)
    try output.finish()
    return .wrote(job, path: file.path, byteCount: bytes.count)
  }

  private static func bytes(of file: FileRequest) throws(IndexError) -> [UInt8] {
    switch file.content {
    case .trace(let trace, let missed): return Array(TraceJSON.encode(trace, missed: missed))
    case .sweep(let report) where file.path.hasSuffix(".csv"):
      return Array(SweepTable.exported(report.rows).csv().utf8)
    case .sweep(let report): return try json(report, path: file.path)
    }
  }

  private static func json(_ report: SweepReport, path: String) throws(IndexError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(report)) + [UInt8(ascii: "\n")]
    } catch {
      throw .malformed(
        path: path, offset: nil, field: "rows", expected: "finite numbers", found: "\(error)")
    }
  }
}
