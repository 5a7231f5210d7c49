import Glibc
import VectorData

extension PQCodes {
  /// Loads the codes of a `_pq_compressed.bin` into memory, where a search needs all of them.
  ///
  /// - Throws: `IndexError.malformed` when the size is not what the header says (nothing is allocated
  ///   then), `system` when the file cannot be read, `memory`.
  public static func read(path: String) throws(IndexError) -> PQCodes {
    let block = try checkedBlock(path: path)
    let memory = try AlignedBuffer(byteCount: block.rows * block.columns, purpose: "PQ codes")
    try readAll(memory.bytes, path: path, offset: block.dataOffset)
    return PQCodes(count: block.rows, chunkCount: block.columns, path: path, memory: memory)
  }

  /// Writes the codes as DiskANN's `_pq_compressed.bin`: one `BinBlock` of bytes.
  ///
  /// - Throws: `IndexError.system`; an existing file is replaced only when all is written.
  public func write(to path: String) throws(IndexError) {
    var file = try OutputFile(path: path)
    try file.appendBinHeader(rows: count, columns: chunkCount)
    try file.append(UnsafeRawBufferPointer(start: baseAddress, count: byteCount))
    try file.finish()
  }

  private static func checkedBlock(path: String) throws(IndexError) -> BinBlock {
    let file = try MappedFile(path: path)
    let block = try BinBlock(in: file.bytes, elementBytes: 1, path: path)
    try block.requireEnd(byteCount: file.bytes.count, path: path)
    return block
  }

  /// Reads with system calls: copying from the mapping would hold the codes twice for a while.
  private static func readAll(
    _ bytes: UnsafeMutableRawBufferPointer, path: String, offset: Int
  ) throws(IndexError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .system(operation: "open", path: path, offset: nil, errorNumber: errno)
    }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count, let start = bytes.baseAddress {
      let place = offset + done
      let got = pread(descriptor, start + done, bytes.count - done, off_t(place))
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else {
        throw .system(operation: "read", path: path, offset: Int64(place), errorNumber: errno)
      }
      guard got > 0 else {
        throw .malformed(
          path: path, offset: Int64(place), field: "codes", expected: "\(bytes.count) bytes",
          found: "\(done), the file has become shorter")
      }
      done += got
    }
  }
}
