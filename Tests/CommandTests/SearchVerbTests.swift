import Foundation
import TestSupport
import Testing
import VectorData

@Suite("beamscope search, sweep and trace")
struct SearchVerbTests {
  static let rowKeys: Set<String> = [
    "L", "W", "T", "qps", "meanLatencyUs", "p50LatencyUs", "p95LatencyUs", "p99LatencyUs",
    "p999LatencyUs", "meanReads", "meanReadUs", "meanCpuUs", "meanHops", "meanCacheHits",
    "meanComparisons", "recall",
  ]

  @Test("search in JSON has the keys of the contract, and names where the index has them")
  func json() throws {
    let files = try IndexOnDisk.built(names: true)
    let run = try files.search(["-K", "3", "--format", "json"])
    #expect(run.status == 0 && run.errors.isEmpty)
    let document = try run.json()
    #expect(document["K"] as? Int == 3)
    let statistics = try #require(document["statistics"] as? [String: Any])
    #expect(Set(statistics.keys) == Self.rowKeys)
    let results = try #require(document["results"] as? [[String: Any]])
    #expect(results.count == IndexOnDisk.queryCount)
    for (number, result) in results.enumerated() {
      let ids = try #require(result["ids"] as? [Int])
      #expect(result["query"] as? Int == number && ids.count == 3)
      #expect(result["names"] as? [String] == ids.map { "id-\($0)" })
      let distances = try #require(result["distances"] as? [Double])
      #expect(distances == distances.sorted())
    }
  }

  @Test("csv and table hold the same answers, --output writes them to a file")
  func formats() throws {
    let files = try IndexOnDisk.built(names: true)
    let csv = try files.search(["-K", "2", "--format", "csv"]).text.split(separator: "\n")
    #expect(csv.count == 1 + 2 * IndexOnDisk.queryCount)
    #expect(csv[0] == "query,rank,id,distance,name")
    let path = files.folder.file("results")
    let run = try files.search(["-K", "2", "--output", path])
    #expect(run.output.isEmpty && run.status == 0)
    let table = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    for (line, record) in zip(table.dropFirst(), csv.dropFirst()) {
      let fields = line.split(separator: " ").prefix(4).joined(separator: ",")
      #expect(record.hasPrefix(fields + ",id-"))
    }
    #expect(table.last?.hasPrefix("6 queries, K 2, L 50, W 4, T 1: ") == true)
  }

  static let impossible: [([String], String)] = [
    (["-K", "20", "-L", "10"], "-L"), (["-K", "121", "-L", "200"], "-K"), (["-K", "0"], "-K"),
    (["-W", "0"], "-W"), (["-L", "0"], "-L"), (["-T", "0"], "-T"),
    (["--inflight", "0"], "--inflight"),
    (["--cache", "-1"], "--cache"), (["--metric", "ip"], "--metric"),
    (["--io-limit", "0"], "--io-limit"),
  ]

  @Test("an impossible parameter is a usage error that names it", arguments: impossible)
  func parameters(extra: [String], name: String) throws {
    let files = try IndexOnDisk.built()
    let run = try files.search(extra)
    #expect(run.status == 2 && run.errorLines.count == 1)
    #expect(run.errors.contains(name), "\(run.errors)")
  }

  @Test("files that do not belong together end with 1, naming the file")
  func mismatches() throws {
    let files = try IndexOnDisk.built()
    let wide = files.folder.file("wide.u8bin")
    var file = try OutputFile(path: wide)
    try file.appendBinHeader(rows: 1, columns: 9)
    try file.append(UInt64(0))
    try file.append(UInt8(0))
    try file.finish()
    let cases = [
      (["--queries", wide], wide),
      (["--queries", files.truth + ".fbin"], files.truth + ".fbin"),
      (["--index", files.folder.file("none")], files.folder.file("none") + "_disk.index"),
    ]
    for (arguments, path) in cases {
      let run = try Program.run(
        ["search", "--index", files.prefix, "--queries", files.queries] + arguments)
      #expect(run.status == 1 && run.errorLines.count == 1)
      #expect(run.errors.hasPrefix("beamscope: \(path): "), "\(run.errors)")
    }
    try FileManager.default.removeItem(atPath: files.prefix + "_pq_compressed.bin")
    let run = try files.search()
    #expect(run.status == 1)
    #expect(run.errors.hasPrefix("beamscope: \(files.prefix)_pq_compressed.bin: cannot open"))
  }

  @Test("a sweep has a row per setting with the keys of the contract")
  func sweep() throws {
    let files = try IndexOnDisk.built()
    let base = ["sweep", "--index", files.prefix, "--queries", files.queries, "-K", "5"]
    let run = try Program.run(
      base + ["--truth", files.truth, "-L", "10,20-30:10", "-W", "2,4", "--format", "json"])
    let document = try run.json()
    #expect(Set(document.keys) == ["index", "queries", "K", "io", "rows"])
    #expect(document["index"] as? String == files.prefix && document["K"] as? Int == 5)
    let rows = try #require(document["rows"] as? [[String: Any]])
    #expect(rows.map { $0["L"] as? Int } == [10, 20, 30, 10, 20, 30])
    #expect(rows.allSatisfy { Set($0.keys) == Self.rowKeys && $0["recall"] is Double })

    let csv = try Program.run(base + ["-L", "10,20", "--format", "csv"]).text
    let lines = csv.split(separator: "\n")
    #expect(lines.count == 3 && lines[0].split(separator: ",").count == Self.rowKeys.count)
    #expect(lines[1].hasPrefix("10,4,2,") && lines[1].hasSuffix(","))
    let table = try Program.run(base + ["-L", "10,20"]).text.split(separator: "\n")
    #expect(table[0].contains("recall@5") && table.count == 4)
  }

  @Test("a truth that is damaged or of other queries ends a sweep with 1")
  func truths() throws {
    let files = try IndexOnDisk.built()
    let base = ["sweep", "--index", files.prefix, "--queries", files.queries, "-L", "20"]
    let truth = try Data(contentsOf: URL(fileURLWithPath: files.truth))
    var alien = truth
    alien.replaceSubrange(8..<12, with: [120, 0, 0, 0])
    let damaged = [truth.dropLast(), alien, truth.prefix(8)]
    for bytes in damaged {
      let path = files.folder.file("damaged")
      try bytes.write(to: URL(fileURLWithPath: path))
      let run = try Program.run(base + ["--truth", path])
      #expect(run.status == 1 && run.errors.hasPrefix("beamscope: \(path): "))
    }
  }

  @Test(
    "a trace gives the answers of the search; expanded is hits plus reads", arguments: [0, 40, 120])
  func trace(cachedCount: Int) throws {
    let files = try IndexOnDisk.built()
    let shared = [
      "-K", "5", "-L", "20", "-W", "2", "--cache", "\(cachedCount)", "--format", "json",
    ]
    let search = try files.search(shared).json()
    let run = try Program.run(
      ["trace", "--index", files.prefix, "--queries", files.queries, "--query", "4"]
        + ["--truth", files.truth] + shared)
    #expect(run.status == 0, "\(run.errors)")
    let trace = try run.json()
    #expect(trace["query"] as? Int == 4 && trace["K"] as? Int == 5)
    #expect(trace["L"] as? Int == 20 && trace["W"] as? Int == 2 && trace["missed"] != nil)
    let results = try #require(trace["results"] as? [[String: Any]])
    let answers = try #require(search["results"] as? [[String: Any]])
    #expect(results.compactMap { $0["node"] as? Int } == (answers[4]["ids"] as? [Int]))
    let hops = try #require(trace["hops"] as? [[String: Any]])
    let expanded = hops.flatMap { $0["expanded"] as? [[String: Any]] ?? [] }
    let sources = expanded.map { $0["source"] as? String }
    #expect(sources.allSatisfy { $0 == "cache" || $0 == "ssd" })
    if cachedCount == 120 { #expect(!sources.contains("ssd")) }
    if cachedCount == 0 { #expect(!sources.contains("cache")) }
  }

  @Test("a trace as text names every hop; a query beyond the file is a usage error")
  func traceText() throws {
    let files = try IndexOnDisk.built(names: true)
    let base = ["trace", "--index", files.prefix, "--queries", files.queries, "--query"]
    let run = try Program.run(base + ["0", "-K", "3"])
    #expect(run.status == 0)
    #expect(run.text.hasPrefix("query 0   K 3   L 50   W 4\nhop 1\n"))
    #expect(run.text.contains("SSD sector") && run.text.contains("  id-"))
    let beyond = try Program.run(base + ["6"])
    #expect(beyond.status == 2 && beyond.errors == "beamscope: --query: expected 0 to 5, found 6\n")
  }

  @Test("with --smallest each missed neighbour says the smallest L and W, in JSON and in text")
  func smallest() throws {
    let files = try IndexOnDisk.built(names: true)
    var missedCount = 0
    for query in 0..<IndexOnDisk.queryCount {
      let base = [
        "trace", "--index", files.prefix, "--queries", files.queries, "--query", "\(query)",
        "--truth", files.truth, "-K", "10", "-L", "10", "-W", "1",
      ]
      let json = try Program.run(base + ["--smallest", "--format", "json"]).json()
      let missed = try #require(json["missed"] as? [[String: Any]])
      missedCount += missed.count
      #expect(missed.allSatisfy { $0.keys.contains("smallestL") && $0.keys.contains("smallestW") })
      #expect(missed.allSatisfy { ($0["smallestL"] as? Int).map { $0 > 10 } ?? true })
      let text = try Program.run(base + ["--smallest"])
      #expect(text.text.contains("found by: ") == !missed.isEmpty)
      #expect(!(try Program.run(base)).text.contains("found by: "))
    }
    #expect(missedCount > 0)
  }

  @Test("a sweep runs over threads and caches too; its rows then say their cache")
  func grid() throws {
    let files = try IndexOnDisk.built()
    let base = [
      "sweep", "--index", files.prefix, "--queries", files.queries, "-L", "10..20 step 10",
    ]
    let run = try Program.run(base + ["-T", "1,2", "--cache", "0,120", "--format", "json"])
    let rows = try #require(try run.json()["rows"] as? [[String: Any]])
    #expect(rows.map { $0["L"] as? Int } == [10, 20, 10, 20, 10, 20, 10, 20])
    #expect(rows.map { $0["cache"] as? Int } == [0, 0, 0, 0, 120, 120, 120, 120])
    let csv = try Program.run(base + ["--cache", "0,120", "--format", "csv"]).text
    #expect(csv.hasPrefix("L,W,T,") && csv.split(separator: "\n")[0].hasSuffix("recall,cache"))
  }

  @Test("a filter answers only its points, in search and in trace, and truth agrees")
  func filtered() throws {
    let files = try IndexOnDisk()
    let labels = files.folder.file("labels.txt")
    let lines = (0..<IndexOnDisk.rowCount).map {
      $0 % 3 == 0 ? "three" : $0 % 2 == 0 ? "even" : "odd"
    }
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: labels))
    try #require(files.build(["--labels", labels]).status == 0)
    let filter = ["--filter", "three OR even AND NOT odd"]
    let truth = files.folder.file("filtered")
    let exact = try Program.run(
      ["truth", "--data", files.data, "--queries", files.queries, "-K", "5", "--labels", labels]
        + ["--output", truth] + filter)
    try #require(exact.status == 0, "\(exact.errors)")
    let found = try files.search(
      ["-K", "5", "-L", "80", "--format", "json", "--truth", truth] + filter)
    let results = try #require(try found.json()["results"] as? [[String: Any]])
    for result in results {
      let ids = try #require(result["ids"] as? [Int])
      #expect(ids.count == 5 && ids.allSatisfy { lines[$0] != "odd" })
    }
    let expected = try TruthSet.open(path: truth)
    for (query, result) in results.enumerated() {
      #expect(result["ids"] as? [Int] == expected.neighbours(of: query).map(Int.init))
    }
    let trace = try Program.run(
      ["trace", "--index", files.prefix, "--queries", files.queries, "--query", "0", "-K", "5"]
        + ["-L", "80", "--truth", truth] + filter)
    #expect(trace.status == 0 && !trace.text.contains("missed"))
  }

  @Test(
    "a filter that cannot be is a usage error; an index without labels says so",
    arguments: [
      ["--filter", "a AND"], ["--filter", "nobody"], ["--filter", "a", "--filters", "f"],
    ])
  func badFilters(extra: [String]) throws {
    let files = try IndexOnDisk()
    let labels = files.folder.file("labels.txt")
    let lines = [String](repeating: "a", count: IndexOnDisk.rowCount)
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: labels))
    try #require(files.build(["--labels", labels]).status == 0)
    #expect(try files.search(extra).status == 2)
    let plain = try IndexOnDisk.built().search(["--filter", "a"])
    #expect(plain.status == 1 && plain.errors.contains("built with --labels"))
  }
}
