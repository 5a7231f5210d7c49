import Foundation
import VectorData

/// A folder that is removed with this object.
public final class TemporaryFolder: Sendable {
  /// Absolute, without a trailing slash.
  public let path: String

  /// Makes an empty folder below `parent` (the system's temporary folder by default).
  public init(parent: String = NSTemporaryDirectory()) throws {
    let name = "beamscope-\(UUID().uuidString)"
    path = URL(fileURLWithPath: parent).appendingPathComponent(name).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of `name` in the folder.
  public func file(_ name: String) -> String { path + "/" + name }
}
