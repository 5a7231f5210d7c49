import Foundation
import VectorData

/// Keeps two processes from writing the same thing: a lock on a file that ends with the process.
///
/// A file rather than its folder, because network file systems lock only what is open for writing.
struct BuildLock: ~Copyable {
  /// Whether others may hold it too.
  enum Kind {
    case exclusive
    case shared
  }

  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  /// Locks the file at `path`, which is made if need be; `nil` when somebody else holds it.
  ///
  /// - Throws: `IndexError.system` when the file cannot be made or its file system has no locks.
  static func take(path: String, kind: Kind) throws(IndexError) -> BuildLock? {
    let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw .system(operation: "create", path: path, offset: nil, errorNumber: errno)
    }
    guard flock(descriptor, (kind == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 else {
      return BuildLock(descriptor: descriptor)
    }
    let number = errno
    close(descriptor)
    guard number == EWOULDBLOCK else {
      throw .system(operation: "lock", path: path, offset: nil, errorNumber: number)
    }
    return nil
  }

  deinit { close(descriptor) }

  /// Whether the file at `path` is still the one that is locked.
  func holds(_ path: String) -> Bool {
    var own = stat()
    var named = stat()
    return fstat(descriptor, &own) == 0 && lstat(path, &named) == 0 && own.st_ino == named.st_ino
      && own.st_dev == named.st_dev
  }
}
