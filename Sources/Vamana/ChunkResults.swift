/// One place per chunk for what the chunk computed.
final class ChunkResults<Element>: @unchecked Sendable {
  // Sendable: each place is written by the one worker that has its chunk,
  // and read only after the team has finished.
  let pointer: UnsafeMutablePointer<Element>
  private let count: Int

  init(_ count: Int, initial: Element) {
    self.count = count
    pointer = .allocate(capacity: max(count, 1))
    pointer.initialize(repeating: initial, count: count)
  }

  deinit {
    pointer.deinitialize(count: count)
    pointer.deallocate()
  }

  subscript(index: Int) -> Element {
    get { pointer[index] }
    set { pointer[index] = newValue }
  }
}
