import Foundation
import Synchronization

/// A fixed number of threads that work through index ranges together, again and again.
///
/// The caller is worker 0, so a team of one has no thread of its own. Chunks are handed out by an atomic
/// counter; what each chunk computes must not depend on who computes it.
public final class WorkerTeam: Sendable {
  /// Threads including the caller.
  public let workerCount: Int
  private let shared: Shared

  /// A team of `workerCount` (at least 1) threads.
  public init(workerCount: Int) {
    precondition(workerCount >= 1, "a team has at least one worker")
    self.workerCount = workerCount
    shared = Shared()
    for worker in 1..<max(workerCount, 1) {
      let shared = shared
      let thread = Thread { shared.serve(worker: worker) }
      thread.name = "beamscope-\(worker)"
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  deinit { shared.stop() }

  /// The processors this process may run on.
  public static var processorCount: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  /// Calls `body(range, worker)` for consecutive ranges of `chunk` indices that cover `0..<count`, on all
  /// workers at once, and returns when all are done. Not reentrant: one caller at a time.
  public func forEachChunk(
    count: Int, chunk: Int, _ body: @Sendable (Range<Int>, _ worker: Int) -> Void
  ) {
    precondition(chunk > 0, "a chunk has at least one index")
    guard workerCount > 1, count > chunk else {
      var start = 0
      while start < count {
        body(start..<min(start + chunk, count), 0)
        start += chunk
      }
      return
    }
    withoutActuallyEscaping(body) { body in
      let next = SharedCounter()
      shared.run(others: workerCount - 1) { worker in
        while true {
          let start = next.advance(by: chunk)
          guard start < count else { return }
          body(start..<min(start + chunk, count), worker)
        }
      }
    }
  }
}

private final class SharedCounter: Sendable {
  private let value = Atomic<Int>(0)
  func advance(by step: Int) -> Int { value.wrappingAdd(step, ordering: .relaxed).oldValue }
}

/// What the threads of a team wait on.
private final class Shared: @unchecked Sendable {
  // Sendable: every mutable property is read and written only between condition.lock() and unlock();
  // `job` is called outside the lock but is itself @Sendable.
  private let condition = NSCondition()
  private var job: (@Sendable (Int) -> Void)?
  private var round = 0
  private var busy = 0
  private var stopped = false

  func run(others: Int, _ work: @escaping @Sendable (Int) -> Void) {
    condition.lock()
    job = work
    round += 1
    busy = others
    condition.broadcast()
    condition.unlock()
    work(0)
    condition.lock()
    while busy > 0 { condition.wait() }
    job = nil
    condition.unlock()
  }

  func serve(worker: Int) {
    var seen = 0
    while let round = waitForRound(after: seen) {
      seen = round
      callJob(worker)
      finish()
    }
  }

  /// The number of the next round, `nil` when the team is dissolved.
  private func waitForRound(after seen: Int) -> Int? {
    condition.lock()
    defer { condition.unlock() }
    while round == seen && !stopped { condition.wait() }
    return stopped ? nil : round
  }

  /// Not inlined: this thread's reference to the job has to be gone before `finish` lets the caller return,
  /// whose closure must not outlive the call.
  @inline(never)
  private func callJob(_ worker: Int) {
    condition.lock()
    let work = job
    condition.unlock()
    work?(worker)
  }

  private func finish() {
    condition.lock()
    busy -= 1
    if busy == 0 { condition.broadcast() }
    condition.unlock()
  }

  func stop() {
    condition.lock()
    stopped = true
    condition.broadcast()
    condition.unlock()
  }
}
