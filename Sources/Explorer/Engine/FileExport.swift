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
    let bytes = bytes(of: file)
    var output = try OutputFile(path: file.path)
    try output.append(elements: bytes)
    try output.finish()
    return .wrote(job, path: file.path, byteCount: bytes.count)
  }

  private static func bytes(of file: FileRequest) -> [UInt8] {
    switch file.content {
    case .trace(let trace, let missed, let names):
      return Array(TraceJSON.encode(trace, missed: missed, name: { names[$0] }))
    case .feder(let trace): return Array(FederTrace.encode(trace))
    case .text(let text): return Array(text.utf8)
    }
  }

  /// A sweep as the verb writes it; what JSON has no numbers for becomes text.
  static func json(_ report: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let data = try? encoder.encode(report) else {
      preconditionFailure("a report is numbers, text and lists of them")
    }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
