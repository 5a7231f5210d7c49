import DiskIndex
import Experiments
import Foundation
import TestSupport
import Testing
import Vamana
import VectorData

@Suite("Builds that are refused")
struct IndexBuildRefusalTests {
  static let parameters: [(String, @Sendable (inout IndexBuild.Request) -> Void)] = [
    ("-R", { $0.graph.maxDegree = 1 }),
    ("-R", { $0.graph.maxDegree = 513 }),
    ("-L", { $0.graph.searchListSize = 0 }),
    ("--alpha", { $0.graph.alpha = 0.9 }),
    ("--alpha", { $0.graph.alpha = .nan }),
    ("-T", { $0.threadCount = 0 }),
    ("-M", { $0.buildBudgetGigabytes = 0 }),
    ("-B", { $0.codeSize = .searchBudget(gigabytes: -1) }),
    ("--pq-bytes", { $0.codeSize = .bytes(0) }),
    ("--pq-bytes", { $0.codeSize = .bytes(13) }),
    ("--disk-pq-bytes", { $0.diskCodeBytes = 0 }),
    ("--disk-pq-bytes", { $0.diskCodeBytes = 13 }),
    ("--reorder-data", { $0.appendsReorderData = true }),
    (
      "--reorder-data",
      {
        $0.diskCodeBytes = 4
        $0.appendsReorderData = true
      }
    ),
    ("--metric", { $0.metric = .innerProduct }),
    ("--index", { $0.prefix += "/" }),
  ]

  @Test("a parameter that cannot be is named", arguments: parameters.indices)
  func parameter(place: Int) throws {
    let (name, change) = Self.parameters[place]
    let fixture = try DataFixture()
    var request = fixture.request
    change(&request)
    let error = thrownError { () throws(IndexError) in
      _ = try IndexBuild.run(request, control: JobControl())
    }
    guard case .parameter(name, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(fixture.indexFolder.isEmpty)
  }

  @Test("a budget that is too small is an error of memory, not a smaller build")
  func budget() throws {
    let fixture = try DataFixture()
    var request = fixture.request
    request.buildBudgetGigabytes = 0.0001
    let error = thrownError { () throws(IndexError) in
      _ = try IndexBuild.run(request, control: JobControl())
    }
    guard case .memory(_, let needed, 107_374) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(needed > 107_374 && fixture.indexFolder.isEmpty)
  }

  @Test("NaN in the data and names of other rows leave nothing")
  func badFiles() throws {
    let fixture = try DataFixture(elementType: .float32)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: fixture.dataPath))
    bytes.replaceSubrange(8 + 12 * 4 * 3..<8 + 12 * 4 * 3 + 4, with: [0, 0, 0xC0, 0x7F])
    let path = fixture.folder.file("nan.fbin")
    try bytes.write(to: URL(fileURLWithPath: path))
    var request = fixture.request
    request.dataPath = path
    guard
      case .malformed(path, _, "row 3, column 0", _, _) = thrownError({ () throws(IndexError) in
        _ = try IndexBuild.run(request, control: JobControl())
      })
    else {
      Issue.record("NaN passed")
      return
    }

    let names = fixture.folder.file("names.tsv")
    try Data("only one\n".utf8).write(to: URL(fileURLWithPath: names))
    request = fixture.request
    request.namesPath = names
    guard
      case .mismatch(names, "lines", _, "1") = thrownError({ () throws(IndexError) in
        _ = try IndexBuild.run(request, control: JobControl())
      })
    else {
      Issue.record("one name passed for 200 rows")
      return
    }
    #expect(fixture.indexFolder.isEmpty)
  }

  @Test("a folder that cannot be written to is named", .disabled(if: getuid() == 0))
  func readOnly() throws {
    let fixture = try DataFixture()
    chmod(fixture.folder.file("index"), 0o500)
    defer { chmod(fixture.folder.file("index"), 0o700) }
    let error = thrownError { () throws(IndexError) in
      _ = try IndexBuild.run(fixture.request, control: JobControl())
    }
    #expect(
      error
        == .system(
          operation: "write to", path: fixture.folder.file("index"), offset: nil,
          errorNumber: EACCES))
  }

  @Test("a folder in the way of a file leaves the old index as it was")
  func unreplaceable() throws {
    let fixture = try DataFixture()
    try IndexBuild.run(fixture.request, control: JobControl())
    let obstacle = fixture.prefix + "_disk.index_medoids.bin"
    try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: true)
    let before = fixture.indexFolder
    let error = thrownError { () throws(IndexError) in
      _ = try IndexBuild.run(fixture.request, control: JobControl())
    }
    #expect(
      error
        == .system(operation: "replace", path: obstacle, offset: nil, errorNumber: EISDIR))
    #expect(fixture.indexFolder == before)
  }
}
