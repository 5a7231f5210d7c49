import Quantization
import VectorData

/// The nodes that searches for a sample of queries read, those read most often first: DiskANN's cache by
/// sample queries.
struct QueriedNodes: PageSourceTask {
  /// DiskANN's Python package warms its cache with these.
  static let usualParameters = SearchParameters(
    answerCount: 1, searchListSize: 15, beamWidth: 4)
  /// Searches in flight: enough to keep an SSD busy.
  static let laneCount = 16
  /// More queries than this change the choice of a small cache little.
  private static let fewQueries = 10_000

  let index: DiskIndex
  let sample: VectorMatrix
  let parameters: SearchParameters
  let control: JobControl

  /// At most `limit` nodes for a cache of `index`.
  ///
  /// - Parameters:
  ///   - samplePath: A file of queries; the sample that lies beside the index if `nil`.
  ///   - asked: The searches whose reads count; DiskANN's if `nil`.
  /// - Throws: `IndexError.parameter` when there is no sample, `mismatch` or `malformed` when it is not of
  ///   this index, the first failed read, `cancelled`.
  static func choose(
    index: DiskIndex, samplePath: String?, parameters asked: SearchParameters?, limit: Int,
    control: JobControl
  ) throws(IndexError) -> [NodeID] {
    var parameters = asked ?? usualParameters
    parameters.searchListSize = min(parameters.searchListSize, index.layout.nodeCount)
    try parameters.validate(nodeCount: index.layout.nodeCount)
    try index.prepare(for: parameters)

    let all: VectorMatrix
    if let samplePath {
      all = try openQueries(path: samplePath, index: index)
    } else {
      all = try openSample(index: index)
    }
    let sample = all.spread(upTo: max(fewQueries, limit))
    let counts = try index.withPageSource(
      for: parameters, laneCount: laneCount, beamWidth: index.readsPerRound(parameters),
      QueriedNodes(index: index, sample: sample, parameters: parameters, control: control))
    let read = counts.indices.filter { counts[$0] > 0 }
    let ranked = read.sorted { (counts[$1], $0) < (counts[$0], $1) }
    return ranked.prefix(limit).map { NodeID($0) }
  }

  func run<Pages: PageSource>(on pages: Pages) throws(IndexError) -> [UInt32] {
    let counted = CountedReads(pages, nodeCount: index.layout.nodeCount)
    let counter = JobCounter(
      control: control, phase: "choose nodes", total: sample.count, unit: "queries")
    var next = 0
    var worker = BatchWorker(
      index: index, cache: .empty, pages: counted, queries: sample, parameters: parameters,
      filters: []
    ) { [control, count = sample.count] in
      guard next < count, !control.isCancelled else { return nil }
      counter.add(1)
      defer { next += 1 }
      return next
    }
    worker.run()
    try control.checkCancelled()
    if let failure = worker.failures.first { throw failure.error }
    return counted.counts
  }

  private static func openQueries(
    path: String, index: DiskIndex
  ) throws(IndexError) -> VectorMatrix {
    let queries = try BinFile.open(path: path, elementType: index.queryType)
    try index.check(
      elementType: queries.elementType, dimension: queries.dimension, path: path)
    try queries.validateFinite()
    return queries
  }

  private static func openSample(index: DiskIndex) throws(IndexError) -> VectorMatrix {
    if let rows = try index.sampleQueries() { return rows }
    throw .parameter(
      name: "--cache-queries",
      expected:
        "a file of queries: there is no \(index.files.sampleData) of \(index.queryType.rawValue)",
      found: "none")
  }
}

/// A page source that counts how often each node is read.
private final class CountedReads<Pages: PageSource>: PageSource {
  private let pages: Pages
  private(set) var counts: [UInt32]

  init(_ pages: Pages, nodeCount: Int) {
    self.pages = pages
    counts = Array(repeating: 0, count: nodeCount)
  }

  var layout: DiskLayout { pages.layout }
  var laneCount: Int { pages.laneCount }
  var beamWidth: Int { pages.beamWidth }

  func submit(_ nodes: UnsafeBufferPointer<NodeID>, lane: Int) {
    for node in nodes { counts[Int(node)] += 1 }
    pages.submit(nodes, lane: lane)
  }

  func submitVectors(of nodes: UnsafeBufferPointer<NodeID>, lane: Int) {
    pages.submitVectors(of: nodes, lane: lane)
  }

  func add(_ nodes: UnsafeBufferPointer<NodeID>, lane: Int, place: Int) {
    for node in nodes { counts[Int(node)] += 1 }
    pages.add(nodes, lane: lane, place: place)
  }

  func expect(lane: Int, place: Int) { pages.expect(lane: lane, place: place) }

  func wait(lane: Int, place: Int) throws(IndexError) -> UInt64 {
    try pages.wait(lane: lane, place: place)
  }

  func waitForAnyLane() -> Int? { pages.waitForAnyLane() }

  func record(lane: Int, place: Int) -> UnsafeRawPointer {
    pages.record(lane: lane, place: place)
  }

  func roundNanoseconds(lane: Int) -> UInt64 { pages.roundNanoseconds(lane: lane) }

  func readNanoseconds(lane: Int, place: Int) -> UInt64 {
    pages.readNanoseconds(lane: lane, place: place)
  }
}
