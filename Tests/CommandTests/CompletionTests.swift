import Foundation
import TestSupport
import Testing

@testable import beamscope

@Suite("Completions of shells")
struct CompletionTests {
  private static let shells = ["bash", "zsh", "fish"]

  /// What bash reads; it takes a second to make in a debug build.
  private static let bashRun = Result { try script(of: "bash") }

  private static func script(of shell: String) throws -> ProgramRun {
    try Program.run(["--generate-completion-script", shell])
  }

  @Test("The script of each shell knows the explorer's words", arguments: shells)
  func scripts(shell: String) throws {
    let run = shell == "bash" ? try Self.bashRun.get() : try Self.script(of: shell)
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.text.contains("---completion explore -- positional@0"))
    #expect(run.text.contains("accessible") && run.text.contains("why-edge"))
    // Nothing is registered for a command that is none.
    #expect(!run.text.contains("complete -c 'explore'") && !run.text.contains("compdef explore"))
  }

  @Test("Another shell's name is the parser's to refuse")
  func unknown() throws {
    #expect(try Self.script(of: "tcsh").status != 0)
  }

  /// What bash offers for the last of `words` in a folder with an index, a folder and other files.
  private func offered(_ words: [String], in folder: String) throws -> Set<String> {
    let script = try Self.bashRun.get().text
    let file = folder + "/completion.bash"
    try Data(script.utf8).write(to: URL(fileURLWithPath: file))
    let quoted = words.map { "'\($0)'" }.joined(separator: " ")
    let line = words.joined(separator: " ")
    let previous = words.count > 1 ? words[words.count - 2] : ""
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [
      "-c",
      """
      source "\(file)"
      COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1); COMP_LINE='\(line)'
      COMP_POINT=${#COMP_LINE}
      COMP_WORDS[0]='\(Program.path)'
      $(complete -p beamscope | sed 's/.*-F \\([^ ]*\\).*/\\1/') beamscope '\(words.last ?? "")' '\(previous)'
      printf '%s\\n' "${COMPREPLY[@]}"
      """,
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging([
      "XDG_CACHE_HOME": folder + "/cache"
    ]) { $1 }
    process.standardInput = FileHandle.nullDevice
    let run = try RunningProgram(process).finish()
    #expect(run.errors.isEmpty, "\(run.errors)")
    return Set(run.text.split(separator: "\n").map(String.init))
  }

  @Test("bash offers indexes, folders and verbs where no verb stands, and flags behind a prefix")
  func bash() throws {
    let folder = try TemporaryFolder()
    for name in ["small_disk.index", "sweep.txt", "inner/large_disk.index"] {
      let path = folder.file(name)
      try FileManager.default.createDirectory(
        at: URL(fileURLWithPath: path).deletingLastPathComponent(),
        withIntermediateDirectories: true)
      try Data().write(to: URL(fileURLWithPath: path))
    }
    let first = try offered(["beamscope", ""], in: folder.path)
    #expect(first.isSuperset(of: ["small", "inner", "verify", "sweep", "help"]), "\(first)")
    #expect(!first.contains("sweep.txt") && !first.contains("explore"))
    #expect(try offered(["beamscope", "s"], in: folder.path).contains("small"))
    #expect(
      try offered(["beamscope", "s"], in: folder.path)
        .isSuperset(of: ["search", "sweep", "screen", "small"]))
    #expect(try offered(["beamscope", "inner/"], in: folder.path) == ["inner/large"])
    let flags = try offered(["beamscope", "--"], in: folder.path)
    #expect(flags.isSuperset(of: ["--fresh", "--accessible", "--trace", "--version"]), "\(flags)")
    #expect(try offered(["beamscope", "small", "--fr"], in: folder.path) == ["--fresh"])
    #expect(try offered(["beamscope", "small", ""], in: folder.path).isDisjoint(with: ["verify"]))
    #expect(try offered(["beamscope", "--theme", "l"], in: folder.path) == ["light"])
    #expect(try offered(["beamscope", "--fresh", "in"], in: folder.path).contains("inner"))
  }

  @Test("Behind a verb bash offers what the verb takes, and nothing of the explorer")
  func verbs() throws {
    let folder = try TemporaryFolder()
    try Data().write(to: URL(fileURLWithPath: folder.file("small_disk.index")))
    #expect(try offered(["beamscope", "verify", "s"], in: folder.path) == ["small"])
    let flags = try offered(["beamscope", "verify", "--"], in: folder.path)
    #expect(!flags.contains("--fresh") && !flags.contains("--accessible"))
    #expect(try offered(["beamscope", "learn", "--f"], in: folder.path) == ["--file", "--fresh"])
  }
}
