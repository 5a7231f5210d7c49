import Dispatch
import Synchronization
import VectorData

/// What workers have said and the session has not yet taken in.
///
/// A report of progress replaces the one before it of the same phase, and a search's trace the one before
/// it, so that a slow screen never makes the mailbox grow.
final class Mailbox: Sendable {
  private let messages = Mutex<[Message]>([])
  private let arrivals = DispatchSemaphore(value: 0)
  private let wake: @Sendable () -> Void

  /// A mailbox that calls `wake` after each post, on the poster's thread.
  init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

  /// Adds a message, from any thread.
  func post(_ message: Message) {
    let isNew = messages.withLock { messages -> Bool in
      guard let place = messages.lastIndex(where: { message.replaces($0) }) else {
        messages.append(message)
        return true
      }
      messages[place] = message.merged(over: messages[place])
      return false
    }
    if isNew { arrivals.signal() }
    wake()
  }

  /// Takes all messages out.
  func drain() -> [Message] {
    messages.withLock { messages in
      defer { messages.removeAll() }
      return messages
    }
  }

  /// Blocks until a message has arrived since the last wait, or `timeout` is over.
  func wait(timeout: DispatchTimeInterval) {
    _ = arrivals.wait(timeout: .now() + timeout)
  }
}

extension Message {
  /// Whether this message makes an older one that was not taken in needless.
  fileprivate func replaces(_ older: Message) -> Bool {
    switch (self, older) {
    case (.progress(let id, _, let new), .progress(let oldID, _, let old)):
      id == oldID && new.phase == old.phase
    case (.searched(let run, _, _, _), .searched(let oldRun, _, _, _)): run == oldRun
    default: false
    }
  }

  /// This message with what the older one alone says.
  fileprivate func merged(over older: Message) -> Message {
    guard case .searched(let run, let trace, let labels, let missed) = self,
      case .searched(_, _, let oldLabels, _) = older
    else { return self }
    return .searched(
      run, trace, labels: oldLabels.merging(labels) { _, new in new }, missed: missed)
  }
}
