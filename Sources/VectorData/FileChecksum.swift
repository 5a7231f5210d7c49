import Glibc

/// A fingerprint of a file that tells damage apart from truth; no protection against intent.
public enum FileChecksum {
  private static let chunkBytes = 1 << 20

  /// 64-bit FNV-1a over all bytes, as 16 hexadecimal digits. Reads the file once through a small buffer, so
  /// that checking a large index does not count as memory of this process.
  ///
  /// - Throws: `IndexError.system` when it cannot be read, `cancelled`.
  public static func fnv1a(
    path: String, control: JobControl = JobControl()
  ) throws(IndexError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .system(operation: "open", path: path, offset: nil, errorNumber: errno)
    }
    defer { close(descriptor) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkBytes, alignment: 4096)
    defer { buffer.deallocate() }

    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var offset: Int64 = 0
    while true {
      try control.checkCancelled()
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        throw .system(operation: "read", path: path, offset: offset, errorNumber: errno)
      }
      guard count > 0 else { break }
      for byte in buffer[..<count] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      offset += Int64(count)
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
