import Canvas
import Experiments

extension ExplorerState {
  /// What to do before the first event: look around, and open `prefix` if one was given, else what the last
  /// session had open.
  mutating func start(
    prefix: String?, tracePath: String? = nil, memory: SessionMemory? = nil
  ) -> [Effect] {
    let resumed = prefix == nil && tracePath == nil ? memory : nil
    keyLog.begin(
      prefix: prefix, tracePath: tracePath,
      lesson: lesson.run.map { (UserPath.absolute($0.lesson.path), $0.step) }, preferences.lines,
      resumed?.text ?? "")
    commandHistory = memory?.commands ?? []
    if let resumed { return restore(resumed) + scan() }
    if let tracePath {
      buildsFirstIndex = false
      return openTrace(path: tracePath) + scan()
    }
    guard let prefix else { return scan() }
    screen = .search
    buildsFirstIndex = false
    return openIndex(prefix: prefix) + scan()
  }

  /// Answers an event that happened at `seconds` of the session: the one place where state changes.
  mutating func reduce(_ event: Event, at seconds: Double) -> [Effect] {
    self.seconds = max(seconds, self.seconds)
    return answer(event) + driveLesson()
  }

  private mutating func answer(_ event: Event) -> [Effect] {
    switch event {
    case .key(let key): return pressLogging(key)
    case .resized(let size):
      self.size = size
      keyLog.resize(to: size)
      if overlay == nil, commandLine == nil, build.input == nil { keyLog.settle() }
      return []
    case .message(let message): return take(message)
    case .tick: return advancePlay() + advanceFilm()
    }
  }

  /// Routes a key to whatever has the keys: overlay, command line, form field, screen.
  mutating func press(_ key: Key) -> [Effect] {
    notice = nil
    switch key {
    case .click(let x, let y): return click(x: x, y: y)
    case .wheel(_, _, let isUp): return scroll(isUp: isUp)
    default: break
    }
    if overlay != nil { return pressInOverlay(key) }
    if commandLine != nil { return pressInCommandLine(key) }
    if screen == .build, build.input != nil { return pressInField(key) }
    guard let action = KeyTable.action(for: key, on: screen) else {
      notice = Notice(text: "\(key.hintName) does nothing here; ? lists the keys", isWarning: true)
      return []
    }
    return attempt(action)
  }

  /// Does what a key or a line of help asks for, or says why not.
  mutating func attempt(_ action: Action) -> [Effect] {
    if let obstacle = obstacle(to: action) {
      notice = Notice(text: obstacle, isWarning: true)
      return []
    }
    return perform(action)
  }

  private mutating func pressInField(_ key: Key) -> [Effect] {
    guard let outcome = build.input?.handle(key) else { return [] }
    switch outcome {
    case .editing: return []
    case .cancelled:
      build.input = nil
      return []
    case .committed: return commitField(thenMove: 0)
    case .ignored:
      switch key {
      case .down, .tab: return commitField(thenMove: 1)
      case .up, .backTab: return commitField(thenMove: -1)
      default: return []
      }
    }
  }
}
