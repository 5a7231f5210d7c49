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

    var hash = basis
    var offset: Int64 = 0
    while true {
      try control.checkCancelled()
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        throw .system(operation: "read", path: path, offset: offset, errorNumber: errno)
      }
      guard count > 0 else { break }
      hash = sum(of: UnsafeRawBufferPointer(rebasing: buffer[..<count]), after: hash)
      offset += Int64(count)
    }
    return hexadecimal(hash)
  }

  /// No iterator: debug builds check whole indexes too.
  private static func sum(of bytes: UnsafeRawBufferPointer, after basis: UInt64) -> UInt64 {
    guard let start = bytes.baseAddress else { return basis }
    let (prime, count) = (prime, bytes.count)
    var (hash, offset) = (basis, 0)
    while offset < count {
      hash = (hash ^ UInt64(start.load(fromByteOffset: offset, as: UInt8.self))) &* prime
      offset &+= 1
    }
    return hash
  }

  /// The same over the UTF-8 of a text: a short name for a long path.
  public static func fnv1a(text: String) -> String {
    hexadecimal(text.utf8.reduce(basis) { ($0 ^ UInt64($1)) &* prime })
  }

  /// The same over bytes, as a number; `after` is the sum of bytes that come before them.
  public static func fnv1a(_ bytes: some Sequence<UInt8>, after: UInt64? = nil) -> UInt64 {
    bytes.reduce(after ?? basis) { ($0 ^ UInt64($1)) &* prime }
  }

  private static let basis: UInt64 = 0xCBF2_9CE4_8422_2325
  private static let prime: UInt64 = 0x100_0000_01B3

  private static func hexadecimal(_ hash: UInt64) -> String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
