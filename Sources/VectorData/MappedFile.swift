import Glibc

/// A whole file mapped for reading. Its pages belong to the page cache, not to this process's heap.
///
/// A file that shrinks while it is mapped raises SIGBUS, as with every mapping.
public final class MappedFile: @unchecked Sendable {
  // Sendable: all properties are constant after init, and the mapping is read-only memory that lives
  // until deinit, so threads can only read it.

  /// The path as it was given.
  public let path: String
  /// All bytes of the file; valid while this object lives.
  public let bytes: UnsafeRawBufferPointer

  /// Maps the file at `path`. An empty file gives an empty buffer.
  ///
  /// - Throws: `IndexError.system` when it cannot be opened or mapped, or is not a regular file.
  public init(path: String) throws(IndexError) {
    self.path = path
    // O_NONBLOCK: opening a pipe that nobody writes to must not hang; regular files do not care.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .system(operation: "open", path: path, offset: nil, errorNumber: errno)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .system(operation: "stat", path: path, offset: nil, errorNumber: errno)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw .system(
        operation: "read", path: path, offset: nil, errorNumber: isFolder ? EISDIR : EINVAL)
    }
    let size = Int(status.st_size)
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED
    else { throw .system(operation: "map", path: path, offset: nil, errorNumber: errno) }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  deinit {
    if let start = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }
  }
}
