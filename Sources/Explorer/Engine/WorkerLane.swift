import Foundation

/// A thread that does pieces of work one after another, in the order in which they were given.
final class WorkerLane: Sendable {
  private let queue = LaneQueue()

  /// A lane with a thread of that name.
  init(name: String) {
    let queue = queue
    let thread = Thread { queue.serve() }
    thread.name = name
    thread.start()
  }

  deinit { queue.close() }

  /// Puts `work` at the end; it runs on the lane's thread.
  func submit(_ work: @escaping @Sendable () -> Void) { queue.append(work) }
}

/// What the thread of a lane waits on.
private final class LaneQueue: @unchecked Sendable {
  // Sendable: `pending` and `isClosed` are read and written only between condition.lock() and unlock();
  // the pieces of work are themselves @Sendable and run outside of the lock.
  private let condition = NSCondition()
  private var pending: [@Sendable () -> Void] = []
  private var isClosed = false

  func append(_ work: @escaping @Sendable () -> Void) {
    condition.lock()
    pending.append(work)
    condition.signal()
    condition.unlock()
  }

  func close() {
    condition.lock()
    isClosed = true
    condition.signal()
    condition.unlock()
  }

  func serve() {
    while let work = next() { work() }
  }

  /// Waits for the next piece; `nil` once the lane is closed and empty.
  private func next() -> (@Sendable () -> Void)? {
    condition.lock()
    defer { condition.unlock() }
    while pending.isEmpty {
      if isClosed { return nil }
      condition.wait()
    }
    return pending.removeFirst()
  }
}
