import Experiments
import Foundation
import VectorData

/// The files of a user: what he has set, where the last session was left and what was pressed in it. None of
/// them is ever a reason not to start.
public struct SessionFiles: Sendable {
  /// `config`, which the user writes.
  public let configurationPath: String
  /// `state`, which the program writes.
  public let statePath: String
  /// `last.keys`: the key log of the last session.
  public let keyLogPath: String
  /// `lessons`: the steps at which lessons were left.
  public let lessonsPath: String

  /// The files below the folders of the environment.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    configurationPath = UserFolders.configuration(environment: environment) + "/config"
    let state = UserFolders.state(environment: environment)
    statePath = state + "/state"
    keyLogPath = state + "/last.keys"
    lessonsPath = state + "/lessons"
  }

  /// What is set, and every fault of the file, one line each.
  public func preferences() -> (Preferences, faults: [String]) {
    var preferences = Preferences()
    do throws(IndexError) {
      guard let text = try Self.text(at: configurationPath) else { return (preferences, []) }
      let faults = preferences.read(text, path: configurationPath)
      return (preferences, faults)
    } catch {
      return (preferences, ["\(error)"])
    }
  }

  /// Where the last session was left; `nil` where nothing is known.
  public func memory() -> SessionMemory? {
    guard let text = try? Self.text(at: statePath), !text.isEmpty else { return nil }
    return SessionMemory(text)
  }

  /// Writes what the next session starts with. What cannot be written is told in a line.
  public func write(_ memory: SessionMemory, keyLog: String) -> String? {
    do throws(IndexError) {
      try Self.makeFolder(statePath)
      try Self.write(memory.text, to: statePath)
      try Self.write(keyLog, to: keyLogPath)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Writes what was pressed in a lesson and where lessons were left, and leaves alone what the next session starts
  /// with. What cannot be written is told in a line.
  public func write(_ places: LessonPlaces, keyLog: String) -> String? {
    do throws(IndexError) {
      try Self.makeFolder(keyLogPath)
      try Self.write(keyLog, to: keyLogPath)
      try Self.write(places.text, to: lessonsPath)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// A small regular file; `nil` if there is none.
  static func text(at path: String) throws(IndexError) -> String? {
    // Attributes are those of a link itself.
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: target) else {
      return nil
    }
    let byteCount = (attributes[.size] as? NSNumber)?.intValue ?? 0
    let isSmall = byteCount <= Preferences.largestBytes
    guard attributes[.type] as? FileAttributeType == .typeRegular, isSmall else {
      throw .malformed(
        path: path, offset: nil, field: "size",
        expected: "a file of at most \(Preferences.largestBytes) bytes",
        found: isSmall ? "no regular file" : "\(byteCount) bytes")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .system(operation: "read", path: path, offset: nil, errorNumber: EACCES)
    }
    return String(decoding: data, as: UTF8.self)
  }

  private static func makeFolder(_ path: String) throws(IndexError) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .system(operation: "make the folder", path: folder, offset: nil, errorNumber: errno)
    }
  }

  private static func write(_ text: String, to path: String) throws(IndexError) {
    var file = try OutputFile(path: path, bufferBytes: 1 << 16)
    try file.append(elements: Array(text.utf8))
    try file.finish()
  }
}
