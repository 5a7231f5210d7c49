/// What ran and what it said, oldest first.
struct LogState: Sendable, Equatable {
  /// At most this many lines are kept.
  static let capacity = 1000

  /// The lines.
  private(set) var entries: [LogEntry] = []
  /// The selected line.
  var place = ListPlace()

  /// Adds a line and moves on to it if the marker was at the end.
  mutating func append(_ entry: LogEntry) {
    let follows = place.row(of: entries.count).map { $0 == entries.count - 1 } ?? true
    entries.append(entry)
    if entries.count > Self.capacity { entries.removeFirst(entries.count - Self.capacity) }
    if follows { place.select(entries.count - 1) }
  }
}

/// A line of the log.
struct LogEntry: Sendable, Equatable {
  /// What kind of line it is.
  enum Kind: String, Sendable {
    /// Something was started.
    case began = "start"
    /// Something ended well.
    case done = "done"
    /// The user stopped it.
    case stopped = "stop"
    /// It failed.
    case failed = "error"
  }

  /// When, in seconds of the session.
  var seconds: Double
  /// What kind of line.
  var kind: Kind
  /// What it says.
  var text: String
}
