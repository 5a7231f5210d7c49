import Glibc

/// A file that is read from front to back through a buffer of fixed size.
struct ConvertInput: ~Copyable {
  let path: String
  /// The size of the file when it was opened.
  let byteCount: Int
  private let descriptor: Int32
  private let buffer: UnsafeMutableRawBufferPointer
  private var filled = 0..<0
  /// Where the next byte lies in the file.
  private(set) var offset = 0

  private static let bufferBytes = 1 << 20

  init(path: String) throws(IndexError) {
    self.path = path
    // O_NONBLOCK: opening a pipe that nobody writes to must not hang; regular files do not care.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .system(operation: "open", path: path, offset: nil, errorNumber: errno)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      close(descriptor)
      throw .system(
        operation: "read", path: path, offset: nil, errorNumber: isFolder ? EISDIR : EINVAL)
    }
    self.descriptor = descriptor
    byteCount = Int(status.st_size)
    buffer = .allocate(byteCount: Self.bufferBytes, alignment: 4096)
  }

  deinit {
    buffer.deallocate()
    close(descriptor)
  }

  /// Goes back to byte `target`, or on to it.
  mutating func seek(to target: Int) throws(IndexError) {
    guard lseek(descriptor, off_t(target), SEEK_SET) == off_t(target) else {
      throw .system(
        operation: "seek in", path: path, offset: Int64(target), errorNumber: errno)
    }
    filled = 0..<0
    offset = target
  }

  /// Reads exactly `target.count` bytes.
  ///
  /// - Throws: `IndexError.malformed` when the file ends before.
  mutating func read(into target: UnsafeMutableRawBufferPointer) throws(IndexError) {
    var done = 0
    while done < target.count {
      if filled.isEmpty, try !refill() {
        throw .malformed(
          path: path, offset: Int64(offset), field: "size",
          expected: "\(target.count - done) more bytes", found: "the end of the file")
      }
      let count = min(filled.count, target.count - done)
      UnsafeMutableRawBufferPointer(rebasing: target[done...]).copyMemory(
        from: UnsafeRawBufferPointer(
          rebasing: buffer[filled.lowerBound..<filled.lowerBound + count]))
      filled = filled.lowerBound + count..<filled.upperBound
      offset += count
      done += count
    }
  }

  /// Reads one number.
  mutating func readNumber<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type
  ) throws(IndexError) -> Number {
    var bytes: Number = 0
    var failure: IndexError?
    withUnsafeMutableBytes(of: &bytes) { target in
      do throws(IndexError) { try read(into: target) } catch { failure = error }
    }
    if let failure { throw failure }
    return Number(littleEndian: bytes)
  }

  /// The bytes up to the next line break, without it, into `line`; false at the end of the file.
  ///
  /// - Throws: `IndexError.malformed` when the line is longer than `limit`.
  mutating func readLine(into line: inout [UInt8], limit: Int) throws(IndexError) -> Bool {
    line.removeAll(keepingCapacity: true)
    let start = offset
    while true {
      if filled.isEmpty, try !refill() { return offset > start }
      let pending = UnsafeRawBufferPointer(rebasing: buffer[filled])
      let end = pending.firstIndex(of: UInt8(ascii: "\n"))
      let taken = end ?? pending.count
      guard line.count + taken <= limit else {
        throw .malformed(
          path: path, offset: Int64(start), field: "line",
          expected: "at most \(limit) bytes", found: "more")
      }
      line.append(contentsOf: pending[..<taken])
      let consumed = end == nil ? taken : taken + 1
      filled = filled.lowerBound + consumed..<filled.upperBound
      offset += consumed
      if end != nil { return true }
    }
  }

  private mutating func refill() throws(IndexError) -> Bool {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        throw .system(operation: "read", path: path, offset: Int64(offset), errorNumber: errno)
      }
      filled = 0..<count
      return count > 0
    }
  }
}
