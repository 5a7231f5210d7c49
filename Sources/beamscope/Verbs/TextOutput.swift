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

  /// `-` is standard output.
  init(path: String) throws(IndexError) {
    file =
      path == "-"
      ? OutputFile(descriptor: STDOUT_FILENO, path: "standard output") : try OutputFile(path: path)
  }

  /// Appends text.
  mutating func write(_ text: String) throws(IndexError) {
    try write(Data(text.utf8))
  }

  /// Hands on what was written, so that a reader sees it now.
  mutating func flush() throws(IndexError) { try file.flush() }

  /// Appends encoded text.
  mutating func write(_ data: Data) throws(IndexError) {
    try file.append(elements: Array(data))
  }

  /// Appends a value as JSON on a line of its own.
  mutating func write(json value: some Encodable) throws(IndexError) {
    try write(Self.json(value))
    try write("\n")
  }

  /// A value as JSON without line breaks, keys in alphabetical order. What JSON has no numbers for, the
  /// distances of a damaged vector, becomes text.
  static func json(_ value: some Encodable) -> Data {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("results are numbers, text, lists and objects of them")
    }
    return data
  }

  /// Ends the output.
  consuming func finish() throws(IndexError) { try file.finish() }
}
