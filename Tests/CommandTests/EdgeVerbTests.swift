import Foundation
import TestSupport
import Testing

@Suite("beamscope why-edge, plane, replay-build, learn")
struct EdgeVerbTests {
  @Test("why-edge says one thing of every pair, as text and as JSON")
  func pairs() throws {
    let files = try IndexOnDisk.built(names: true)
    let node = try Program.run(["inspect", files.prefix, "--node", "7", "--format", "json"]).json()
    let neighbours = try #require(node["neighbours"] as? [Int])
    for to in [neighbours[0], 3, 50, 119] where to != 7 {
      let run = try Program.run(
        ["why-edge", files.prefix, "7", "\(to)", "--format", "json"]
      ).json()
      #expect(run["from"] as? Int == 7 && run["to"] as? Int == to)
      #expect((run["verdict"] as? String == "present") == neighbours.contains(to))
      #expect(run["derivedFrom"] as? String == "index" && run["replay"] == nil)
    }
    let text = try Program.run(["why-edge", files.prefix, "7", "\(neighbours[0])"])
    #expect(text.status == 0 && text.text.contains("A points to B.\n"))
    #expect(text.text.contains("A = 7  id-7") && text.text.contains("derived from: "))
  }

  @Test("--replay ends with what the index has")
  func replay() throws {
    let files = try IndexOnDisk.built()
    for to in [3, 50] {
      let run = try Program.run(["why-edge", files.prefix, "7", "\(to)", "--replay"])
      #expect(run.status == 0, "\(run.errors)")
      let points = run.text.contains("A points to B.\n")
      #expect(run.text.contains("the edge is \(points ? "there" : "not there")"))
    }
  }

  @Test(
    "Pairs that cannot be are one line and 2",
    arguments: [["7", "7"], ["120", "1"], ["1", "120"], ["1"], ["-1", "3"]])
  func refusals(nodes: [String]) throws {
    let files = try IndexOnDisk.built()
    let run = try Program.run(["why-edge", files.prefix] + nodes)
    #expect(run.status == 2 && run.errorLines.count == 1 && run.output.isEmpty)
  }

  @Test("plane draws the same picture each time; its JSON has two rows of four panels")
  func plane() throws {
    let files = try IndexOnDisk.built()
    let arguments = ["plane", "--data", files.data, "-R", "6", "-L", "12"]
    let svg = try Program.run(arguments)
    #expect(svg.status == 0 && svg.text.hasPrefix("<svg") && svg.text.contains("(PCA)"))
    #expect(try Program.run(arguments).text == svg.text)
    let document = try Program.run(arguments + ["--format", "json"]).json()
    let rows = try #require(document["rows"] as? [[String: Any]])
    #expect(rows.count == 2 && rows.allSatisfy { ($0["panels"] as? [Any])?.count == 4 })
    #expect(document["passes"] as? String == "paper")
    for wrong in [["--alpha", "0.5"], ["-R", "1"], ["--passes", "three"]] {
      #expect(try Program.run(arguments + wrong).status == 2)
    }
  }

  @Test("replay-build has a frame per insertion, and its last moment reaches every point")
  func film() throws {
    let files = try IndexOnDisk.built()
    let arguments = ["replay-build", "--data", files.data, "-R", "8", "-L", "16"]
    let document = try Program.run(arguments + ["--format", "json"]).json()
    let frames = try #require(document["frames"] as? [[String: Any]])
    #expect(frames.compactMap { $0["node"] as? Int }.count == IndexOnDisk.rowCount - 1)
    let moments = try #require(document["moments"] as? [[String: Any]])
    #expect(moments.count == 10 && moments.last?["reachableCount"] as? Int == IndexOnDisk.rowCount)
    let text = try Program.run(arguments + ["--frame", "60"])
    #expect(text.status == 0 && text.text.contains("its search visits"))
    #expect(try Program.run(arguments + ["--frame", "9999"]).status == 2)
  }

  @Test("A build in the paper's passes is another graph, says so, and is sound")
  func passes() throws {
    let files = try IndexOnDisk.built()
    let prefix = files.folder.file("paper")
    let run = try Program.run([
      "build", "--data", files.data, "--index", prefix, "-R", "8", "-L", "20", "--pq-bytes", "4",
      "--passes", "paper", "--progress", "none",
    ])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try Program.run(["verify", prefix]).text.hasSuffix("ok\n"))
    let sidecar = try String(contentsOfFile: prefix + "_beamscope.json", encoding: .utf8)
    #expect(sidecar.contains("\"passes\" : \"paper\"") && sidecar.contains("--passes paper"))
    let plain = try String(contentsOfFile: files.prefix + "_beamscope.json", encoding: .utf8)
    #expect(!plain.contains("passes"))
    let edge = try Program.run(["why-edge", prefix, "3", "9", "--replay"])
    #expect(edge.status == 0, "\(edge.errors)")
    try FileManager.default.removeItem(atPath: files.data)
    let late = try Program.run(["why-edge", prefix, "3", "9", "--replay"])
    #expect(late.status == 1 && late.errorLines.count == 1)
  }

  @Test("prune --rules names three rules, and alpha 1 keeps no more than DiskANN's rounds")
  func rules() throws {
    let files = try IndexOnDisk.built()
    let document = try Program.run([
      "prune", "--index", files.prefix, "--node", "7", "-R", "60", "--rules", "--format", "json",
    ]).json()
    let rules = try #require(document["rules"] as? [[String: Any]])
    #expect(rules.compactMap { $0["rule"] as? String } == ["diskann", "paper", "alpha1"])
    let counts = rules.compactMap { ($0["kept"] as? [Int])?.count }
    #expect(counts[2] <= counts[0])
  }

  @Test("A lesson of one's own is checked, and what is not so is named with its line")
  func lesson() throws {
    let folder = try IndexOnDisk.built().folder
    let path = folder.file("mine.lesson")
    let text = """
      @lesson 1
      @title Mine
      @data points-mix
      @step One
      @keys 3
      @look The index has {index.nodes = 200} nodes, at most {index.R = 9} edges each.
      """
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let wrong = try Program.run(["learn", "--check", "--file", path])
    #expect(wrong.status == 1 && wrong.text.contains("line 6: says index.R = 9, found 8"))
    try Data(text.replacing("R = 9", with: "R = 8").utf8).write(to: URL(fileURLWithPath: path))
    let right = try Program.run(["learn", "--check", "--file", path])
    #expect(right.status == 0 && right.text == "lesson 1: ok\n", "\(right.text)")
    try Data("@title x\n@nonsense".utf8).write(to: URL(fileURLWithPath: path))
    let broken = try Program.run(["learn", "--file", path])
    #expect(broken.status == 1 && broken.errors.contains("line 2"))
    #expect(try Program.run(["learn", "999"]).status == 2)
  }
}
