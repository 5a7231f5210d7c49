import Foundation

/// What the workers have made of the chunks so far.
final class TrainedChunks<Result: Sendable>: @unchecked Sendable {
  // Sendable: `chunks` is only touched between lock() and unlock(). A lock of Foundation's, since the
  // thread sanitizer cannot see those of Synchronization.
  private let lock = NSLock()
  private var chunks: [Result?]

  init(count: Int) { chunks = Array(repeating: nil, count: count) }

  func set(_ result: Result, of chunk: Int) { lock.withLock { chunks[chunk] = result } }

  /// The chunks in order; those that were cancelled are missing.
  var all: [Result] { lock.withLock { chunks.compactMap { $0 } } }
}
