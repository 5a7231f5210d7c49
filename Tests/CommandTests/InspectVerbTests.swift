import Foundation
import TestSupport
import Testing
import VectorData

@Suite("beamscope inspect, verify, truth and doctor")
struct InspectVerbTests {
  @Test("verify says ok, or every fault and 1")
  func verify() throws {
    let files = try IndexOnDisk.built()
    let good = try Program.run(["verify", files.prefix])
    #expect(good.status == 0 && good.text == "ok\n" && good.errors.isEmpty)

    try files.damage("_pq_pivots.bin") { $0[5000] ^= 1 }
    // node 0: the degree behind its 8 bytes becomes absurd
    try files.damage("_disk.index") {
      $0.replaceSubrange(4096 + 8..<4096 + 12, with: [0, 0, 1, 0])
    }
    let bad = try Program.run(["verify", files.prefix])
    #expect(bad.status == 1)
    let lines = bad.text.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("\(files.prefix)_pq_pivots.bin: checksum: ") })
    #expect(lines.contains { $0.contains("degree of node 0 at byte 4104") })
    #expect(lines.count >= 3)
  }

  @Test("inspect shows header, degrees and reachability")
  func header() throws {
    let files = try IndexOnDisk.built()
    let document = try Program.run(["inspect", files.prefix, "--format", "json"]).json()
    #expect(document["nodes"] as? Int == 120 && document["dimension"] as? Int == 8)
    #expect(document["reachable"] as? Int == 120 && document["elementType"] as? String == "uint8")
    let degrees = try #require(document["degrees"] as? [String: Any])
    #expect((degrees["histogram"] as? [Int])?.reduce(0, +) == 120)
    let text = try Program.run(["inspect", files.prefix]).text
    #expect(text.contains("reachable  120 of 120 within"))
  }

  @Test("a node is the same by its number and by its sector")
  func node() throws {
    let files = try IndexOnDisk.built(names: true)
    let base = ["inspect", files.prefix, "--format", "json"]
    let node = try Program.run(base + ["--node", "7"]).json()
    let sector = try #require(node["sector"] as? Int)
    let whole = try Program.run(base + ["--sector", "\(sector)"]).json()
    let nodes = try #require(whole["nodes"] as? [[String: Any]])
    let found = try #require(nodes.first { $0["node"] as? Int == 7 })
    #expect(NSDictionary(dictionary: found) == NSDictionary(dictionary: node))
    #expect(node["name"] as? String == "id-7" && (node["vector"] as? [Double])?.count == 8)
    #expect((node["neighbours"] as? [Int])?.count == (node["degree"] as? Int))
  }

  @Test("a node or sector that does not exist is a usage error", arguments: ["--node", "--sector"])
  func beyond(option: String) throws {
    let files = try IndexOnDisk.built()
    let run = try Program.run(["inspect", files.prefix, option, "100000"])
    #expect(run.status == 2 && run.errors.hasPrefix("beamscope: \(option): expected 0 to "))
  }

  @Test("coordinates that are no numbers are reported, and no output trips over them")
  func notFinite() throws {
    let files = try IndexOnDisk(elementType: .float32)
    let build = try files.build()
    try #require(build.status == 0, "\(build.errors)")
    let node = try Program.run(["inspect", files.prefix, "--node", "3", "--format", "json"]).json()
    let place = try #require(node["byteOffset"] as? Int)
    // NaN, then infinity
    try files.damage("_disk.index") {
      $0.replaceSubrange(place..<place + 8, with: [0, 0, 0xC0, 0x7F, 0, 0, 0x80, 0x7F])
    }
    let damaged = try Program.run(["inspect", files.prefix, "--node", "3", "--format", "json"])
    let vector = try #require(try damaged.json()["vector"] as? [Any])
    #expect(vector[0] as? String == "nan" && vector[1] as? String == "inf")
    for format in ["json", "csv", "table"] {
      let search = try files.search(["-K", "120", "-L", "120", "--format", format])
      #expect(search.status == 0 && !search.output.isEmpty)
      if format == "json" { _ = try search.json() }
    }
    let trace = try Program.run(
      ["trace", "--index", files.prefix, "--queries", files.queries, "--query", "0"]
        + ["-K", "5", "-L", "120", "--format", "json"])
    #expect(trace.status == 0)
    _ = try trace.json()
    let verify = try Program.run(["verify", files.prefix])
    #expect(verify.status == 1 && verify.text.contains("coordinate 0 of node 3"))
  }

  @Test("truth goes to a file or to standard output, and a failure leaves no file")
  func truth() throws {
    let files = try IndexOnDisk.built()
    let base = ["truth", "--data", files.data, "--queries", files.queries, "-K"]
    let run = try Program.run(base + ["10", "--output", "-"])
    #expect(run.output == (try Data(contentsOf: URL(fileURLWithPath: files.truth))))
    let path = files.folder.file("other")
    let refused = try Program.run(base + ["121", "--output", path])
    #expect(refused.status == 2 && refused.errors.hasPrefix("beamscope: -K: expected 1 to 120"))
    #expect(!FileManager.default.fileExists(atPath: path))
    let full = try Program.run(base + ["10", "--output", "/dev/full"])
    #expect(full.status == 1)
    #expect(
      full.errors == "beamscope: /dev/full: cannot write at byte 0: No space left on device\n")
  }

  @Test("doctor finds out how reads are made and ends with 0")
  func doctor() throws {
    let run = try Program.run(["doctor"])
    #expect(run.status == 0 && run.errors.isEmpty)
    for word in ["terminal", "processor", "memory", "reads", "glyphs"] {
      #expect(run.text.contains("\n\(word) "))
    }
  }
}
