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
  let truthSet: TruthSet?
  let names: NameTable?
  /// The rows that the index was built from, where they are still there.
  let vectors: VectorMatrix?
  /// The plane of the map, once it is known.
  let plane = Mutex<PrincipalPlane?>(nil)
  /// The exact neighbours of the last query that is not of the file.
  let madeTruth = Mutex<MadeTruth?>(nil)
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
    vectors = OpenedIndex.baseVectors(of: index)
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
      dimension: index.dimension, medoid: index.row(of: layout.medoid), maxDegree: layout.width,
      buildListSize: metadata?.searchListSize, alpha: metadata?.alpha,
      pqBytes: index.codes.chunkCount, fileBytes: layout.fileBytes,
      residentBytes: index.residentBytes, ioDescription: index.ioDescription,
      queryCount: queries?.count ?? 0, truthCount: truthSet?.neighbourCount ?? 0,
      queriesPath: queryFiles?.queriesPath, truthPath: queryFiles?.truthPath,
      picture: metadata?.picture,
      hasNavigation: index.hasNavigation,
      hasVectorPages: index.hasNavigation && index.hasVectorPages, firstListSize: firstListSize,
      medoidLabel: label(of: index.row(of: layout.medoid), withPicture: false))
  }

  /// What the description of the data recommends for a first search, else DiskANN's usual 50.
  private var firstListSize: Int {
    let path = index.metadata?.dataPath
    return path.flatMap { DataSetDescription.describing(dataPath: $0) }?.build.searchL ?? 50
  }

  /// Measures all queries at each setting, or at those that a search for `target` needs.
  func sweep(
    _ request: Sweep.Request, _ target: SweepTarget?, control: JobControl,
    onRow: @Sendable (SweepRow) -> Void
  ) throws(IndexError) -> SweepReport {
    guard let queries else {
      throw .parameter(name: "queries", expected: "a query file", found: "none")
    }
    let reaches = (truthSet?.neighbourCount ?? 0) >= request.answerCount
    let truth = reaches ? truthSet : nil
    guard let target else {
      return try Sweep.run(
        index: index, queries: queries, truth: truth, request: request, control: control,
        onRow: onRow)
    }
    return try Sweep.find(
      target, index: index, queries: queries, truth: truth, request: request, control: control,
      onRow: onRow)
  }

  /// The rows of the data as points that come and go.
  ///
  /// - Throws: `IndexError.parameter` where the data or queries are not there any more, or are too many.
  func updateBench() throws(IndexError) -> UpdateBench {
    guard let vectors, let queries else {
      throw .parameter(
        name: "points", expected: "the data that the index was built from, and queries",
        found: "an index without them")
    }
    return try UpdateBench(vectors: vectors, queries: queries, metric: index.metric)
  }

  /// Whether nodes have names.
  var hasNames: Bool { names != nil }

  /// The name of a node, with its picture if it is wanted and rows are pictures.
  func label(of node: NodeID, withPicture: Bool) -> NodeLabel {
    var label = NodeLabel(
      identifier: names?.identifier(of: node) ?? "", text: names?.text(of: node) ?? "")
    if withPicture, let picture = index.metadata?.picture {
      label.pixels = (try? vector(of: node)).map { OpenedIndex.ink($0, picture) }
    }
    return label
  }

  /// The node cache of a size; the last one is kept.
  func cache(nodeCount: Int) throws(IndexError) -> NodeCache {
    guard nodeCount > 0 else { return .empty }
    let kept = cache.withLock { $0 }
    if kept.nodeCount == nodeCount { return kept.cache }
    let loaded = try NodeCache.load(index: index, nodeCount: nodeCount)
    cache.withLock { $0 = (nodeCount, loaded) }
    return loaded
  }

  /// Brightness as ink, 0 … 255.
  static func ink(_ values: [Float], _ picture: RowPicture) -> [UInt8] {
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

  /// The next row whose line contains `text`, from the one behind `after`, around.
  func row(containing text: String, after: NodeID?) -> NodeID? {
    let found = find(text)
    return found.first { row in after.map { row > $0 } ?? true } ?? found.first
  }
}
