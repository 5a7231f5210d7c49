import Canvas
import Explorer

/// Drawing at 200 × 60, and answering a key: what stands between a key press and the new screen, in processor time.
enum FrameBenchmarks {
  /// Screens, and the keys that lead from one to the next.
  private static let screens = [
    ("library", "1"), ("build", "2"), ("search, at its end", "3:row<Space>17<Enter>c"),
    ("search, why missed", "w"), ("search, compared", ":compare<Space>W<Space>1<Enter>"),
    ("search, hop 3", "dt3<Enter>"),
    ("search, map", "m"), ("search, plot", "m"), ("node", "m4<Enter>"), ("prune", "5"),
    ("prune, dial", "v"), ("prune, plane", "v"), ("sweep", "v6"), ("disk, this search", "7"),
    ("disk, cached nodes", "vv"), ("disk, zoomed", "v++++"), ("log", "8"), ("lessons", "9"),
    ("points", "0"), ("film", "F"), ("film, half", ":moment<Space>50%<Enter>"),
    ("film, numbers", "vvvv"), ("help", "?"), ("explanation", "<Esc>E"), ("commands", "<Esc>:"),
  ]

  static func run(prefix: String) throws {
    var options = ExplorerOptions(prefix: prefix)
    options.buildsFirstIndex = false
    let session = ExplorerSession(options: options, wake: {})
    session.resize(to: Size(width: 200, height: 60))
    session.waitUntilIdle()
    for (name, keys) in screens {
      try press(keys, in: session)
      var cellCount = 0
      let drawing = Measurement(
        "frame of \(name) at 200 × 60", unit: "frame", units: 1, samples: 200,
        of: .processor
      ) {
        cellCount = session.frame().cells.count
      }
      precondition(cellCount == 200 * 60, "a frame fills the screen")
      print(drawing.line)
    }
    try press("<Esc><Esc>3", in: session)
    let frame = session.frame()
    print(
      Measurement("search as ANSI text", unit: "frame", units: 1, samples: 200, of: .processor) {
        precondition(!ANSIEncoder.encode(frame).isEmpty, "a frame has text")
      }.line)
    print(
      Measurement(
        "step back and forward, key to frame", unit: "key", units: 2, samples: 200, of: .processor
      ) {
        for key in [Key.character("b"), .character(" ")] {
          session.handle(key)
          _ = session.frame()
        }
      }.line)
    session.shutDown()
  }

  /// Presses the keys of a script, each when nothing runs any more.
  private static func press(_ script: String, in session: ExplorerSession) throws {
    for step in try RecordedKeys(script, path: "keys").steps {
      session.perform(step)
      session.waitUntilIdle()
    }
  }
}
