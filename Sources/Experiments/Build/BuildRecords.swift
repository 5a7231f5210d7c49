import Foundation
import VectorData

/// What is written down in the folder of a build: its manifest, and a record of each finished stage.
struct BuildRecords: Sendable {
  static let manifestName = "build.json"

  let folder: String

  var manifestPath: String { folder + "/" + Self.manifestName }

  // MARK: The manifest

  /// The manifest of the build that the folder belongs to, `nil` where there is none.
  ///
  /// - Throws: `IndexError.malformed` for a damaged one or one of another version.
  func readManifest() throws(IndexError) -> BuildManifest? {
    guard access(manifestPath, F_OK) == 0 else { return nil }
    let manifest: BuildManifest? = try decode(path: manifestPath)
    guard let manifest, manifest.version == 1 else {
      throw .malformed(
        path: manifestPath, offset: nil, field: "content",
        expected: "the manifest of a build by this version", found: "something else")
    }
    return manifest
  }

  func write(_ manifest: BuildManifest) throws(IndexError) {
    try encode(manifest, path: manifestPath)
  }

  // MARK: Stages

  /// The record of `stage` if it is finished and its files have the bytes that they had then.
  func record(of stage: BuildStage) throws(IndexError) -> StageRecord? {
    guard let record = try recordOfMoved(stage) else { return nil }
    let isWhole = record.files.allSatisfy { name, bytes in
      PlacesOnDisk.fileBytes(at: folder + "/" + name) == bytes
    }
    return isWhole ? record : nil
  }

  /// The record of `stage`, which another stage builds on.
  ///
  /// - Throws: `IndexError.mismatch` when it has not been done, or a file of it is missing or cut.
  func require(_ stage: BuildStage, before later: BuildStage) throws(IndexError) -> StageRecord {
    guard let record = try recordOfMoved(stage) else {
      throw .mismatch(
        path: folder, field: "stage \(stage.name)", expected: "done before \(later.name)",
        found: "not done")
    }
    for (name, bytes) in record.files.sorted(by: { $0.key < $1.key }) {
      let found = PlacesOnDisk.fileBytes(at: folder + "/" + name)
      guard found != bytes else { continue }
      throw .mismatch(
        path: folder + "/" + name, field: "file of stage \(stage.name)",
        expected: "\(bytes) bytes",
        found: access(folder + "/" + name, F_OK) == 0 ? "\(found)" : "no such file")
    }
    return record
  }

  /// The record of `stage`, whether its files still lie here or not.
  func recordOfMoved(_ stage: BuildStage) throws(IndexError) -> StageRecord? {
    isRecorded(stage) ? try decode(path: path(of: stage)) : nil
  }

  /// Whether `stage` has a record; its files may have been moved since.
  func isRecorded(_ stage: BuildStage) -> Bool { access(path(of: stage), F_OK) == 0 }

  func write(_ record: StageRecord, of stage: BuildStage) throws(IndexError) {
    try encode(record, path: path(of: stage))
  }

  private func path(of stage: BuildStage) -> String { folder + "/stage-\(stage.name).json" }

  // MARK: JSON

  /// The value in the file at `path`, `nil` where it holds something else.
  private func decode<Value: Decodable>(path: String) throws(IndexError) -> Value? {
    let file = try MappedFile(path: path)
    return withExtendedLifetime(file) {
      try? JSONDecoder().decode(Value.self, from: Data(file.bytes))
    }
  }

  private func encode(_ value: some Encodable, path: String) throws(IndexError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let text = try? encoder.encode(value) else {
      preconditionFailure("manifests and records hold numbers and text only")
    }
    var file = try OutputFile(path: path)
    try file.append(elements: [UInt8](text))
    try file.append(UInt8(ascii: "\n"))
    try file.finish()
  }
}
