import Foundation

/// Paths as a person types them.
enum UserPath {
  /// The path with a leading `~/` replaced by the home folder.
  static func expanded(_ path: String) -> String {
    path.hasPrefix("~/") ? NSHomeDirectory() + path.dropFirst() : path
  }
}
