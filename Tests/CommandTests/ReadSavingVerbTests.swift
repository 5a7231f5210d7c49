import Foundation
import TestSupport
import Testing

@Suite("beamscope layout --navigation, advise, and the switches that save reads")
struct ReadSavingVerbTests {
  private func navigated() throws -> IndexOnDisk {
    let files = try IndexOnDisk.built()
    let run = try Program.run([
      "layout", files.prefix, "--navigation", "0.5", "--navigation-degree", "6", "--progress",
      "none",
    ])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("navigation graph: 60 members"))
    return files
  }

  private func ask(
    _ verb: String, _ files: IndexOnDisk, _ extra: [String]
  ) throws -> ProgramRun {
    try Program.run([verb, "--index", files.prefix, "--queries", files.queries] + extra)
  }

  @Test(
    "search, sweep and trace take every switch; with a list of all rows the answers are the same")
  func switches() throws {
    let files = try navigated()
    let exact = ["-K", "3", "-L", "120", "--format", "json"]
    let answers = { (run: ProgramRun) throws in
      try #require(try run.json()["results"] as? [[String: Any]]).map { $0["ids"] as? [Int] }
    }
    let plain = try answers(try files.search(exact))
    for switches in [
      ["--navigation"], ["--pipelined"], ["--approach-width", "1"],
      ["--navigation", "--whole-pages", "--pipelined", "--stop-factor", "1000"],
    ] {
      #expect(try answers(try files.search(exact + switches)) == plain)
      let sweep = try ask(
        "sweep", files, ["-K", "3", "-L", "20,40", "--format", "json"] + switches)
      let rows = try sweep.json()["rows"] as? [Any]
      #expect(sweep.status == 0 && rows?.count == 2)
    }
    let trace = try ask(
      "trace", files, ["--query", "1", "--navigation", "--pipelined", "--format", "json"])
    let document = try trace.json()
    #expect(document["navigation"] as? Bool == true && document["pipelined"] as? Bool == true)
    #expect(document["wholePages"] == nil)
    #expect((document["entries"] as? [Any])?.isEmpty == false)
  }

  @Test("Vectors apart: layout writes them, inspect and trace tell, answers are the same")
  func vectorPages() throws {
    let files = try IndexOnDisk.built()
    let layout = try Program.run([
      "layout", files.prefix, "--vector-pages", "--navigation", "1", "--progress", "none",
    ])
    #expect(layout.status == 0 && layout.text.contains("vectors apart:"), "\(layout.errors)")
    let inspect = try Program.run(["inspect", files.prefix, "--format", "json"])
    #expect(try inspect.json()["vectorPages"] != nil)
    let exact = ["-K", "3", "-L", "120", "--format", "json"]
    let answers = { (run: ProgramRun) throws in
      try #require(try run.json()["results"] as? [[String: Any]]).map { $0["ids"] as? [Int] }
    }
    let apart = ["--navigation", "--vector-pages"]
    #expect(try answers(try files.search(exact + apart)) == answers(try files.search(exact)))
    let trace = try ask("trace", files, ["--query", "1", "--format", "json"] + apart)
    #expect(try trace.json()["vectorPages"] as? Bool == true)
    let alone = try files.search(["--vector-pages"])
    #expect(alone.status == 2 && alone.errors.contains("--vector-pages"))
  }

  @Test("A switch without what it needs is a usage error")
  func refused() throws {
    let files = try IndexOnDisk.built()
    let none = try files.search(["--navigation"])
    #expect(none.status == 2 && none.errors.contains("--navigation"))
    let wide = try files.search(["--approach-width", "9"])
    #expect(wide.status == 2 && wide.errors.contains("--approach-width"))
    let share = try Program.run(["layout", files.prefix, "--navigation", "0"])
    #expect(share.status == 2 && share.errors.contains("--navigation"))
    let small = try Program.run([
      "advise", files.prefix, "--memory", "0.0000001", "--queries", files.queries,
    ])
    #expect(small.status == 2 && small.errors.contains("--memory"))
    let nothing = try Program.run(["advise", files.prefix, "--memory", "0.001"])
    #expect(nothing.status == 2 && nothing.errors.contains("--queries"))
  }

  @Test("advise ends with commands that can be pasted")
  func advise() throws {
    let files = try IndexOnDisk.built()
    let run = try Program.run([
      "advise", files.prefix, "--memory", "0.0001", "--recall", "0.9", "-K", "3", "--queries",
      files.queries,
    ])
    #expect(run.status == 0, "\(run.errors)")
    let commands = run.text.split(separator: "\n").filter { $0.hasPrefix("beamscope ") }
    #expect(commands.count >= 2 && commands.last?.contains(" search ") == true)
    for command in commands {
      let words = command.split(separator: " ").dropFirst().map(String.init)
      let pasted = try Program.run(words)
      #expect(pasted.status == 0, "\(command): \(pasted.errors)")
    }
  }
}
