import Foundation
import TestSupport
import Testing

@Suite("replay and the explorer without a screen")
struct ReplayVerbTests {
  /// The words of a screen, without measured times.
  private func words(_ screen: String) -> [Substring] {
    let words = screen.split { $0 == " " || $0.isNewline }
    return zip(words, words.dropFirst() + [""]).filter { word, next in
      !["µs", "ms"].contains(word) && !["µs", "ms"].contains(next)
    }.map(\.0)
  }

  @Test("replay draws what screen draws with the same keys, at the size that was recorded")
  func sameAsScreen() throws {
    let index = try IndexOnDisk.built()
    let folder = try TemporaryFolder()
    let keys = "3:row 7<Enter>\n<Space><Space>j\n"
    try Data("# beamscope keys 1\n# size 80x24\n# open \(index.prefix)\n\(keys)".utf8)
      .write(to: URL(fileURLWithPath: folder.file("s.keys")))
    let replayed = try Program.run(["replay", folder.file("s.keys")])
    let drawn = try Program.run([
      "screen", "search", index.prefix, "--size", "80x24", "--keys", folder.file("s.keys"),
    ])
    #expect(replayed.status == 0 && replayed.text.contains("row 7 as query"))
    #expect(words(replayed.text) == words(drawn.text))
    let large = try Program.run(["replay", folder.file("s.keys"), "--size", "100x30"])
    #expect(large.text.split(separator: "\n", omittingEmptySubsequences: false).count == 31)
  }

  @Test("a log of another version, or none, ends with one line")
  func refused() throws {
    let folder = try TemporaryFolder()
    try Data("# beamscope keys 9\nq".utf8).write(to: URL(fileURLWithPath: folder.file("s.keys")))
    for path in [folder.file("s.keys"), folder.file("none")] {
      let run = try Program.run(["replay", path])
      #expect(run.status == 1 && run.errorLines.count == 1 && run.errors.contains(path))
    }
    let speed = try Program.run(["replay", folder.file("s.keys"), "--speed", "0"])
    #expect(speed.status == 2)
  }

  /// Runs the explorer line by line.
  private func spoken(_ lines: String, _ arguments: [String], home: String) throws -> ProgramRun {
    let input = home + "/input"
    try Data(lines.utf8).write(to: URL(fileURLWithPath: input))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = ["--accessible"] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      [
        "HOME": home, "XDG_STATE_HOME": home + "/state", "XDG_CONFIG_HOME": home + "/config",
        "XDG_CACHE_HOME": home + "/cache", "BEAMSCOPE_SAMPLE_DATA": home + "/none",
      ]
    ) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: input))
    return try RunningProgram(process).finish()
  }

  @Test("--accessible says screens in lines, without boxes, and what changes after each line")
  func accessible() throws {
    let index = try IndexOnDisk.built()
    let folder = try TemporaryFolder()
    let run = try spoken(
      ":row 7\n \nc\n?\nesc\n:nonsense\nesc\nq\n", [index.prefix], home: folder.path)
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.text.contains("row 7 as query") && run.text.contains("answers, after"))
    #expect(run.text.contains("no command \"nonsense\""))
    #expect(run.text.utf8.allSatisfy { $0 < 0x80 })
    #expect(!run.text.contains("---") && !run.text.contains("|"))
    let state = try String(contentsOfFile: folder.file("state/beamscope/state"), encoding: .utf8)
    #expect(state.contains("row = 7") && state.contains("screen = search"))
    // The next one begins there; with --fresh it does not.
    let next = try spoken("q\n", [], home: folder.path)
    #expect(next.text.contains("row 7 as query"))
    let fresh = try spoken("q\n", ["--fresh"], home: folder.path)
    #expect(!fresh.text.contains("row 7 as query"))
  }

  @Test("a faulty configuration is told with its line, and the explorer starts")
  func configuration() throws {
    let folder = try TemporaryFolder()
    let config = folder.file("config/beamscope")
    try FileManager.default.createDirectory(atPath: config, withIntermediateDirectories: true)
    try Data("L = 30\ncolour = red\n".utf8).write(to: URL(fileURLWithPath: config + "/config"))
    let run = try spoken("8\nq\n", [], home: folder.path)
    #expect(run.status == 0 && run.text.contains("config:2: unknown key \"colour\""))
  }
}
