import DiskIndex
import Experiments
import Foundation
import Quantization
import Synchronization
import VectorData

/// An open index with everything that belongs to it: queries, truth, names, pictures and the last cache.
final class OpenedIndex: Sendable {
  let index: DiskIndex
  let queries: VectorMatrix?
  let queryNames: NameTable?
  private let truthSet: TruthSet?
  private let names: NameTable?
  private let vectors: VectorMatrix?
  private let queryFiles: QueryFiles?
  private let cache = Mutex<(nodeCount: Int, cache: NodeCache)>((0, .empty))

  /// Opens an index and what its sidecar names. Names, pictures and a truth that cannot be read are left
  /// out; queries given by the user must fit.
  static func open(
    prefix: String, elementType: ElementType?, queries: QueryFiles?
  ) throws(IndexError) -> OpenedIndex {
    guard !DescribedMemoryIndex.isPresent(at: prefix) else {
      throw .mismatch(
        path: prefix, field: "kind", expected: "an index on disk, which these screens show",
        found: "an index in memory; the verbs search, sweep, trace and inspect work on it")
    }
    return try OpenedIndex(
      DiskIndex.open(prefix: prefix, elementType: elementType), queries: queries)
  }

  private init(_ index: DiskIndex, queries files: QueryFiles?) throws(IndexError) {
    self.index = index
    let metadata = index.metadata
    if let files {
      let vectors = try BinFile.open(path: files.queriesPath, elementType: index.queryType)
      try OpenedIndex.check(vectors, against: index)
      queries = vectors
      truthSet = try OpenedIndex.truth(files.truthPath, queries: vectors, index: index)
      queryFiles = files
      queryNames = nil
    } else {
      let named = metadata?.queriesPath
      let vectors = named.flatMap { path in
        OpenedIndex.optional { () throws(IndexError) in
          let vectors = try BinFile.open(path: path, elementType: index.queryType)
          try OpenedIndex.check(vectors, against: index)
          return vectors
        }
      }
      queries = vectors
      truthSet = vectors.flatMap { vectors in
        OpenedIndex.optional { () throws(IndexError) in
          try OpenedIndex.truth(metadata?.truthPath, queries: vectors, index: index)
        } ?? nil
      }
      queryFiles =
        vectors == nil
        ? nil
        : named.map { QueryFiles(queriesPath: $0, truthPath: metadata?.truthPath) }
      queryNames = metadata?.queryNamesPath.flatMap { path in
        OpenedIndex.optional { () throws(IndexError) in
          try NameTable(path: path, expectedCount: vectors?.count)
        }
      }
    }
    let count = index.layout.nodeCount
    names = OpenedIndex.optional { () throws(IndexError) in
      try NameTable(path: index.files.names, expectedCount: count)
    }
    vectors = metadata?.picture == nil ? nil : OpenedIndex.baseVectors(of: index)
  }

  private static func check(_ queries: VectorMatrix, against index: DiskIndex) throws(IndexError) {
    guard queries.dimension != index.dimension else { return }
    throw .mismatch(
      path: queries.path, field: "dimension",
      expected: "\(index.dimension) as in \(index.files.disk)",
      found: "\(queries.dimension)")
  }

  private static func truth(
    _ path: String?, queries: VectorMatrix, index: DiskIndex
  ) throws(IndexError) -> TruthSet? {
    guard let path else { return nil }
    let set = try TruthSet.open(path: path)
    try set.validate(
      queries: queries.count, baseCount: index.layout.nodeCount, answerCount: 1)
    return set
  }

  private static func baseVectors(of index: DiskIndex) -> VectorMatrix? {
    guard let path = index.metadata?.dataPath else { return nil }
    let vectors = optional { () throws(IndexError) in
      try BinFile.open(path: path, elementType: index.queryType)
    }
    guard let vectors, vectors.count == index.layout.nodeCount,
      vectors.dimension == index.dimension
    else { return nil }
    return vectors
  }

  private static func optional<Value>(_ body: () throws(IndexError) -> Value) -> Value? {
    do throws(IndexError) {
      return try body()
    } catch {
      return nil
    }
  }
}

extension OpenedIndex {
  /// What the screens know of the index.
  var card: IndexCard {
    let layout = index.layout
    let metadata = index.metadata
    return IndexCard(
      prefix: index.prefix, title: metadata?.title ?? index.prefix,
      elementType: index.queryType, metric: index.metric, nodeCount: layout.nodeCount,
      dimension: index.dimension, medoid: layout.medoid, maxDegree: layout.width,
      buildListSize: metadata?.searchListSize, alpha: metadata?.alpha,
      pqBytes: index.codes.chunkCount, fileBytes: layout.fileBytes,
      residentBytes: index.residentBytes, ioDescription: index.ioDescription,
      queryCount: queries?.count ?? 0, truthCount: truthSet?.neighbourCount ?? 0,
      queriesPath: queryFiles?.queriesPath, truthPath: queryFiles?.truthPath,
      picture: metadata?.picture,
      firstListSize: firstListSize, medoidLabel: label(of: layout.medoid, withPicture: false))
  }

  /// What the description of the data recommends for a first search, else DiskANN's usual 50.
  private var firstListSize: Int {
    let path = index.metadata?.dataPath
    return path.flatMap { DataSetDescription.describing(dataPath: $0) }?.build.searchL ?? 50
  }

  /// What is known of a query at the start of its search.
  func queryCard(_ setting: SearchSetting, cachedNodeCount: Int) -> QueryCard {
    var label = NodeLabel()
    let row = NodeID(setting.query)
    label.identifier = queryNames?.identifier(of: row) ?? ""
    label.text = queryNames?.text(of: row) ?? ""
    if let queries, let picture = index.metadata?.picture {
      label.pixels = OpenedIndex.ink(queries.floats(row: setting.query), picture)
    }
    return QueryCard(
      number: setting.query, label: label,
      truth: truth(of: setting.query, answerCount: setting.parameters.answerCount),
      cachedNodeCount: cachedNodeCount, ioDescription: index.ioDescription)
  }

  /// The true neighbours of a query that count at K; none where the truth does not reach so far.
  func truth(of query: Int, answerCount: Int) -> [NodeID] {
    guard let truthSet, truthSet.neighbourCount >= answerCount else { return [] }
    return Array(
      Recall.acceptedNeighbours(truth: truthSet, query: query, answerCount: answerCount))
  }

  /// The exact distances of the true neighbours of a query, where the truth has them, as the metric's
  /// values.
  func truthDistances(of query: Int) -> [Float] {
    guard let truthSet, let distances = truthSet.distances else { return [] }
    let width = truthSet.neighbourCount
    return distances[query * width..<(query + 1) * width].map(index.metric.value(ofTruthDistance:))
  }

  /// A search for the setting's query, and the nodes that its cache holds.
  func stepper(_ setting: SearchSetting) throws(IndexError) -> (SearchStepper, cached: Int) {
    guard let queries else {
      throw .parameter(name: "queries", expected: "a query file", found: "none")
    }
    let cache = try cache(nodeCount: setting.cacheNodeCount)
    let stepper = try SearchStepper(
      index: index, cache: cache, queries: queries, queryNumber: setting.query,
      parameters: setting.parameters)
    return (stepper, cache.nodeCount)
  }

  /// Measures all queries at each setting.
  func sweep(
    _ request: Sweep.Request, control: JobControl, onRow: @Sendable (SweepRow) -> Void
  ) throws(IndexError) -> SweepReport {
    guard let queries else {
      throw .parameter(name: "queries", expected: "a query file", found: "none")
    }
    let reaches = (truthSet?.neighbourCount ?? 0) >= request.answerCount
    return try Sweep.run(
      index: index, queries: queries, truth: reaches ? truthSet : nil, request: request,
      control: control, onRow: onRow)
  }

  /// Whether nodes have names.
  var hasNames: Bool { names != nil }

  /// The name of a node, with its picture if it is wanted and rows are pictures.
  func label(of node: NodeID, withPicture: Bool) -> NodeLabel {
    var label = NodeLabel(
      identifier: names?.identifier(of: node) ?? "", text: names?.text(of: node) ?? "")
    if withPicture, let picture = index.metadata?.picture {
      label.pixels = vector(of: node).map { OpenedIndex.ink($0, picture) }
    }
    return label
  }

  /// The stored vector: from the data file where it is there, else read from the index.
  private func vector(of node: NodeID) -> [Float]? {
    if let vectors { return vectors.floats(row: Int(node)) }
    guard let stored = try? index.readNode(node) else { return nil }
    return index.preparation.restoredRow(index.floats(of: stored))
  }

  private func cache(nodeCount: Int) throws(IndexError) -> NodeCache {
    guard nodeCount > 0 else { return .empty }
    let kept = cache.withLock { $0 }
    if kept.nodeCount == nodeCount { return kept.cache }
    let loaded = try NodeCache.load(index: index, nodeCount: nodeCount)
    cache.withLock { $0 = (nodeCount, loaded) }
    return loaded
  }

  /// Brightness as ink, 0 … 255.
  private static func ink(_ values: [Float], _ picture: RowPicture) -> [UInt8] {
    guard picture.width > 0, picture.height > 0, picture.maximum > 0,
      values.count >= picture.width * picture.height
    else { return [] }
    return values.prefix(picture.width * picture.height).map {
      UInt8(min(max($0 / picture.maximum, 0), 1) * 255)
    }
  }
}

extension NameTable {
  /// The next query whose line contains `text`, from the one behind `after`, around.
  func query(containing text: String, after: Int) -> Int? {
    let found = find(text).map { Int($0) }
    return found.first { $0 > after } ?? found.first
  }
}
