import Foundation

/// Paths as a person types them.
enum UserPath {
  /// The path with a leading `~/` replaced by the home folder.
  static func expanded(_ path: String) -> String {
    path.hasPrefix("~/") ? NSHomeDirectory() + path.dropFirst() : path
  }

  /// The path from the root on.
  static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }
}
