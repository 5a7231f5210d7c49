import Foundation
import TestSupport
import Testing
import VectorData

@Suite("beamscope on indexes in memory")
struct MemoryVerbTests {
  /// Data with a memory index and its truth.
  private func built() throws -> IndexOnDisk {
    let files = try IndexOnDisk()
    let build = try Program.run([
      "build", "--memory", "--data", files.data, "--index", files.prefix, "-R", "8", "-L", "16",
      "--progress", "none",
    ])
    try #require(build.status == 0, "\(build.errors)")
    let truth = try Program.run([
      "truth", "--data", files.data, "--queries", files.queries, "-K", "10", "--output",
      files.truth,
    ])
    try #require(truth.status == 0, "\(truth.errors)")
    return files
  }

  private func names(in files: IndexOnDisk) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: files.folder.path)
      .filter { $0.hasPrefix("ann") || $0.hasPrefix(".") }.sorted()
  }

  @Test("build --memory leaves DiskANN's files, and verbs work on them")
  func verbs() throws {
    let files = try built()
    #expect(try names(in: files) == ["ann", "ann.data", "ann_beamscope.json", "ann_metadata.bin"])
    let search = try files.search(["-K", "10", "-L", "120", "--format", "json"]).json()
    #expect(search["io"] as? String == "memory")
    let statistics = try #require(search["statistics"] as? [String: Any])
    #expect(statistics["meanReads"] as? Double == 0 && statistics["W"] as? Int == 1)
    #expect(try #require(statistics["meanHops"] as? Double) == 120)

    let sweep = try Program.run([
      "sweep", "--index", files.prefix, "--queries", files.queries, "--truth", files.truth,
      "-L", "10,120", "-W", "2,4", "--format", "json",
    ]).json()
    let rows = try #require(sweep["rows"] as? [[String: Any]])
    #expect(rows.map { $0["L"] as? Int } == [10, 120])
    #expect(rows[1]["recall"] as? Double == 1)

    let verify = try Program.run(["verify", files.prefix])
    #expect(verify.text == "ok\n" && verify.status == 0)
    let inspect = try Program.run(["inspect", files.prefix])
    #expect(inspect.text.contains("in memory, static"))
    let node = try Program.run(["inspect", files.prefix, "--node", "3", "--format", "json"]).json()
    #expect((node["vector"] as? [Double])?.count == IndexOnDisk.dimension)
  }

  @Test("a trace expands one node a hop, by exact distances, to the answers of the search")
  func trace() throws {
    let files = try built()
    let shared = ["-K", "5", "-L", "20", "--format", "json"]
    let search = try files.search(shared).json()
    let run = try Program.run(
      ["trace", "--index", files.prefix, "--queries", files.queries, "--query", "2"]
        + ["--truth", files.truth] + shared)
    let trace = try run.json()
    let hops = try #require(trace["hops"] as? [[String: Any]])
    for hop in hops {
      let expanded = try #require(hop["expanded"] as? [[String: Any]])
      #expect(expanded.count == 1 && expanded[0]["source"] as? String == "memory")
      #expect(expanded[0]["pqDistance"] as? Double == expanded[0]["exactDistance"] as? Double)
      #expect(try #require(hop["candidates"] as? [Any]).count <= 20)
    }
    let results = try #require(trace["results"] as? [[String: Any]])
    let answers = try #require(search["results"] as? [[String: Any]])
    #expect(results.compactMap { $0["node"] as? Int } == answers[2]["ids"] as? [Int])
    #expect(trace["missed"] != nil && trace["W"] as? Int == 1)
  }

  static let refused = [
    ["--cache", "4"], ["--inflight", "2"], ["--io-limit", "9"], ["--metric", "cosine"],
  ]

  @Test("what only a disk index has is refused by name", arguments: refused)
  func refusals(extra: [String]) throws {
    let files = try built()
    let run = try files.search(extra)
    #expect(run.status != 0 && run.errorLines.count == 1)
    #expect(run.errors.contains(extra[0]) || run.errors.contains("metric"), "\(run.errors)")
  }

  @Test("a damaged file is told in one line and by verify", arguments: ["", ".data"])
  func damage(suffix: String) throws {
    let files = try built()
    try files.damage(suffix) { $0.removeLast() }
    let run = try files.search()
    #expect(run.status == 1 && run.errors.hasPrefix("beamscope: \(files.prefix + suffix): "))
    let verify = try Program.run(["verify", files.prefix])
    #expect(verify.status == 1 && verify.text.contains(files.prefix + suffix + ": "))
  }

  @Test("verify names every damaged word of the graph, and what is wrong beside it")
  func allFaults() throws {
    let files = try built()
    try files.damage("") { data in
      for offset in [12, 28, 32] {
        data.replaceSubrange(offset..<offset + 4, with: [0xFF, 0, 0, 1])
      }
    }
    try files.damage(".data") { $0.removeLast() }
    let verify = try Program.run(["verify", files.prefix])
    for text in ["start node at byte 12", "neighbour at byte 28", "neighbour at byte 32"] {
      #expect(verify.text.contains("\(files.prefix): \(text)"), "\(verify.text)")
    }
    #expect(verify.status == 1 && verify.text.contains("\(files.prefix).data: size"))
  }

  @Test("a build never replaces a file that is none of an index")
  func foreignFile() throws {
    let files = try IndexOnDisk()
    try Data("mine".utf8).write(to: URL(fileURLWithPath: files.prefix))
    let build = try Program.run([
      "build", "--memory", "--data", files.data, "--index", files.prefix, "--progress", "none",
    ])
    #expect(build.status == 2 && build.errors.contains(files.prefix))
    #expect(try Data(contentsOf: URL(fileURLWithPath: files.prefix)) == Data("mine".utf8))
    #expect(try names(in: files) == ["ann"])
  }

  @Test("insert begins an index, delete hides, consolidate takes out, insert goes on")
  func updates() throws {
    let files = try IndexOnDisk()
    let update = { (verb: String, extra: [String]) in
      try Program.run([verb, "--index", files.prefix, "--progress", "none"] + extra)
    }
    let begun = try update("insert", ["--data", files.data, "-R", "8", "-L", "16"])
    #expect(begun.text.contains("120 points inserted") && begun.text.contains("tags 1 to 120"))
    let answers = { (count: Int) in
      let run = try files.search(["-K", "\(count)", "-L", "120", "--format", "json"])
      let results = try #require(try run.json()["results"] as? [[String: Any]])
      return try #require(results[0]["ids"] as? [Int])
    }
    let all = try answers(119)
    #expect(Set(all).count == 119 && Set(all).isSubset(of: Set(1...120)))
    let nearest = all[0]
    #expect(try update("delete", ["--tags", "\(nearest)"]).text.contains("119 points, 1 deleted"))
    #expect(try !answers(50).contains(nearest))
    #expect(try names(in: files).contains("ann.del"))
    let again = try update("delete", ["--tags", "\(nearest)"])
    #expect(again.status == 2 && again.errors.contains("--tags"))
    #expect(try update("consolidate", []).text.contains("1 points released"))
    #expect(try !names(in: files).contains("ann.del"))
    #expect(try !answers(50).contains(nearest))
    let more = try update("insert", ["--data", files.queries, "--tags", "500-505"])
    #expect(more.text.contains("125 points"))
    #expect(try answers(1) == [500])
    #expect(try Program.run(["verify", files.prefix]).text == "ok\n")
    #expect(
      try names(in: files) == [
        "ann", "ann.data", "ann.tags", "ann_beamscope.json", "ann_metadata.bin",
      ])
  }

  @Test("a static index takes no updates, and says why")
  func staticIndex() throws {
    let files = try built()
    for (verb, extra) in [("insert", ["--data", files.data]), ("delete", ["--tags", "1"])] {
      let run = try Program.run([verb, "--index", files.prefix, "--progress", "none"] + extra)
      #expect(run.status == 1 && run.errors.contains("ann.tags"), "\(run.errors)")
    }
  }

  @Test("--hybrid answers as the disk search with a beam of one, and reads nothing")
  func hybrid() throws {
    let files = try IndexOnDisk.built()
    let shared = ["-K", "5", "-L", "12", "--format", "json"]
    let disk = try files.search(shared + ["-W", "1"]).json()
    let hybrid = try files.search(shared + ["--hybrid"]).json()
    #expect(
      try JSONSerialization.data(withJSONObject: #require(disk["results"]), options: .sortedKeys)
        == JSONSerialization.data(
          withJSONObject: #require(hybrid["results"]), options: .sortedKeys))
    let statistics = try #require(hybrid["statistics"] as? [String: Any])
    let onDisk = try #require(disk["statistics"] as? [String: Any])
    #expect(statistics["meanReads"] as? Double == 0 && statistics["W"] as? Int == 1)
    #expect(statistics["meanHops"] as? Double == onDisk["meanHops"] as? Double)
    #expect(statistics["meanComparisons"] as? Double == onDisk["meanComparisons"] as? Double)
    let trace = try Program.run(
      ["trace", "--hybrid", "--index", files.prefix, "--queries", files.queries, "--query", "1"]
        + shared
    ).json()
    let results = try #require(trace["results"] as? [[String: Any]])
    let answers = try #require(hybrid["results"] as? [[String: Any]])
    #expect(results.compactMap { $0["node"] as? Int } == answers[1]["ids"] as? [Int])
    let refused = try files.search(["--hybrid", "--cache", "5"])
    #expect(refused.status == 2 && refused.errors.contains("--cache"))
  }
}
