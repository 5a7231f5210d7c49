import Foundation
import TestSupport
import Testing

@Suite("Usage of the command line")
struct UsageTests {
  static let wrong: [[String]] = [
    ["truth"], ["truth", "--bogus"], ["build", "--data", "x"], ["search", "--index", "x", "-K"],
    ["sweep", "--index", "x", "--queries", "y", "-L", "abc"],
    ["build", "--data", "a.fbin", "--index", "b", "-R", "two"],
    ["build", "--data", "a.fbin", "--index", "b", "--reorder-data"],
    ["build", "--data", "a.fbin", "--index", "b", "--metric", "hamming"],
    ["search", "--index", "x", "--queries", "y", "--format", "xml"],
    ["screen", "nowhere"], ["screen", "library", "--size", "0x0"], ["verify"],
    ["build", "--data", "a.fbin", "--index", "b", "--progress", "loud"],
    [], ["some-prefix"],
  ]

  @Test("what is used wrongly ends with 2 and one line", arguments: wrong)
  func usage(arguments: [String]) throws {
    let run = try Program.run(arguments)
    #expect(run.status == 2)
    #expect(run.errorLines.count == 1 && run.errors.hasPrefix("beamscope: "))
    #expect(run.output.isEmpty)
  }

  @Test("help and version go to standard output", arguments: [["--help"], ["build", "-h"]])
  func help(arguments: [String]) throws {
    let run = try Program.run(arguments)
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.text.contains("USAGE: beamscope"))
  }

  @Test("every verb of the contract is in the help")
  func verbs() throws {
    let text = try Program.run(["--help"]).text
    for verb in [
      "build", "search", "sweep", "trace", "inspect", "verify", "truth", "screen", "doctor",
    ] {
      #expect(text.contains("\n  \(verb) "), "\(verb)")
    }
  }
}
