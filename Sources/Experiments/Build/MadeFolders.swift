import Foundation
import VectorData

/// The folder of an index and those above it, made where they are missing.
struct MadeFolders {
  /// Those that were made here, the outermost first.
  private let paths: [String]

  /// Makes what is missing for the files of an index of `prefix`.
  ///
  /// - Throws: `IndexError.system` with the folder that cannot be made; none of them is left then.
  init(forPrefix prefix: String) throws(IndexError) {
    let folder = BuildFolder.split(prefix).folder
    var path = folder.hasPrefix("/") ? "" : "."
    var made: [String] = []
    for part in folder.split(separator: "/") {
      path += "/" + part
      guard access(path, F_OK) != 0 else { continue }
      guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
        let number = errno
        for path in made.reversed() { rmdir(path) }
        throw .system(operation: "make the folder", path: path, offset: nil, errorNumber: number)
      }
      made.append(path)
    }
    paths = made
  }

  /// Removes those that nothing came into.
  func removeEmpty() {
    for path in paths.reversed() { rmdir(path) }
  }

  /// The innermost folder on the way to `folder` that exists.
  static func existing(onTheWayTo folder: String) -> String {
    var folder = folder
    while access(folder, F_OK) != 0 {
      let above = BuildFolder.split(folder).folder
      guard above != folder else { break }
      folder = above
    }
    return folder
  }
}
