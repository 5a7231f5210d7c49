import CVectorKernels
import VectorData

/// The candidates of one prune after the other while they are sorted; keeps the C nearest. One thread at a
/// time uses it.
final class PruneCandidates {
  /// C.
  let capacity: Int
  /// Room for C keys, ascending.
  let keys: UnsafeMutablePointer<UInt64>
  /// What the kernels insert into.
  let list: UnsafeMutablePointer<vk_candidate_list>
  private let memory: AlignedBuffer

  init(capacity: Int) throws(IndexError) {
    self.capacity = capacity
    let slots = capacity + 17
    memory = try AlignedBuffer(byteCount: slots * 8 + capacity / 8 + 3, purpose: "prune pools")
    guard let start = memory.bytes.baseAddress else {
      preconditionFailure("a buffer has an address")
    }
    keys = start.bindMemory(to: UInt64.self, capacity: slots)
    let marks = (start + slots * 8).bindMemory(to: UInt8.self, capacity: capacity / 8 + 3)
    list = .allocate(capacity: 1)
    // Nothing in a pool is marked as expanded, so nothing is ever added to the ring of one place.
    list.initialize(
      to: vk_candidate_list(
        keys: keys, count: 0, capacity: capacity, marks: marks, dropped: keys + slots - 1,
        dropped_count: 0, dropped_mask: 0))
  }

  deinit { list.deallocate() }

  /// Those that were inserted.
  var sorted: UnsafeBufferPointer<UInt64> {
    UnsafeBufferPointer(start: keys, count: list.pointee.count)
  }

  /// Forgets them.
  func removeAll() { list.pointee.count = 0 }
}
