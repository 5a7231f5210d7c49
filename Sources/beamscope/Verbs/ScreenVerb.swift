import ArgumentParser
import Canvas
import Explorer
import Foundation
import VectorData

/// `screen`: one frame of the explorer without a terminal.
struct ScreenVerb: ParsableCommand {
  /// The screens that can be drawn; the key opens it.
  enum Name: String, CaseIterable, ExpressibleByArgument {
    case library
    case build
    case search
    case node
    case prune
    case sweep
    case disk
    case log
    case learn
    case points
    case film
    case help

    var key: Key {
      switch self {
      case .library: .character("1")
      case .build: .character("2")
      case .search: .character("3")
      case .node: .character("4")
      case .prune: .character("5")
      case .sweep: .character("6")
      case .disk: .character("7")
      case .log: .character("8")
      case .learn: .character("9")
      case .points: .character("0")
      case .film: .character("F")
      case .help: .character("?")
      }
    }
  }

  /// How a frame is written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case ansi
    case svg
  }

  static let configuration = CommandConfiguration(
    commandName: "screen", abstract: "Draw one frame of the explorer without a terminal.")

  @Argument(
    help: "library, build, search, node, prune, sweep, disk, log, learn, points, film or help.")
  var name: Name

  @Argument(help: "The index to open.", completion: .indexPrefix)
  var prefix: String?

  @Option(help: "A trace to open without its index.", completion: .file(extensions: ["json"]))
  var trace: String?

  @Option(help: "Columns x rows.")
  var size = ScreenSize(width: 120, height: 40)

  @Option(help: "A file of keys to press first, such as: jj<Enter><Space>.", completion: .file())
  var keys: String?

  @Option(help: "text, ansi or svg.")
  var format = Format.text

  func run() throws {
    let script = try keys.map { path throws(IndexError) in try keyScript(path) } ?? []
    var options = ExplorerOptions(prefix: prefix)
    options.buildsFirstIndex = false
    options.tracePath = trace
    let session = ExplorerSession(options: options, wake: {})
    session.resize(to: Size(width: size.width, height: size.height))
    session.waitUntilIdle()
    for key in [name.key] + script {
      session.handle(key)
      session.waitUntilIdle()
    }
    let frame = session.frame()
    session.shutDown()
    var output = try TextOutput(path: "-")
    try output.write(format.text(of: frame))
    try output.finish()
  }

  private func keyScript(_ path: String) throws(IndexError) -> [Key] {
    try KeyScript.parse(try ReplayVerb.text(at: path))
  }
}

/// `120x40`.
struct ScreenSize: ExpressibleByArgument, CustomStringConvertible {
  var width: Int
  var height: Int

  /// More cells than any screen has; a slip of the finger must not fill the memory.
  private static let maximum = 1000

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let width = parts[0], let height = parts[1],
      (1...Self.maximum).contains(width), (1...Self.maximum).contains(height)
    else { return nil }
    self.init(width: width, height: height)
  }

  var description: String { "\(width)x\(height)" }
  var defaultValueDescription: String { description }
}
