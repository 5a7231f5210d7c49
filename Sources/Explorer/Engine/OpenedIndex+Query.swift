import DiskIndex
import Synchronization
import VectorData

/// The exact neighbours of a query that is not of the file, computed by comparing it with all rows.
struct MadeTruth: Sendable {
  var source: QuerySource
  var neighbourCount: Int
  var set: TruthSet
}

extension OpenedIndex {
  /// Above this the data are not compared with a query that the user made: it would take seconds.
  private static let largestCompared = 512 << 20

  /// What is known of a query at the start of its search.
  func queryCard(_ setting: SearchSetting, cachedNodeCount: Int) throws(IndexError) -> QueryCard {
    var label = NodeLabel()
    switch setting.source {
    case .file:
      let row = NodeID(setting.query)
      label.identifier = queryNames?.identifier(of: row) ?? ""
      label.text = queryNames?.text(of: row) ?? ""
    case .row(let node): label = self.label(of: node, withPicture: false)
    case .typed, .midpoint: break
    }
    if let picture = index.metadata?.picture {
      label.pixels = OpenedIndex.ink(try query(of: setting).floats(row: 0), picture)
    }
    return QueryCard(
      number: setting.query, label: label,
      truth: try truth(of: setting).nodes,
      cachedNodeCount: cachedNodeCount, ioDescription: index.ioDescription)
  }

  /// The vector of the setting's query as a matrix of one row.
  func query(of setting: SearchSetting) throws(IndexError) -> VectorMatrix {
    switch setting.source {
    case .file:
      guard let queries else {
        throw .parameter(name: "queries", expected: "a query file", found: "none")
      }
      guard setting.query < queries.count else {
        throw .parameter(
          name: "query", expected: "0 to \(queries.count - 1)", found: "\(setting.query)")
      }
      return queries.rows(setting.query..<setting.query + 1)
    case .row(let node): return try made(try vector(of: node))
    case .typed(let values): return try made(values)
    case .midpoint(let first, let second):
      let (a, b) = (try vector(of: first), try vector(of: second))
      return try made(zip(a, b).map { ($0 + $1) / 2 })
    }
  }

  /// The true neighbours that count at K, nearest first, with their exact distances as the metric's values;
  /// none where nothing is known of them.
  func truth(
    of setting: SearchSetting
  ) throws(IndexError) -> (nodes: [NodeID], distances: [Float]) {
    let answers = setting.parameters.answerCount
    guard setting.source == .file else {
      guard let set = try comparedTruth(of: setting) else { return ([], []) }
      return neighbours(in: set, query: 0, answerCount: answers)
    }
    guard let truthSet, truthSet.neighbourCount >= answers, setting.query < truthSet.queryCount
    else { return ([], []) }
    return neighbours(in: truthSet, query: setting.query, answerCount: answers)
  }

  private func neighbours(
    in set: TruthSet, query: Int, answerCount: Int
  ) -> (nodes: [NodeID], distances: [Float]) {
    let nodes = Array(
      Recall.acceptedNeighbours(truth: set, query: query, answerCount: answerCount))
    let start = query * set.neighbourCount
    let distances = set.distances.map { $0[start..<start + nodes.count] } ?? []
    return (nodes, distances.map(index.metric.value(ofTruthDistance:)))
  }

  /// Compares the query with all rows, if these are there, not too many and sound: a search can do without.
  private func comparedTruth(of setting: SearchSetting) throws(IndexError) -> TruthSet? {
    guard let vectors, vectors.count * vectors.rowBytes <= Self.largestCompared else { return nil }
    // Some more than K, so that ties with the K-th are seen.
    let count = min(vectors.count, setting.parameters.answerCount + 16)
    if let kept = madeTruth.withLock({ $0 }), kept.source == setting.source,
      kept.neighbourCount >= count
    {
      return kept.set
    }
    let query = try query(of: setting)
    let set = try? GroundTruth.compute(
      base: vectors, queries: query, neighbourCount: count, metric: index.metric,
      team: WorkerTeam(workerCount: WorkerTeam.processorCount), control: JobControl())
    vectors.releasePages()
    guard let set else { return nil }
    madeTruth.withLock {
      $0 = MadeTruth(source: setting.source, neighbourCount: count, set: set)
    }
    return set
  }

  /// A search for the setting's query, and the nodes that its cache holds.
  func stepper(_ setting: SearchSetting) throws(IndexError) -> (SearchStepper, cached: Int) {
    try stepper(setting, query: try query(of: setting))
  }

  /// The same for a vector that another index gave.
  func stepper(
    _ setting: SearchSetting, query: VectorMatrix
  ) throws(IndexError) -> (SearchStepper, cached: Int) {
    guard query.elementType == index.queryType, query.dimension == index.dimension else {
      throw .mismatch(
        path: query.path, field: "vectors",
        expected: "\(index.dimension) x \(index.queryType.rawValue) as in \(index.files.disk)",
        found: "\(query.dimension) x \(query.elementType.rawValue)")
    }
    let cache = try cache(nodeCount: setting.cacheNodeCount)
    let bytes = Array(UnsafeRawBufferPointer(start: query.row(0), count: query.rowBytes))
    let stepper = try SearchStepper(
      index: index, cache: cache, query: bytes,
      queryNumber: setting.source == .file ? setting.query : nil, parameters: setting.parameters)
    return (stepper, cache.nodeCount)
  }

  /// The vector of a node as the user gave it: from the data file where it is there, else from the index.
  ///
  /// - Throws: `IndexError.parameter` for a node of another index: a key may come while one is opened.
  func vector(of node: NodeID) throws(IndexError) -> [Float] {
    guard Int(node) < index.layout.nodeCount else {
      throw .parameter(
        name: "row", expected: "0 to \(index.layout.nodeCount - 1)", found: "\(node)")
    }
    if let vectors { return vectors.floats(row: Int(node)) }
    return index.preparation.restoredRow(index.floats(of: try index.readNode(node)))
  }

  /// A vector as a query: in the type of queries, rounded where these are whole numbers.
  private func made(_ values: [Float]) throws(IndexError) -> VectorMatrix {
    guard values.count == index.dimension else {
      throw .parameter(
        name: "query", expected: "\(index.dimension) numbers", found: "\(values.count)")
    }
    let memory = try AlignedBuffer(byteCount: index.queryBytes, purpose: "a query")
    for (place, value) in values.enumerated() {
      switch index.queryType {
      case .float32: memory.elements(of: Float.self)[place] = value
      case .int8: memory.elements(of: Int8.self)[place] = Int8(min(max(value, -128), 127).rounded())
      case .uint8: memory.elements(of: UInt8.self)[place] = UInt8(min(max(value, 0), 255).rounded())
      }
    }
    guard let start = memory.bytes.baseAddress else { preconditionFailure("a query has bytes") }
    return VectorMatrix(
      count: 1, dimension: index.dimension, elementType: index.queryType, path: "the query",
      start: UnsafeRawPointer(start), owner: memory)
  }
}
