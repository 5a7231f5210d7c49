import Synchronization

/// How far a piece of work has come.
public struct JobProgress: Sendable, Equatable {
  /// What is being done, a few words ("train PQ", "link graph").
  public var phase: String
  /// Units done, of `total`.
  public var done: Int
  /// Units in all; 0 where unknown.
  public var total: Int
  /// What is counted ("points", "chunks").
  public var unit: String

  /// Progress of `phase`.
  public init(phase: String, done: Int, total: Int, unit: String) {
    self.phase = phase
    self.done = done
    self.total = total
    self.unit = unit
  }
}

/// The two wires between a job and whoever started it: cancel in, progress out.
///
/// Jobs call `checkCancelled` and `report` at chunk borders (at least ten times a second); only the newest
/// progress is kept, so a slow reader never slows the job.
public final class JobControl: Sendable {
  private let cancelFlag = Atomic<Bool>(false)
  private let newest = Locked<JobProgress?>(nil)
  private let parent: JobControl?
  private let handler: (@Sendable (JobProgress) -> Void)?

  /// `onProgress` is called on the job's threads with each report; it must be quick and must not block.
  ///
  /// - Parameter parent: The control of a job that this one is a part of; cancelling it cancels the part.
  public init(parent: JobControl? = nil, onProgress: (@Sendable (JobProgress) -> Void)? = nil) {
    self.parent = parent
    handler = onProgress
  }

  /// Asks the job to stop; it answers within its chunk.
  public func cancel() { cancelFlag.store(true, ordering: .relaxed) }

  /// Whether `cancel` was called, here or on the job that this one is a part of.
  public var isCancelled: Bool {
    cancelFlag.load(ordering: .relaxed) || (parent?.isCancelled ?? false)
  }

  /// Throws `IndexError.cancelled` after `cancel`.
  public func checkCancelled() throws(IndexError) {
    if isCancelled { throw .cancelled }
  }

  /// The newest report, `nil` before the first.
  public var progress: JobProgress? { newest.withLock { $0 } }

  /// Replaces the newest progress and tells the handler.
  public func report(_ progress: JobProgress) {
    newest.withLock { $0 = progress }
    handler?(progress)
  }
}
