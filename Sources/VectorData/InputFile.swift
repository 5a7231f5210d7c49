import Glibc

/// A file that is read from front to back through one buffer, whatever its size.
///
/// Unlike a mapping, what was read does not count as memory of the process.
public struct InputFile: ~Copyable {
  /// The path as it was given.
  public let path: String
  /// The bytes of the file when it was opened.
  public let byteCount: Int64
  /// Where the next byte comes from.
  public private(set) var offset: Int64 = 0
  private let descriptor: Int32
  private var buffer: UnsafeMutableRawBufferPointer
  private var filled = 0..<0

  /// Opens the file at `path`.
  ///
  /// - Throws: `IndexError.system` when it cannot be opened or is no regular file.
  public init(path: String, bufferBytes: Int = 1 << 18) throws(IndexError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .system(operation: "open", path: path, offset: nil, errorNumber: errno)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .system(operation: "read", path: path, offset: nil, errorNumber: EINVAL)
    }
    byteCount = Int64(status.st_size)
    buffer = .allocate(byteCount: max(bufferBytes, 4096), alignment: 4096)
  }

  deinit {
    buffer.deallocate()
    close(descriptor)
  }

  /// The next `count` bytes, valid until the next call. No alignment is promised.
  ///
  /// - Parameter field: What an error calls them.
  /// - Throws: `IndexError.malformed` when the file ends before, `system`.
  public mutating func read(
    _ count: Int, field: String
  ) throws(IndexError) -> UnsafeRawBufferPointer {
    precondition(count >= 0, "a number of bytes")
    if filled.count < count { try fill(atLeast: count, field: field) }
    let bytes = UnsafeRawBufferPointer(
      rebasing: buffer[filled.lowerBound..<filled.lowerBound + count])
    filled = filled.lowerBound + count..<filled.upperBound
    offset += Int64(count)
    return bytes
  }

  /// The next little-endian number.
  ///
  /// - Throws: as `read`.
  public mutating func read<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type, field: String
  ) throws(IndexError) -> Number {
    let bytes = try read(MemoryLayout<Number>.size, field: field)
    return Number(littleEndian: bytes.loadUnaligned(as: Number.self))
  }

  private mutating func fill(atLeast count: Int, field: String) throws(IndexError) {
    // Held against the file before anything grows: a lying length must not allocate.
    guard Int64(count) <= byteCount - offset else {
      throw .malformed(
        path: path, offset: offset, field: field, expected: "\(count) bytes",
        found: "\(max(0, byteCount - offset)), the end of the file")
    }
    let rest = filled.count
    let larger =
      count > buffer.count
      ? UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 4096) : buffer
    if let target = larger.baseAddress, let source = buffer.baseAddress, rest > 0 {
      memmove(target, source + filled.lowerBound, rest)
    }
    if larger.baseAddress != buffer.baseAddress {
      buffer.deallocate()
      buffer = larger
    }
    filled = 0..<rest
    while filled.count < count, let start = buffer.baseAddress {
      let got = Glibc.read(descriptor, start + filled.count, buffer.count - filled.count)
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else {
        throw .system(operation: "read", path: path, offset: offset, errorNumber: errno)
      }
      guard got > 0 else {
        throw .malformed(
          path: path, offset: offset, field: field, expected: "\(count) bytes",
          found: "\(filled.count), the file has become shorter")
      }
      filled = 0..<filled.count + got
    }
  }
}
