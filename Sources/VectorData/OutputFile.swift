import Glibc

/// A file that is written from front to back and appears under its name only when it is complete.
///
/// Until `finish` the bytes lie in `path` + ".partial"; a value that is dropped unfinished removes it. A
/// target that exists and is no regular file (a pipe, `/dev/null`) is written to directly.
public struct OutputFile: ~Copyable {
  /// The name that the file gets.
  public let path: String
  private let writtenPath: String
  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private var isFinished = false
  private let buffer: UnsafeMutableRawBufferPointer
  private var bufferedBytes = 0
  private var flushedBytes: Int64 = 0

  /// What is collected before it goes to the system.
  public static let bufferBytes = 1 << 20

  /// Starts the file at `path`.
  ///
  /// - Parameter bufferBytes: For writers of many files at once, whose buffers would add up.
  /// - Throws: `IndexError.system` when it cannot be created.
  public init(
    path: String, bufferBytes: Int = OutputFile.bufferBytes
  ) throws(IndexError) {
    self.path = path
    var status = stat()
    let isSpecial = stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
    writtenPath = isSpecial ? path : path + ".partial"
    descriptor = open(writtenPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw .system(operation: "create", path: path, offset: nil, errorNumber: errno)
    }
    ownsDescriptor = true
    buffer = .allocate(byteCount: max(bufferBytes, 4096), alignment: 4096)
  }

  /// Writes to an open descriptor that stays open, such as standard output; `path` is for errors.
  public init(descriptor: Int32, path: String) {
    self.path = path
    writtenPath = path
    self.descriptor = descriptor
    ownsDescriptor = false
    buffer = .allocate(byteCount: Self.bufferBytes, alignment: 4096)
  }

  deinit {
    buffer.deallocate()
    guard ownsDescriptor, !isFinished else { return }
    close(descriptor)
    if writtenPath != path { unlink(writtenPath) }
  }

  /// The bytes appended so far.
  public var byteCount: Int64 { flushedBytes + Int64(bufferedBytes) }

  /// Appends bytes as they are.
  ///
  /// - Throws: `IndexError.system` with the offset, for example when no space is left.
  public mutating func append(_ bytes: UnsafeRawBufferPointer) throws(IndexError) {
    if bufferedBytes + bytes.count > buffer.count { try flush() }
    guard bytes.count <= buffer.count else { return try writeAll(bytes) }
    UnsafeMutableRawBufferPointer(rebasing: buffer[bufferedBytes...]).copyMemory(from: bytes)
    bufferedBytes += bytes.count
  }

  /// Appends a number in little-endian order.
  public mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(
    _ number: Number
  ) throws(IndexError) {
    if bufferedBytes + MemoryLayout<Number>.size > buffer.count { try flush() }
    buffer.storeBytes(of: number.littleEndian, toByteOffset: bufferedBytes, as: Number.self)
    bufferedBytes += MemoryLayout<Number>.size
  }

  /// Appends the memory of an array of numbers as it is.
  public mutating func append<Element: BitwiseCopyable>(
    elements: [Element]
  ) throws(IndexError) {
    let failure = elements.withUnsafeBytes { bytes -> IndexError? in
      do throws(IndexError) {
        try append(bytes)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  /// Appends the header of a `BinBlock`.
  public mutating func appendBinHeader(rows: Int, columns: Int) throws(IndexError) {
    guard let rowCount = Int32(exactly: rows), let columnCount = Int32(exactly: columns) else {
      throw .malformed(
        path: path, offset: byteCount, field: "row and column count",
        expected: "at most \(Int32.max)", found: "\(rows) x \(columns)")
    }
    try append(rowCount)
    try append(columnCount)
  }

  /// Appends zeros up to byte `offset` of the file.
  public mutating func pad(to offset: Int64) throws(IndexError) {
    precondition(offset >= byteCount, "padding only goes forward")
    while byteCount < offset {
      let count = min(Int(offset - byteCount), 4096)
      if bufferedBytes + count > buffer.count { try flush() }
      for place in bufferedBytes..<bufferedBytes + count { buffer[place] = 0 }
      bufferedBytes += count
    }
  }

  /// Writes `number` in little-endian order over what was appended at byte `offset` before: for headers
  /// that count what follows them.
  ///
  /// - Throws: `IndexError.system`.
  public mutating func overwrite<Number: FixedWidthInteger & BitwiseCopyable>(
    _ number: Number, at offset: Int64
  ) throws(IndexError) {
    precondition(
      offset >= 0 && offset + Int64(MemoryLayout<Number>.size) <= byteCount,
      "only what was appended can be overwritten")
    try flush()
    var bytes = number.littleEndian
    let size = MemoryLayout<Number>.size
    guard pwrite(descriptor, &bytes, size, off_t(offset)) == size else {
      throw .system(operation: "write", path: path, offset: offset, errorNumber: errno)
    }
  }

  /// Writes what is buffered, brings it to the device and gives the file its name.
  public consuming func finish() throws(IndexError) {
    try flush()
    guard ownsDescriptor else { return }
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else {
      throw .system(operation: "write to disk", path: path, offset: nil, errorNumber: errno)
    }
    if writtenPath != path {
      guard rename(writtenPath, path) == 0 else {
        throw .system(operation: "rename", path: path, offset: nil, errorNumber: errno)
      }
    }
    isFinished = true
    close(descriptor)
  }

  /// Hands what is buffered to the system.
  public mutating func flush() throws(IndexError) {
    let pending = UnsafeRawBufferPointer(rebasing: buffer[..<bufferedBytes])
    bufferedBytes = 0
    try writeAll(pending)
  }

  private mutating func writeAll(_ bytes: UnsafeRawBufferPointer) throws(IndexError) {
    var done = 0
    while done < bytes.count, let start = bytes.baseAddress {
      let written = write(descriptor, start + done, bytes.count - done)
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else {
        throw .system(
          operation: "write", path: path, offset: flushedBytes,
          errorNumber: written == 0 ? ENOSPC : errno)
      }
      done += written
      flushedBytes += Int64(written)
    }
  }
}
