import DiskIndex
import Experiments
import Foundation
import VectorData

extension BuildVerb {
  /// `build --memory`.
  func runMemory(_ request: IndexBuild.Request) throws {
    let foreign = [
      ("-B", "keeps no codes", searchBudget.map { "\($0)" }),
      ("--pq-bytes", "keeps no codes", pqBytes.map { "\($0)" }),
      ("-M", "is linked in one piece, in the memory that this takes", buildBudget.map { "\($0)" }),
      ("--opq", "keeps no codes", opq ? "--opq" : nil),
      ("--disk-pq-bytes", "keeps no codes", diskPqBytes.map { "\($0)" }),
      ("--reorder-data", "keeps whole vectors", reorderData ? "--reorder-data" : nil),
      ("--shards", "is linked in one piece", shards.map { "\($0)" }),
      ("--stage", "is linked in one piece", stage?.rawValue),
      ("--resume", "leaves no stages", resume ? "--resume" : nil),
    ]
    for (name, reason, value) in foreign {
      guard let value else { continue }
      throw IndexError.parameter(
        name: name, expected: "an index on disk (--memory \(reason))", found: value)
    }
    let request = try tagged(request)
    let report = try ProgressPrinter.run(
      style: progress, announcesPhases: true
    ) { (control, _) throws(IndexError) in
      try MemoryIndexBuild.run(request, control: control)
    }
    let facts = report.metadata
    var output = try TextOutput(path: "-")
    try output.write(
      String(
        format: """
          %@: %d x %d %@, in memory, R %d, L %d%@
          %.2f s, %d MiB of memory, %.1f MiB on disk, degree %.1f on average, %d at most

          """,
        index, facts.count, facts.dimension, facts.elementType.rawValue, facts.maxDegree,
        facts.searchListSize, facts.linkingCodesText, report.seconds,
        Int(report.peakBytes >> 20), Double(report.diskBytes) / 0x1p20, report.meanDegree,
        report.largestDegree))
    try output.finish()
  }

  /// The request with the tags of an index that takes updates, if there are some.
  private func tagged(
    _ request: IndexBuild.Request
  ) throws(IndexError) -> IndexBuild.Request {
    guard let tags = try tags.read() else { return request }
    var request = request
    request.tags = tags
    // Those that come with a described data set; an update knows none.
    if names == nil { request.namesPath = nil }
    return request
  }
}
