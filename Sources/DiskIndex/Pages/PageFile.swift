import CPlatform
import Glibc
import VectorData

/// The open file of an index, and how it may be read here.
public final class PageFile: Sendable {
  /// The path of the file.
  public let path: String
  /// What the system allows: never `automatic`.
  public let kind: PageSourceKind
  let descriptor: Int32

  /// Opens the file and tries out direct reads and io_uring, unless `kind` says what to use.
  ///
  /// - Throws: `IndexError.system` when it cannot be opened or `kind` is refused here.
  public init(path: String, kind wanted: PageSourceKind = .automatic) throws(IndexError) {
    self.path = path
    let direct = wanted == .ring || wanted == .pread ? nil : Self.openDirect(path)
    if let direct {
      descriptor = direct
    } else {
      guard wanted != .ringDirect, wanted != .preadDirect else {
        throw .system(operation: "read directly", path: path, offset: nil, errorNumber: EINVAL)
      }
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
    }
    guard descriptor >= 0 else {
      throw .system(operation: "open", path: path, offset: nil, errorNumber: errno)
    }
    let refusal = wanted == .pread || wanted == .preadDirect ? EINVAL : Self.ringRefusal(descriptor)
    if refusal != 0, wanted == .ring || wanted == .ringDirect {
      close(descriptor)
      throw .system(operation: "set up io_uring for", path: path, offset: nil, errorNumber: refusal)
    }
    kind =
      refusal == 0 ? (direct != nil ? .ringDirect : .ring) : (direct != nil ? .preadDirect : .pread)
  }

  deinit { close(descriptor) }

  /// How reads are made, in the words of statistics and JSON.
  public var ioDescription: String {
    switch kind {
    case .automatic, .ringDirect: "io_uring+O_DIRECT"
    case .ring: "io_uring"
    case .preadDirect: "pread+O_DIRECT"
    case .pread: "pread"
    }
  }

  /// Reads exactly `target.count` bytes at `offset`; both and the memory are multiples of a sector.
  ///
  /// - Throws: `IndexError.system` with the offset, `malformed` when the file ends before.
  func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) throws(IndexError) {
    guard let start = target.baseAddress else { return }
    var progress = ReadProgress(wantedBytes: target.count)
    while true {
      let count = Glibc.pread(
        descriptor, start + progress.doneBytes, target.count - progress.doneBytes,
        off_t(offset + progress.doneBytes))
      switch progress.next(after: count < 0 ? Int64(-errno) : Int64(count)) {
      case .done: return
      case .again: continue
      case .failed(let reason): throw failure(reason, offset: offset + progress.doneBytes)
      }
    }
  }

  /// The size of the file now.
  func byteCount() throws(IndexError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .system(operation: "stat", path: path, offset: nil, errorNumber: errno)
    }
    return Int(status.st_size)
  }

  /// The error of a read that ended for good.
  func failure(_ reason: ReadProgress.Failure, offset: Int) -> IndexError {
    switch reason {
    case .system(let number):
      .system(operation: "read", path: path, offset: Int64(offset), errorNumber: number)
    case .endOfFile:
      .malformed(
        path: path, offset: Int64(offset), field: "size", expected: "more sectors",
        found: "the end of the file")
    }
  }

  /// A descriptor past the page cache, `nil` where opening or reading so is refused (tmpfs, overlays).
  private static func openDirect(_ path: String) -> Int32? {
    let descriptor = bp_open_direct(path)
    guard descriptor >= 0 else { return nil }
    let probe = UnsafeMutableRawPointer.allocate(
      byteCount: DiskLayout.sectorBytes, alignment: DiskLayout.sectorBytes)
    defer { probe.deallocate() }
    guard Glibc.pread(descriptor, probe, DiskLayout.sectorBytes, 0) >= 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  /// 0 where a ring can be made, else why not.
  private static func ringRefusal(_ descriptor: Int32) -> Int32 {
    let page = UnsafeMutableRawPointer.allocate(
      byteCount: DiskLayout.sectorBytes, alignment: DiskLayout.sectorBytes)
    defer { page.deallocate() }
    var ring: OpaquePointer?
    let status = bp_ring_open(&ring, 1, descriptor, page, DiskLayout.sectorBytes)
    if let ring { bp_ring_close(ring) }
    return -status
  }
}
