/// Keys that are pressed by themselves, one after another. Sizes are left out: the terminal has its own.
struct ScriptedKeys {
  private var keys: ArraySlice<Key>
  private let secondsPerKey: Double
  /// When the next one is due, in seconds of the session; `nil` when all are pressed.
  private(set) var dueSeconds: Double?

  init(_ steps: [RecordedKeys.Step], keysPerSecond: Double) {
    keys =
      steps.compactMap { step in
        if case .press(let key) = step { key } else { nil }
      }[...]
    secondsPerKey = 1 / max(keysPerSecond, 0.1)
    dueSeconds = keys.isEmpty ? nil : secondsPerKey
  }

  /// Whether there are none left.
  var isDone: Bool { dueSeconds == nil }

  /// The next key, if it is time.
  mutating func next(at seconds: Double) -> Key? {
    guard let due = dueSeconds, seconds >= due, let key = keys.popFirst() else { return nil }
    dueSeconds = keys.isEmpty ? nil : seconds + secondsPerKey
    return key
  }

  /// Leaves the rest out.
  mutating func stop() {
    keys = []
    dueSeconds = nil
  }
}
