import Glibc

/// Owned memory aligned to cache lines (or pages), zeroed, for vectors, graphs and I/O.
///
/// Writers fill it before they share it; from then on it is read-only.
public final class AlignedBuffer: @unchecked Sendable {
  // Sendable: the address and the size are constant; whoever writes does so before sharing or gives each
  // thread disjoint ranges (`WorkerTeam.forEachChunk`), so no byte is written and read at the same time.

  /// The memory; valid while this object lives.
  public let bytes: UnsafeMutableRawBufferPointer

  /// Maps `byteCount` zeroed bytes; large ones ask for huge pages, which halves the TLB misses of a search.
  ///
  /// - Throws: `IndexError.memory` when the system refuses.
  public init(byteCount: Int, purpose: String) throws(IndexError) {
    let size = max(byteCount, 1)
    let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start, start != MAP_FAILED else {
      throw .memory(
        purpose: purpose, neededBytes: UInt64(size), availableBytes: MemoryLimits.availableBytes())
    }
    if size >= 4 << 20 { madvise(start, size, 14 /* MADV_HUGEPAGE, absent from Glibc's module */) }
    bytes = UnsafeMutableRawBufferPointer(start: start, count: byteCount)
  }

  deinit {
    if let start = bytes.baseAddress { munmap(start, max(bytes.count, 1)) }
  }

  /// The memory as `count` elements of `Element` from its start.
  public func elements<Element>(of type: Element.Type) -> UnsafeMutableBufferPointer<Element> {
    bytes.bindMemory(to: type)
  }
}
