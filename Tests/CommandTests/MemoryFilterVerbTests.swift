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

  @Test("an index in shards is walked from a start of each shard, and verify is content")
  func shards() throws {
    let (files, labels) = try files()
    let run = try files.build(
      ["--labels", labels, "--filter-graph", "filtered", "--shards", "3"])
    try #require(run.status == 0, "\(run.errors)")
    #expect(try Program.run(["verify", files.prefix]).text == "ok\n")
    let inspect = try Program.run(["inspect", files.prefix, "--format", "json"]).json()
    let report = try #require(inspect["labels"] as? [String: Any])
    let known = try #require(report["labels"] as? [[String: Any]])
    #expect(known.count == 3 && known.contains { ($0["starts"] as? [Int])?.count == 3 })
    let results = try files.search(
      ["-K", "5", "-L", "60", "--filter", "odd", "--filter-strategy", "walk", "--format", "json"]
    ).json()["results"]
    let ids = try #require(results as? [[String: Any]]).compactMap { $0["ids"] as? [Int] }
    #expect(ids.count == 6 && ids.allSatisfy { $0.count == 5 && $0.allSatisfy { $0 % 2 == 1 } })
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
      ["--filter-graph", "stitched", "--labels", "L", "--shards", "3"],
    ])
  func badBuilds(extra: [String]) throws {
    let (files, labels) = try files()
    let run = try files.build(extra.map { $0 == "L" ? labels : $0 })
    #expect(run.status == 2 && run.errorLines.count == 1 && run.errors.contains("--filter-graph"))
  }

  @Test("an index with labels takes updates: labels come with points and go with them")
  func updates() throws {
    let (files, labels) = try files()
    let update = { (verb: String, extra: [String]) in
      try Program.run([verb, "--index", files.prefix, "--progress", "none"] + extra)
    }
    let begun = try update(
      "insert", ["--data", files.data, "--labels", labels, "-R", "8", "-L", "16"])
    #expect(begun.text.contains("120 points inserted"), "\(begun.errors)")
    let answers = { (filter: String, strategy: String) in
      let run = try files.search([
        "-K", "60", "-L", "119", "--filter", filter, "--filter-strategy", strategy, "--format",
        "json",
      ])
      let results = try #require(try run.json()["results"] as? [[String: Any]])
      return try #require(results[0]["ids"] as? [Int])
    }
    let counts = {
      try #require(
        try JSONSerialization.jsonObject(
          with: Data(contentsOf: URL(fileURLWithPath: files.prefix + "_label_metadata.json")))
          as? [String: Int])
    }
    let ten = Set(stride(from: 1, to: 120, by: 10))
    for strategy in ["walk", "scan"] { #expect(try Set(answers("ten", strategy)) == ten) }
    // Row i has tag i + 1.
    #expect(try update("delete", ["--tags", "1,11,21"]).status == 0)
    #expect(try counts() == ["even": 57, "odd": 60, "ten": 9])
    for strategy in ["walk", "scan"] {
      #expect(try Set(answers("ten", strategy)) == ten.subtracting([1, 11, 21]))
    }
    let rest = ten.subtracting([1, 11, 21]).sorted().map(String.init).joined(separator: ",")
    #expect(try update("delete", ["--tags", rest]).status == 0)
    #expect(try answers("ten", "walk").isEmpty)
    #expect(try update("consolidate", []).text.contains("12 points released"))
    for strategy in ["walk", "scan", "auto"] { #expect(try answers("ten", strategy).isEmpty) }
    #expect(try answers("ten OR odd", "walk").count == 60)

    let more = files.folder.file("more.txt")
    try Data("odd\nten\neven,new\nnew\nodd\nten\n".utf8).write(to: URL(fileURLWithPath: more))
    let tags = ["--tags", "500-505"]
    let inserted = try update("insert", ["--data", files.queries, "--labels", more] + tags)
    #expect(inserted.text.contains("114 points"), "\(inserted.errors)")
    #expect(try counts() == ["even": 49, "odd": 62, "ten": 2, "new": 2])
    for strategy in ["walk", "scan"] {
      #expect(try Set(answers("ten OR new", strategy)) == [501, 502, 503, 505])
    }
    #expect(try Program.run(["verify", files.prefix]).text == "ok\n")
    let inspect = try Program.run(["inspect", files.prefix, "--format", "json"]).json()
    let report = try #require(inspect["labels"] as? [String: Any])
    let known = try #require(report["labels"] as? [[String: Any]])
    #expect(known.compactMap { $0["points"] as? Int }.sorted() == [2, 2, 49, 62])
    #expect(known.allSatisfy { $0["reachable"] as? Int == $0["passing"] as? Int })
  }

  @Test("a labelled index that is built with tags takes updates")
  func builtWithTags() throws {
    let files = try build(["--tags", "1001-1120"])
    let update = { (verb: String, extra: [String]) in
      try Program.run([verb, "--index", files.prefix, "--progress", "none"] + extra)
    }
    let walk = { (filter: String) in
      let run = try files.search([
        "-K", "60", "-L", "119", "--filter", filter, "--filter-strategy", "walk", "--format",
        "json",
      ])
      let results = try #require(try run.json()["results"] as? [[String: Any]])
      return Set(try #require(results[0]["ids"] as? [Int]))
    }
    let ten = Set(stride(from: 1001, to: 1120, by: 10))
    #expect(try walk("ten") == ten)
    #expect(try update("delete", ["--tags", "1001,1011"]).text.contains("118 points"))
    #expect(try walk("ten") == ten.subtracting([1001, 1011]))
    let labels = files.folder.file("more.txt")
    try Data("ten\nodd\nten\nodd\nodd\nodd\n".utf8).write(to: URL(fileURLWithPath: labels))
    let run = try update("insert", ["--data", files.queries, "--labels", labels])
    #expect(run.text.contains("tags 1121 to 1126"), "\(run.errors)")
    #expect(try walk("ten") == ten.subtracting([1001, 1011]).union([1121, 1123]))
    #expect(try Program.run(["verify", files.prefix]).text == "ok\n")
  }

  @Test(
    "tags that cannot be are refused, and so are tags of an index on disk",
    arguments: [
      ["--memory", "--tags", "1-119"], ["--memory", "--tags", "1-119,7"], ["--tags", "1-120"],
      ["--memory", "--tags", "1-120", "--metric", "cosine"],
    ])
  func badTags(extra: [String]) throws {
    let files = try files().0
    let run = try Program.run(
      ["build", "--data", files.data, "--index", files.prefix, "--progress", "none"] + extra)
    #expect(run.status == 2 && run.errorLines.count == 1, "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: files.prefix))
  }

  @Test(
    "an update that does not fit the labels of the index is one line, and changes nothing",
    arguments: [
      ([], "labels of the rows"), (["--labels", "SHORT"], "lines"),
      (["--labels", "L", "--universal-label", "even"], "--universal-label"),
      (["--universal-label", "even"], "--universal-label"),
    ])
  func badUpdates(extra: [String], told: String) throws {
    let (files, labels) = try files()
    let short = files.folder.file("short.txt")
    try Data("even\n".utf8).write(to: URL(fileURLWithPath: short))
    let insert = ["insert", "--index", files.prefix, "--progress", "none", "--data", files.data]
    try #require(
      Program.run(insert + ["--labels", labels, "-R", "8", "-L", "16"]).status == 0)
    let before = try Data(contentsOf: URL(fileURLWithPath: files.prefix))
    let run = try Program.run(
      insert + extra.map { $0 == "L" ? labels : $0 == "SHORT" ? short : $0 })
    #expect(run.status != 0 && run.errorLines.count == 1 && run.errors.contains(told))
    #expect(try Data(contentsOf: URL(fileURLWithPath: files.prefix)) == before)
  }
}
