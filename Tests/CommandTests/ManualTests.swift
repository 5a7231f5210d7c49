import Explorer
import Foundation
import TestSupport
import Testing

@testable import beamscope

@Suite("The manual page and the completions, made of the code")
struct ManualTests {
  /// What the page says, without the formatter's marks.
  private func plain(_ roff: String) -> String {
    roff.replacing("\\-", with: "-").replacing("\\(aq", with: "'").replacing("\\(ga", with: "`")
      .replacing("\\(ha", with: "^").replacing("\\(ti", with: "~").replacing("\\e", with: "\\")
  }

  @Test("it names every verb with every option that help shows")
  func verbs() throws {
    let page = plain(try Program.run(["manual"]).text)
    let verbs = try #require(CommandTree.program.subcommands).filter(\.shouldDisplay)
    #expect(verbs.count >= 15)
    for verb in verbs {
      #expect(page.contains("\n.SS \(verb.commandName)\n"), "\(verb.commandName)")
      for name in verb.arguments?.filter(\.shouldDisplay).flatMap({ $0.names ?? [] }) ?? [] {
        #expect(page.contains(name.text), "\(verb.commandName) \(name.text)")
      }
    }
  }

  @Test("it names every key of the key table and every command, each with what it does")
  func keys() throws {
    let page = try Program.run(["manual"]).text
    let groups = KeyReference.keys
    #expect(groups.count >= 9 && groups.allSatisfy { !$0.entries.isEmpty })
    for group in groups {
      #expect(page.contains("\n.SS Keys: \(group.title)\n"))
      for entry in group.entries {
        #expect(
          page.contains("\\fB\(Roff.escaped(entry.term))\\fR\n\(Roff.line(entry.meaning))\n"),
          "\(group.title): \(entry.term)")
      }
    }
    for entry in KeyReference.commands {
      #expect(!entry.meaning.isEmpty)
      #expect(page.contains("\\fB\(Roff.escaped(":" + entry.term))\\fR"), "\(entry.term)")
    }
  }

  @Test("nothing in it is taken for a request by accident, and it is ASCII")
  func wellFormed() throws {
    let page = try Program.run(["manual"]).text
    #expect(page.utf8.allSatisfy { $0 < 0x80 })
    let known: Set<Substring> = [".TH", ".SH", ".SS", ".PP", ".TP", ".nf", ".fi"]
    for line in page.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
      #expect(known.contains(line.prefix { $0 != " " }), "\(line)")
    }
  }

  @Test("completion scripts know the verbs", arguments: ["bash", "zsh", "fish"])
  func scripts(shell: String) throws {
    let run = try Program.run(["--generate-completion-script", shell])
    #expect(run.status == 0)
    for verb in try #require(CommandTree.program.subcommands).filter(\.shouldDisplay) {
      #expect(run.text.contains(verb.commandName), "\(verb.commandName)")
    }
  }

  /// Runs `script` in bash; what it printed, and what it complained about.
  private func bash(_ script: String) throws -> (output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["--norc", "-c", script]
    let run = try RunningProgram(process).finish()
    return (run.text, run.errors)
  }

  @Test("bash takes the script and offers verbs, values and indexes with it")
  func completes() throws {
    let folder = try TemporaryFolder()
    let script = folder.file("completion")
    try Program.run(["--generate-completion-script", "bash"]).output
      .write(to: URL(fileURLWithPath: script))
    #expect(FileManager.default.createFile(atPath: folder.file("it_disk.index"), contents: nil))
    func offered(_ words: String...) throws -> [Substring] {
      let line = ([Program.path] + words).map { "'\($0)'" }.joined(separator: " ")
      let (output, errors) = try bash(
        """
        source '\(script)'; COMP_WORDS=(\(line)); COMP_CWORD=\(words.count)
        COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
        _beamscope beamscope "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """)
      #expect(errors.isEmpty, "\(errors)")
      return output.split(separator: "\n")
    }
    #expect(try offered("ver") == ["verify"])
    #expect(try offered("build", "--metric", "co") == ["cosine"])
    #expect(try offered("sweep", "--index", folder.path + "/i") == [folder.path + "/it"])
    #expect(try offered("verify", folder.path + "/i") == [folder.path + "/it"])
  }

  @Test("the formatter has nothing to complain about, where there is one")
  func formats() throws {
    let folder = try TemporaryFolder()
    let page = folder.file("beamscope.1")
    try Program.run(["manual"]).output.write(to: URL(fileURLWithPath: page))
    let (output, errors) = try bash(
      "command -v groff >/dev/null || exit 0; groff -man -Tutf8 -ww -P-cbou '\(page)'")
    #expect(errors.isEmpty, "\(errors)")
    #expect(output.isEmpty || output.contains("EXPLORER"))
  }

  @Test("a prefix is completed to the indexes of a folder, and to folders")
  func prefixes() throws {
    let folder = try TemporaryFolder()
    for name in ["one_disk.index", "other_disk.index", "data.fbin", "_disk.index"] {
      #expect(FileManager.default.createFile(atPath: folder.file(name), contents: nil))
    }
    try FileManager.default.createDirectory(
      atPath: folder.file("old"), withIntermediateDirectories: false)
    let found = IndexPrefixes.completing(folder.path + "/o", cacheFolder: "/nowhere")
    #expect(found == ["/old/", "/one", "/other"].map { folder.path + $0 })
    #expect(IndexPrefixes.completing("", cacheFolder: folder.path).contains(folder.file("one")))
    #expect(IndexPrefixes.completing(folder.path + "/x").isEmpty)
  }
}
