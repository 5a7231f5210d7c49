import VectorData

/// The number of a piece of background work; never used twice in a session.
typealias JobID = Int

/// What a job does. One job of a kind counts at a time; results of older ones are dropped.
enum JobKind: String, Sendable, CaseIterable {
  case scan
  case open
  case verify
  case delete
  case estimate
  case build
  case layout
  case search
  case find
  case sweep
  case write
  case remedy
  case weigh
  case compare
  case map
  case place
  case node
  case predecessors
  case prune
  case disk
  case sector
  case heat
  case keep
  case points
  case film
  case scene
  case moment
  case outline

  /// What is about the open index and means nothing once another one is open.
  static let ofOneIndex: [JobKind] = [
    .remedy, .place, .weigh, .compare, .map, .points, .film, .scene, .moment, .outline,
  ]

  /// Whether leaving the explorer would lose the user something, so that it asks first.
  var asksBeforeQuit: Bool { self == .build || self == .sweep || self == .verify }
  /// Whether the user can stop it by its own.
  var isCancellable: Bool {
    asksBeforeQuit || self == .search || self == .predecessors || self == .heat
      || self == .points || self == .film
  }
}

/// A phase that a job went through.
struct JobPhase: Sendable, Equatable {
  /// What was done.
  var name: String
  /// When it began, in seconds of the session.
  var startSeconds: Double
  /// How long it took; `nil` while it runs.
  var seconds: Double?
}

/// A job under way, as the screens show it.
struct Job: Sendable, Equatable {
  /// Its number.
  let id: JobID
  /// What it does.
  let kind: JobKind
  /// A line for people: "build debian-packages".
  let title: String
  /// When it was started, in seconds of the session.
  let startSeconds: Double
  /// All phases so far; the last one runs.
  private(set) var phases: [JobPhase] = []
  /// The newest report.
  private(set) var progress: JobProgress?
  /// Whether the user asked it to stop.
  var isCancelling = false

  /// A job that has reported nothing yet.
  init(id: JobID, kind: JobKind, title: String, startSeconds: Double) {
    self.id = id
    self.kind = kind
    self.title = title
    self.startSeconds = startSeconds
  }

  /// Takes in a report made at `seconds`.
  mutating func report(_ progress: JobProgress, at seconds: Double) {
    if phases.last?.name != progress.phase {
      closePhase(at: seconds)
      phases.append(JobPhase(name: progress.phase, startSeconds: seconds))
    }
    self.progress = progress
  }

  /// Ends the running phase.
  mutating func closePhase(at seconds: Double) {
    guard let last = phases.indices.last, phases[last].seconds == nil else { return }
    phases[last].seconds = seconds - phases[last].startSeconds
  }

  /// 0 … 1 of the running phase, `nil` while its total is unknown.
  var fraction: Double? {
    guard let progress, progress.total > 0 else { return nil }
    return min(1, max(0, Double(progress.done) / Double(progress.total)))
  }

  /// Units per second of the running phase, once half a second of it has been seen.
  func rate(at seconds: Double) -> Double? {
    guard let progress, let phase = phases.last, seconds - phase.startSeconds >= 0.5,
      progress.done > 0
    else { return nil }
    return Double(progress.done) / (seconds - phase.startSeconds)
  }

  /// Seconds that the running phase still needs at its rate so far.
  func remainingSeconds(at seconds: Double) -> Double? {
    guard let progress, progress.total > 0, let rate = rate(at: seconds), rate > 0 else {
      return nil
    }
    return Double(max(progress.total - progress.done, 0)) / rate
  }
}

/// The jobs under way, at most one of a kind.
struct JobTable: Sendable, Equatable {
  private var running: [JobKind: Job] = [:]
  private var lastID: JobID = 0

  /// Registers a new job; an older one of its kind is forgotten, so that its results are stale.
  mutating func start(_ kind: JobKind, title: String, at seconds: Double) -> JobID {
    let id = reserveID()
    running[kind] = Job(id: id, kind: kind, title: title, startSeconds: seconds)
    return id
  }

  /// A number for a run that is not in the table: searches, which are too short to be shown as jobs.
  mutating func reserveID() -> JobID {
    lastID += 1
    return lastID
  }

  /// The job of a kind.
  subscript(kind: JobKind) -> Job? {
    get { running[kind] }
    set { running[kind] = newValue }
  }

  /// Whether `id` is still the newest job of its kind.
  func isCurrent(_ id: JobID, _ kind: JobKind) -> Bool { running[kind]?.id == id }

  /// Ends job `id`. Returns it, or `nil` when it is stale.
  mutating func finish(_ id: JobID, _ kind: JobKind) -> Job? {
    guard isCurrent(id, kind) else { return nil }
    return running.removeValue(forKey: kind)
  }

  /// Whether anything runs.
  var isBusy: Bool { !running.isEmpty }

  /// What runs, the longest running first.
  var all: [Job] { running.values.sorted { $0.id < $1.id } }
}
