import Foundation

/// Paths as a person types them.
enum UserPath {
  /// The home folder: what the environment says, as in every shell, else the system's word.
  static let home: String = {
    let said = ProcessInfo.processInfo.environment["HOME"] ?? ""
    return said.hasPrefix("/") ? said : NSHomeDirectory()
  }()

  /// The path with a leading `~/` replaced by the home folder.
  static func expanded(_ path: String) -> String {
    path.hasPrefix("~/") ? home + path.dropFirst() : path
  }

  /// The path from the root on.
  static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }
}
