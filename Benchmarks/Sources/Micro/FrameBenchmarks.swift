import Canvas
import Explorer

/// Drawing at 200 × 60, and answering a key: what stands between a key press and the new screen.
enum FrameBenchmarks {
  static func run(prefix: String) {
    var options = ExplorerOptions(prefix: prefix)
    options.buildsFirstIndex = false
    let session = ExplorerSession(options: options, wake: {})
    session.resize(to: Size(width: 200, height: 60))
    session.waitUntilIdle()
    for (name, keys) in [
      ("library", "1"), ("build", "2"), ("search", "3c"), ("log", "8"), ("help", "?"),
    ] {
      for key in keys {
        session.handle(.character(key))
        session.waitUntilIdle()
      }
      var cellCount = 0
      let drawing = Measurement(
        "frame of \(name) at 200 × 60", unit: "frame", units: 1, samples: 200
      ) {
        cellCount = session.frame().cells.count
      }
      precondition(cellCount == 200 * 60, "a frame fills the screen")
      print(drawing.line)
      let frame = session.frame()
      print(
        Measurement("the same as ANSI text", unit: "frame", units: 1, samples: 200) {
          cellCount = ANSIEncoder.encode(frame).utf8.count
        }.line)
    }
    session.handle(.escape)
    session.handle(.character("3"))
    session.waitUntilIdle()
    print(
      Measurement("step back and forward, key to frame", unit: "key", units: 2, samples: 200) {
        for key in [Key.character("b"), .character(" ")] {
          session.handle(key)
          _ = session.frame()
        }
      }.line)
    session.shutDown()
  }
}
