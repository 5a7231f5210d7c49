import ArgumentParser
import Canvas
import Explorer
import Foundation
import VectorData

/// `replay`: does again what was done in a session.
struct ReplayVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Do again what was pressed in a session of the explorer.",
    discussion: """
      FILE is what the explorer exports as "what was pressed so far", or any key script. The last screen is \
      printed; with --watch the keys are pressed one by one in this terminal, until you press one.
      """)

  @Argument(help: "The recorded keys. (default: those of the last session)", completion: .file())
  var file: String?

  @Option(help: "Columns x rows. (default: as recorded, else 120x40)")
  var size: ScreenSize?

  @Option(help: "text, ansi or svg.")
  var format = ScreenVerb.Format.text

  @Flag(help: "Press the keys in this terminal, one after another.")
  var watch = false

  @Option(help: "Keys in a second, for --watch.")
  var speed = 4.0

  func validate() throws {
    guard speed > 0, speed <= 1000 else {
      throw ValidationError("--speed: expected above 0 and at most 1000, found \(speed)")
    }
  }

  func run() throws {
    let path = file ?? SessionFiles().keyLogPath
    let recorded = try RecordedKeys(try Self.text(at: path), path: path)
    guard !watch else {
      var options = recorded.options
      options.script = recorded.steps
      options.scriptKeysPerSecond = speed
      throw Ending.exit(TerminalLoop.run(options))
    }
    let session = ExplorerSession(options: recorded.options, wake: {})
    session.resize(to: Size(width: size?.width ?? 120, height: size?.height ?? 40))
    session.waitUntilIdle()
    for step in recorded.steps where !session.isFinished {
      if case .resize = step, size != nil { continue }
      session.perform(step)
      session.waitUntilIdle()
    }
    let frame = session.frame()
    session.shutDown()
    var output = try TextOutput(path: "-")
    try output.write(format.text(of: frame))
    try output.finish()
  }

  static func text(at path: String) throws(IndexError) -> String {
    let file = try MappedFile(path: path)
    defer { withExtendedLifetime(file) {} }
    return String(decoding: file.bytes, as: UTF8.self)
  }
}

extension ScreenVerb.Format {
  /// A frame in this format.
  func text(of frame: Canvas) -> String {
    switch self {
    case .text: PlainEncoder.encode(frame)
    case .ansi: ANSIEncoder.encode(frame)
    case .svg: SVGEncoder.encode(frame)
    }
  }
}
