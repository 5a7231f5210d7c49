import Foundation
import VectorData

extension IndexMetadata {
  /// Reads the sidecar of the index at `prefix`.
  ///
  /// - Throws: `IndexError.system` when there is none, `malformed` when it is not a sidecar.
  public static func read(prefix: String) throws(IndexError) -> IndexMetadata {
    let path = IndexFiles(prefix: prefix).sidecar
    let file = try MappedFile(path: path)
    let metadata: IndexMetadata
    do {
      metadata = try JSONDecoder().decode(IndexMetadata.self, from: Data(file.bytes))
    } catch {
      throw .malformed(
        path: path, offset: nil, field: "content", expected: "the JSON of an index of Beamscope",
        found: fault(error))
    }
    guard metadata.version == 1 else {
      throw .mismatch(
        path: path, field: "version", expected: "1", found: "\(metadata.version)")
    }
    return metadata
  }

  /// The sidecar of the index at `prefix`, `nil` where there is none.
  static func readIfPresent(prefix: String) throws(IndexError) -> IndexMetadata? {
    guard fileExists(IndexFiles(prefix: prefix).sidecar) else { return nil }
    return try read(prefix: prefix)
  }

  /// Writes the sidecar of the index at `prefix`, with sorted keys: the same facts give the same bytes.
  ///
  /// - Throws: `IndexError.system` when it cannot be written.
  public func write(prefix: String) throws(IndexError) {
    let path = IndexFiles(prefix: prefix).sidecar
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text: Data
    do {
      text = try encoder.encode(self)
    } catch {
      throw .malformed(
        path: path, offset: nil, field: "alpha", expected: "a finite number", found: "\(alpha)")
    }
    var file = try OutputFile(path: path)
    try file.append(elements: [UInt8](text))
    try file.append(UInt8(ascii: "\n"))
    try file.finish()
  }

  private static func fault(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "no key \"\(key.stringValue)\""
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
      DecodingError.dataCorrupted(let context):
      context.codingPath.isEmpty
        ? "no valid JSON"
        : "a wrong value at " + context.codingPath.map(\.stringValue).joined(separator: ".")
    default: "no valid JSON"
    }
  }
}

/// Whether something has this name; what it is shows when it is read.
func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }
