import Foundation
import TestSupport
import Testing
import VectorData

@Suite("beamscope build")
struct BuildVerbTests {
  @Test("one thread and two give files that compare equal")
  func deterministic() throws {
    let files = try IndexOnDisk()
    for (name, threads) in [("one", "1"), ("two", "2")] {
      let run = try files.build(["-T", threads], index: files.folder.file(name))
      #expect(run.status == 0 && run.errors.isEmpty)
      #expect(run.text.contains("120 x 8 uint8, R 8, L 16, PQ 4 bytes"))
    }
    let suffixes = [
      "_disk.index", "_pq_pivots.bin", "_pq_compressed.bin", "_metadata.bin", "_beamscope.json",
    ]
    for suffix in suffixes {
      let first = try Data(contentsOf: URL(fileURLWithPath: files.folder.file("one" + suffix)))
      let second = try Data(contentsOf: URL(fileURLWithPath: files.folder.file("two" + suffix)))
      #expect(first == second, "\(suffix)")
    }
  }

  @Test("-B gives the bytes of DiskANN's formula, --pq-bytes overrides it")
  func codeSize() throws {
    let files = try IndexOnDisk()
    // floor(1e-6 * 2^30 / 120) = 8 bytes per code
    for (extra, bytes) in [([], "8"), (["--pq-bytes", "5"], "5")] {
      let run = try Program.run(
        ["build", "--data", files.data, "--index", files.prefix, "-B", "0.000001"] + extra)
      #expect(run.text.contains("PQ \(bytes) bytes"), "\(run.text) \(run.errors)")
    }
  }

  static let impossible = [
    ["-R", "1"], ["-R", "513"], ["-L", "0"], ["-T", "0"], ["--pq-bytes", "9"], ["--pq-bytes", "0"],
    ["--alpha", "0.5"], ["-M", "0"], ["--metric", "ip"],
  ]

  @Test("an impossible parameter is a usage error that names it", arguments: impossible)
  func parameters(extra: [String]) throws {
    let files = try IndexOnDisk()
    let run = try files.build(extra)
    #expect(run.status == 2 && run.errorLines.count == 1)
    #expect(run.errors.hasPrefix("beamscope: \(extra[0]): expected "))
    #expect(try FileManager.default.contentsOfDirectory(atPath: files.folder.path).count == 3)
  }

  @Test(
    "a lying header, a budget that is too small and a missing file end with 1 and leave nothing")
  func failures() throws {
    let files = try IndexOnDisk()
    let short = files.folder.file("short.u8bin")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: files.data))
    try bytes.dropLast().write(to: URL(fileURLWithPath: short))
    let cases = [
      (["--data", short], "beamscope: \(short): size: expected 968 bytes"),
      (["--data", files.data, "-M", "0.00001"], "beamscope: -M 1e-05: linking \(files.data)"),
      (
        ["--data", files.folder.file("none.u8bin")], "beamscope: \(files.folder.file("none.u8bin"))"
      ),
      (["--data", files.data, "--names", files.queries], "beamscope: \(files.queries): lines"),
    ]
    for (arguments, message) in cases {
      let run = try Program.run(
        ["build", "--index", files.prefix, "--progress", "none"] + arguments)
      #expect(run.status == 1 && run.errorLines.count == 1)
      #expect(run.errors.hasPrefix(message), "\(run.errors)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: files.folder.path).count == 4)
  }

  @Test(
    "a signal ends a build with 128 + n and leaves nothing", arguments: [SIGINT, SIGTERM, SIGHUP])
  func signals(number: Int32) throws {
    let folder = try TemporaryFolder()
    let data = folder.file("large.u8bin")
    var file = try OutputFile(path: data)
    // Rows are many, so that linking them lasts, and short, so that their codes are there soon.
    try file.appendBinHeader(rows: 20_000, columns: 8)
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<20_000 { try file.append(generator.next()) }
    try file.finish()

    let running = try Program.start([
      "build", "--data", data, "--index", folder.file("ann"), "--pq-bytes", "1",
    ])
    let temporary = folder.file(".ann.beamscope-build/ann_pq_compressed.bin")
    while !FileManager.default.fileExists(atPath: temporary), running.process.isRunning {
      usleep(2000)
    }
    kill(running.process.processIdentifier, number)
    let run = try running.finish()
    #expect(run.status == 128 + number)
    #expect(!run.errors.contains("beamscope:"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["large.u8bin"])
  }

  @Test("progress as JSON is one object per line and ends every phase")
  func jsonProgress() throws {
    let files = try IndexOnDisk()
    let run = try Program.run([
      "build", "--data", files.data, "--index", files.prefix, "--progress", "json",
    ])
    var finished: [String] = []
    for line in run.errorLines {
      let object = try #require(
        JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      if object["finished"] as? Bool == true { finished.append(object["phase"] as? String ?? "") }
    }
    #expect(finished.contains("train PQ") && finished.contains("link graph"))
    #expect(run.status == 0)
  }
}
