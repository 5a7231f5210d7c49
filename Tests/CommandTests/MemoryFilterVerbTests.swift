import Foundation
import TestSupport
import Testing
import VectorData

@Suite("beamscope on memory indexes with labels")
struct MemoryFilterVerbTests {
  /// Data whose rows are `even` or `odd`, and every tenth `ten` too.
  private func files() throws -> (IndexOnDisk, labels: String) {
    let files = try IndexOnDisk()
    let labels = files.folder.file("labels.txt")
    let lines = (0..<IndexOnDisk.rowCount).map {
      ($0 % 2 == 0 ? "even" : "odd") + ($0 % 10 == 0 ? ",ten" : "")
    }
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: labels))
    return (files, labels)
  }

  private func build(_ extra: [String] = []) throws -> IndexOnDisk {
    let (files, labels) = try files()
    let run = try Program.run(
      [
        "build", "--memory", "--data", files.data, "--index", files.prefix, "-R", "8", "-L", "16",
        "--labels", labels, "--progress", "none",
      ] + extra)
    try #require(run.status == 0, "\(run.errors)")
    let truth = try Program.run([
      "truth", "--data", files.data, "--queries", files.queries, "-K", "5", "--labels", labels,
      "--filter", "even", "--output", files.truth,
    ])
    try #require(truth.status == 0, "\(truth.errors)")
    return files
  }

  @Test(
    "build leaves DiskANN's label files, and verbs answer under filters",
    arguments: [
      "filtered", "stitched",
    ])
  func verbs(graph: String) throws {
    let files = try build(["--filter-graph", graph])
    let names = try FileManager.default.contentsOfDirectory(atPath: files.folder.path)
    for suffix in ["_labels.txt", "_labels_map.txt", "_labels_to_medoids.txt"] {
      #expect(names.contains("ann" + suffix))
    }
    let counts = try #require(
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: files.prefix + "_label_metadata.json")))
        as? [String: Int])
    #expect(counts == ["even": 60, "odd": 60, "ten": 12])
    #expect(try Program.run(["verify", files.prefix]).text == "ok\n")
    let inspect = try Program.run(["inspect", files.prefix, "--format", "json"]).json()
    let report = try #require(inspect["labels"] as? [String: Any])
    let labels = try #require(report["labels"] as? [[String: Any]])
    #expect(labels.compactMap { $0["points"] as? Int }.sorted() == [12, 60, 60])
    #expect(labels.allSatisfy { $0["reachable"] as? Int == $0["points"] as? Int })

    let shared = ["-K", "5", "-L", "30", "--filter", "even", "--filter-strategy", "walk"]
    let search = try files.search(shared + ["--truth", files.truth, "--format", "json"]).json()
    let statistics = try #require(search["statistics"] as? [String: Any])
    #expect(try #require(statistics["recall"] as? Double) >= 0.95)
    #expect(try #require(statistics["meanHops"] as? Double) > 0)
    let results = try #require(search["results"] as? [[String: Any]])
    let ids = results.compactMap { $0["ids"] as? [Int] }
    #expect(ids.count == 6 && ids.joined().allSatisfy { $0 % 2 == 0 })
    let trace = try Program.run(
      ["trace", "--index", files.prefix, "--queries", files.queries, "--query", "3"]
        + ["--format", "json"] + shared
    ).json()
    let found = try #require(trace["results"] as? [[String: Any]])
    #expect(found.compactMap { $0["node"] as? Int } == ids[3])
  }

  @Test("sweep and range searches heed filters; expressions are scanned exactly")
  func sweepAndRange() throws {
    let files = try build()
    let sweep = try Program.run([
      "sweep", "--index", files.prefix, "--queries", files.queries, "--truth", files.truth, "-K",
      "5", "-L", "5,20", "--filter", "even", "--format", "json",
    ]).json()
    let rows = try #require(sweep["rows"] as? [[String: Any]])
    #expect(rows.map { $0["recall"] as? Double } == [1, 1])
    let range = ["--range", "1000000", "-L", "8", "--format", "json"]
    for (filter, expected) in [
      ("NOT even OR ten", 72), ("ten AND odd", 0), ("(ten OR odd) AND NOT even", 60),
    ] {
      let results = try files.search(range + ["--filter", filter]).json()["results"]
      let ids = try #require(results as? [[String: Any]]).compactMap { $0["ids"] as? [Int] }
      #expect(ids.allSatisfy { $0.count == expected }, "\(filter)")
    }
    let all = try files.search(range).json()["results"]
    #expect(
      try #require(all as? [[String: Any]]).allSatisfy {
        ($0["ids"] as? [Int])?.count == IndexOnDisk.rowCount
      })
  }

  @Test("a disk index is walked where its graph was built with labels")
  func disk() throws {
    let (files, labels) = try files()
    let run = try files.build(["--labels", labels, "--filter-graph", "filtered"])
    try #require(run.status == 0, "\(run.errors)")
    #expect(try Program.run(["verify", files.prefix]).text == "ok\n")
    let results = try files.search(
      ["-K", "5", "-L", "30", "--filter", "odd", "--filter-strategy", "walk", "--format", "json"]
    ).json()["results"]
    let ids = try #require(results as? [[String: Any]]).compactMap { $0["ids"] as? [Int] }
    #expect(ids.allSatisfy { $0.count == 5 && $0.allSatisfy { $0 % 2 == 1 } })
  }

  @Test(
    "what cannot be is one line",
    arguments: [
      (["--filter", ""], "--filter"), (["--filter", "nobody"], "nobody"),
      (["--filter", "NOT even", "--filter-strategy", "walk"], "--filter-strategy"),
    ])
  func badFilters(extra: [String], told: String) throws {
    let files = try build()
    let run = try files.search(extra)
    #expect(run.status == 2 && run.errorLines.count == 1 && run.errors.contains(told))
  }

  @Test("a start outside of the index and a missing line are told, and by verify too")
  func damage() throws {
    for (suffix, change) in [
      ("_labels_to_medoids.txt", { (data: inout Data) in data += Data("3, 120\n".utf8) }),
      ("_labels.txt", { (data: inout Data) in data.removeFirst(4) }),
    ] {
      let files = try build()
      try files.damage(suffix, change)
      let run = try files.search(["--filter", "even"])
      #expect(run.status == 1 && run.errorLines.count == 1)
      #expect(run.errors.hasPrefix("beamscope: \(files.prefix)\(suffix): "), "\(run.errors)")
      let verify = try Program.run(["verify", files.prefix])
      #expect(verify.status == 1 && verify.text.contains(files.prefix + suffix + ": "))
    }
  }

  @Test(
    "a build that cannot be is refused by name",
    arguments: [
      ["--filter-graph", "filtered"], ["--filter-graph", "stitched", "--labels", "L", "-M", "1"],
      ["--filter-graph", "filtered", "--labels", "L", "--shards", "3"],
    ])
  func badBuilds(extra: [String]) throws {
    let (files, labels) = try files()
    let run = try files.build(extra.map { $0 == "L" ? labels : $0 })
    #expect(run.status == 2 && run.errorLines.count == 1 && run.errors.contains("--filter-graph"))
  }

  @Test("an update never drops labels")
  func updates() throws {
    let files = try files().0
    let update = { (verb: String, extra: [String]) in
      try Program.run([verb, "--index", files.prefix, "--progress", "none"] + extra)
    }
    try #require(update("insert", ["--data", files.data]).status == 0)
    // DiskANN's dynamic filtered index: a line for the frozen point too.
    let lines = [String](repeating: "1", count: IndexOnDisk.rowCount + 1).joined(separator: "\n")
    try Data(lines.utf8).write(to: URL(fileURLWithPath: files.prefix + "_labels.txt"))
    try Data("a\t1\n".utf8).write(to: URL(fileURLWithPath: files.prefix + "_labels_map.txt"))
    for (verb, extra) in [("delete", ["--tags", "3"]), ("insert", ["--data", files.queries])] {
      let run = try update(verb, extra)
      #expect(run.status == 1 && run.errors.contains("_labels.txt"), "\(run.errors)")
    }
    #expect(try files.search(["--filter", "a", "-K", "120", "-L", "120"]).status == 0)
  }
}
