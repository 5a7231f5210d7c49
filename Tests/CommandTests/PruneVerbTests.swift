import Foundation
import Testing

@Suite("beamscope prune")
struct PruneVerbTests {
  @Test("The JSON has the keys of the contract, a decision per candidate, and what was kept")
  func json() throws {
    let files = try IndexOnDisk.built()
    let data = ["prune", "--data", files.data, "--node", "7", "--format", "json"]
    let index = ["prune", "--index", files.prefix, "--node", "7", "--format", "json"]
    for (arguments, R) in [(data, 64), (data + ["-R", "5", "--pool", "30"], 5), (index, 8)] {
      let document = try Program.run(arguments).json()
      #expect(Set(document.keys) == ["node", "R", "alpha", "decisions", "kept"])
      #expect(document["node"] as? Int == 7 && document["R"] as? Int == R)
      let decisions = try #require(document["decisions"] as? [[String: Any]])
      let distances = decisions.compactMap { $0["distance"] as? Double }
      #expect(distances.count == decisions.count && distances == distances.sorted())
      for decision in decisions {
        let word = try #require(decision["decision"] as? String)
        #expect(["kept", "occluded", "full", "beyondPool"].contains(word))
        let keys = Set(decision.keys).subtracting(["node", "distance", "decision"])
        #expect(
          keys
            == (word == "occluded" ? ["by", "factor", "round"] : word == "kept" ? ["round"] : []))
      }
      let kept = try #require(document["kept"] as? [Int])
      let said = decisions.filter { $0["decision"] as? String == "kept" }
        .compactMap { $0["node"] as? Int }
      #expect(Set(kept) == Set(said) && kept.count == said.count && kept.count <= R)
    }
    let small = try Program.run(data + ["-R", "5", "--pool", "30"]).json()
    #expect((small["decisions"] as? [Any])?.count == 30)
  }

  @Test("A pool limit names what lies beyond it, and a higher alpha keeps no fewer")
  func dials() throws {
    let files = try IndexOnDisk.built()
    let base = ["prune", "--index", files.prefix, "--node", "3", "--format", "json"]
    let cut = try Program.run(base + ["--pool", "6"]).json()
    let words = try #require(cut["decisions"] as? [[String: Any]]).map { $0["decision"] as? String }
    #expect(words.dropFirst(6).allSatisfy { $0 == "beyondPool" } && words.count > 6)
    var last = 0
    for alpha in ["1", "1.2", "1.5", "2"] {
      let run = try Program.run(base + ["--alpha", alpha, "-R", "100"]).json()
      let count = try #require(run["kept"] as? [Int]).count
      #expect(count >= last)
      last = count
    }
    let filled = try Program.run(base + ["-R", "12", "--saturate"]).json()
    #expect((filled["kept"] as? [Int])?.count == 12)
  }

  @Test("As text each decision stands on a line with its reason, and names stand beside it")
  func text() throws {
    let files = try IndexOnDisk.built(names: true)
    let run = try Program.run(["prune", "--index", files.prefix, "--node", "7"])
    #expect(
      run.status == 0 && run.text.hasPrefix("node 7  id-7\nR 8   alpha 1.2 (rounds at 1, 1.2)"))
    #expect(run.text.contains("kept at alpha 1") && run.text.contains("occluded by"))
  }

  @Test(
    "What cannot be is one line and 2",
    arguments: [
      ["--node", "120"], ["--node", "1", "--alpha", "0.9"], ["--node", "1", "--alpha", "nan"],
      ["--node", "1", "-R", "0"], ["--node", "1", "--pool", "0"], ["--node", "-1"],
      ["--node", "1", "--data", "x.fbin"],
    ])
  func refusals(options: [String]) throws {
    let files = try IndexOnDisk.built()
    let run = try Program.run(["prune", "--index", files.prefix] + options)
    #expect(run.status == 2 && run.errorLines.count == 1 && run.output.isEmpty)
  }

  @Test("Neither data nor index is a usage error; data that are not there a failure")
  func missing() throws {
    #expect(try Program.run(["prune", "--node", "1"]).status == 2)
    let run = try Program.run(["prune", "--data", "/nowhere/x.fbin", "--node", "1"])
    #expect(run.status == 1 && run.errors.contains("/nowhere/x.fbin"))
  }
}
