import Foundation

/// A value that one thread at a time looks at or changes.
///
/// The standard library's `Mutex` would do the same, but the thread sanitizer does not see its futex and
/// reports every value behind it; it knows the lock of Foundation.
public final class Locked<Value: Sendable>: @unchecked Sendable {
  // Sendable: `value` is read and written by `withLock` alone,
  // and only while the lock is held.
  private let lock = NSLock()
  private var value: Value

  /// Guards `value`.
  public init(_ value: Value) { self.value = value }

  /// Runs `body` while no other thread is inside.
  public func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
