import Foundation
import VectorData

/// How results are written.
enum ResultFormat: String, CaseIterable, Sendable {
  case table
  case json
  case csv
}

/// Where results go: a file that appears when it is complete, or standard output as they come.
struct TextOutput: ~Copyable {
  private var file: OutputFile
  private let isLive: Bool

  /// `-` is standard output.
  init(path: String) throws(IndexError) {
    isLive = path == "-"
    file =
      isLive
      ? OutputFile(descriptor: STDOUT_FILENO, path: "standard output") : try OutputFile(path: path)
  }

  /// Appends text; on standard output it is seen at once.
  mutating func write(_ text: String) throws(IndexError) {
    try write(Data(text.utf8))
    if isLive { try file.flush() }
  }

  /// Appends encoded text.
  mutating func write(_ data: Data) throws(IndexError) {
    try file.append(elements: Array(data))
  }

  /// Appends a value as JSON on one line, keys in alphabetical order.
  mutating func write(json value: some Encodable) throws(IndexError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("results hold finite numbers and text only")
    }
    try write(data)
    try write("\n")
  }

  /// Ends the output.
  consuming func finish() throws(IndexError) { try file.finish() }
}
