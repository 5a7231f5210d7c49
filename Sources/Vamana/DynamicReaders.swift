import Glibc
import Synchronization

/// Tells the one writer of an index when every search that may still look at what was replaced has ended.
/// Searches never wait.
///
/// A search counts itself in on one of two sides and out again; the writer turns new searches to the other
/// side and waits until the side they left is empty, for both sides in turn. Why that is enough: the writer
/// looks at each counter with a read-modify-write, so against every search that counts itself in there it
/// stands in one order. Either it stands before, and the search, which acquires what the writer released,
/// sees everything that was published; or it stands after, and then it can only find zero when the search
/// has counted itself out, with all of its reads behind it.
final class DynamicReaders: Sendable {
  private let side = Atomic<Int>(0)
  private let left = Atomic<Int>(0)
  private let right = Atomic<Int>(0)

  /// Counts a search in; what it returns is for `leave`.
  @inline(__always)
  func enter() -> Int {
    let chosen = side.load(ordering: .relaxed)
    if chosen == 0 {
      left.wrappingAdd(1, ordering: .acquiringAndReleasing)
    } else {
      right.wrappingAdd(1, ordering: .acquiringAndReleasing)
    }
    return chosen
  }

  /// Counts a search out.
  @inline(__always)
  func leave(_ chosen: Int) {
    if chosen == 0 {
      left.wrappingSubtract(1, ordering: .acquiringAndReleasing)
    } else {
      right.wrappingSubtract(1, ordering: .acquiringAndReleasing)
    }
  }

  /// Returns when every search that could see what was replaced before this call has ended. One caller at a
  /// time.
  func waitForEarlierSearches() {
    side.store(1, ordering: .releasing)
    Self.waitUntilEmpty(left)
    side.store(0, ordering: .releasing)
    Self.waitUntilEmpty(right)
  }

  private static func waitUntilEmpty(_ counter: borrowing Atomic<Int>) {
    var tries = 0
    while counter.wrappingAdd(0, ordering: .acquiringAndReleasing).newValue != 0 {
      tries += 1
      // A search takes microseconds; one whose thread was interrupted takes as long as that lasts.
      if tries < 64 { sched_yield() } else { usleep(50) }
    }
  }
}
