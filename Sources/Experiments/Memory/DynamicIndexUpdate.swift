import DiskIndex
import Foundation
import Vamana
import VectorData

/// Updates of the files of a dynamic index: read, change, write the next version beside it, and put that in
/// its place. An error leaves what was there.
public enum DynamicIndexUpdate {
  /// How an index is updated.
  public struct Options: Sendable, Equatable {
    /// The type of the vectors where nobody says it.
    public var elementType: ElementType?
    /// The metric where nobody says it; that of a new index.
    public var metric: Metric?
    /// R; that of the build where `nil`.
    public var maxDegree: Int?
    /// L of the searches that find neighbours; that of the build where `nil`.
    public var searchListSize: Int?
    /// Prune slack; that of the build where `nil`.
    public var alpha: Float?
    /// T: threads.
    public var threadCount = WorkerTeam.processorCount

    /// What the index itself says.
    public init() {}
  }

  /// What an update did.
  public struct Report: Sendable, Equatable {
    /// Points afterwards.
    public var pointCount: Int
    /// Points inserted or deleted.
    public var changedCount: Int
    /// The smallest and the largest tag that was given to an inserted point.
    public var newTags: ClosedRange<NodeID>?
    /// Points that are deleted and still in the graph.
    public var deletedCount: Int
    /// Wall seconds of the update itself, without reading and writing files.
    public var seconds: Double
  }

  /// The labels of inserted vectors.
  public struct Labels: Sendable, Equatable {
    /// A line for each of them.
    public var path: String
    /// The label that passes every filter, of an index that is begun; an index that exists has its own.
    public var universal: String?

    /// Labels in the file at `path`.
    public init(path: String, universal: String? = nil) {
      self.path = path
      self.universal = universal
    }
  }

  /// Inserts the vectors of `dataPath`. Without `tags` they get the numbers behind the largest one. An index
  /// that does not exist is begun, with labels if these have some.
  ///
  /// - Throws: `IndexError.parameter`, `mismatch`, `malformed`, `memory`, `system`, `cancelled`.
  public static func insert(
    dataPath: String, tags: [NodeID]?, labels: Labels? = nil, into prefix: String,
    options: Options, control: JobControl
  ) throws(IndexError) -> Report {
    let folder = try MemoryIndexFolder.locked(prefix: prefix)
    let isNew = !DescribedMemoryIndex.isPresent(at: prefix)
    let described =
      isNew
      ? nil
      : try DescribedMemoryIndex.open(
        prefix: prefix, elementType: options.elementType, metric: options.metric)
    let vectors = try BinFile.open(
      path: dataPath, elementType: described?.queryType ?? options.elementType)
    try vectors.validateFinite(control: control)
    let newTags =
      if let tags { tags } else {
        try followingTags(described, count: vectors.count, path: dataPath)
      }
    guard newTags.count == vectors.count else {
      throw .mismatch(
        path: dataPath, field: "row count", expected: "\(newTags.count), one for each tag",
        found: "\(vectors.count)")
    }
    let newLabels = try read(labels, count: vectors.count, described)
    let parameters = parameters(options, of: described)
    let index: DynamicIndex
    if let described {
      index = try DynamicIndex(
        described.index, labels: described.labels(),
        capacity: described.index.graph.nodeCount + vectors.count, parameters: parameters)
    } else {
      index = try DynamicIndex(
        capacity: vectors.count, dimension: vectors.dimension, elementType: vectors.elementType,
        metric: options.metric ?? .l2, parameters: parameters,
        labelling: labels.map { DynamicIndex.Labelling(universal: $0.universal) })
    }
    let team = WorkerTeam(workerCount: options.threadCount)
    let start = ContinuousClock.now
    try index.insert(
      vectors, tags: newTags, labels: newLabels, team: team, control: control)
    let seconds = (ContinuousClock.now - start).seconds
    try save(index, described, to: folder, team: team, control: control)
    try folder.commit()
    return Report(
      pointCount: index.pointCount, changedCount: vectors.count,
      newTags: newTags.min().map { $0...(newTags.max() ?? $0) }, deletedCount: 0, seconds: seconds)
  }

  /// Takes the deleted points out of the graph and of the files.
  ///
  /// - Throws: as `insert`.
  public static func consolidate(
    _ prefix: String, options: Options, control: JobControl
  ) throws(IndexError) -> (report: Report, consolidation: DynamicConsolidation) {
    let folder = try MemoryIndexFolder.locked(prefix: prefix)
    let described = try DescribedMemoryIndex.open(
      prefix: prefix, elementType: options.elementType, metric: options.metric)
    let index = try DynamicIndex(
      described.index, labels: described.labels(), capacity: 0,
      parameters: parameters(options, of: described))
    let team = WorkerTeam(workerCount: options.threadCount)
    let start = ContinuousClock.now
    let done = try index.consolidate(team: team, control: control)
    let seconds = (ContinuousClock.now - start).seconds
    try save(index, described, to: folder, team: team, control: control)
    try folder.commit()
    let report = Report(
      pointCount: index.pointCount, changedCount: done.releasedCount, newTags: nil,
      deletedCount: 0, seconds: seconds)
    return (report, done)
  }

  /// Deletes the points with `tags`. Only the lists of tags and of deleted nodes, and the label files, are
  /// written: the points stay in the graph until it is consolidated.
  ///
  /// - Throws: `IndexError.parameter` for a tag that no point has, and as `insert`.
  public static func delete(
    tags: [NodeID], from prefix: String, options: Options, control: JobControl
  ) throws(IndexError) -> Report {
    let folder = try MemoryIndexFolder.locked(prefix: prefix)
    let described = try DescribedMemoryIndex.open(
      prefix: prefix, elementType: options.elementType, metric: options.metric)
    let index = described.index
    guard var kept = index.tags.tags else {
      throw .mismatch(
        path: index.files.graph, field: "tags",
        expected: "the file \(index.files.tags) of an index that takes updates", found: "none")
    }
    let start = ContinuousClock.now
    var nodes: [NodeID: Int] = [:]
    for (node, tag) in kept.enumerated() where tag != 0 { nodes[tag] = node }
    let distinct = Set(tags)
    if let unknown = tags.first(where: { nodes[$0] == nil }) {
      throw .parameter(name: "--tags", expected: "tags of points", found: "\(unknown)")
    }
    for tag in distinct { if let node = nodes[tag] { kept[node] = 0 } }
    let gone = (0..<index.tags.pointCount).filter { kept[$0] == 0 }.map { NodeID($0) }
    let seconds = (ContinuousClock.now - start).seconds
    for path in [index.files.graph, index.files.data] { try folder.keep(path) }
    try write(kept, to: folder.memory.tags)
    try write(gone, to: folder.memory.deleted)
    if let labels = try described.labels() {
      try DynamicLabelFiles(index, labels: labels).write(
        without: Set(gone), to: folder.memory.labelFiles)
    }
    try writeNotes(
      described, of: described.queryType, metric: described.metric,
      dimension: described.dimension, count: nodes.count - distinct.count,
      parameters: parameters(options, of: described), to: folder, control: control)
    try folder.commit()
    return Report(
      pointCount: nodes.count - distinct.count, changedCount: distinct.count, newTags: nil,
      deletedCount: gone.count, seconds: seconds)
  }

  private static func read(
    _ labels: Labels?, count: Int, _ described: DescribedMemoryIndex?
  ) throws(IndexError) -> PointLabels? {
    guard let labels else { return nil }
    guard described == nil || labels.universal == nil else {
      throw .parameter(
        name: "--universal-label", expected: "an index that is begun; one that exists has its own",
        found: labels.universal ?? "")
    }
    return try PointLabels.read(path: labels.path, nodeCount: count)
  }

  private static func followingTags(
    _ described: DescribedMemoryIndex?, count: Int, path: String
  ) throws(IndexError) -> [NodeID] {
    let largest = Int(described?.index.tags.largestNumber ?? 0)
    guard largest + count < Int(NodeID.max) else {
      throw .parameter(
        name: "--tags", expected: "tags for the rows of \(path)",
        found: "none, and no numbers behind \(largest)")
    }
    return (0..<count).map { NodeID(largest + 1 + $0) }
  }

  private static func parameters(
    _ options: Options, of described: DescribedMemoryIndex?
  ) -> VamanaParameters {
    let metadata = described?.metadata
    // DiskANN's files do not say R: the largest degree is at most 1.3 R.
    let width = described.map { max(2, $0.index.graph.width) }
    return VamanaParameters(
      maxDegree: options.maxDegree ?? metadata?.maxDegree ?? width ?? 64,
      searchListSize: options.searchListSize ?? metadata?.searchListSize ?? 100,
      alpha: options.alpha ?? metadata?.alpha ?? 1.2, saturates: false,
      seed: metadata?.seed ?? 42)
  }

  private static func save(
    _ index: DynamicIndex, _ described: DescribedMemoryIndex?,
    to folder: borrowing MemoryIndexFolder, team: WorkerTeam, control: JobControl
  ) throws(IndexError) {
    try index.write(to: folder.memory, team: team, control: control)
    try writeNotes(
      described, of: index.elementType, metric: index.preparation.metric,
      dimension: index.preparation.dimension, count: index.pointCount,
      parameters: index.parameters, to: folder, control: control)
  }

  private static func writeNotes(
    _ described: DescribedMemoryIndex?, of elementType: ElementType, metric: Metric,
    dimension: Int, count: Int, parameters: VamanaParameters,
    to folder: borrowing MemoryIndexFolder, control: JobControl
  ) throws(IndexError) {
    var metadata = IndexMetadata(
      elementType: elementType, metric: metric, count: count, dimension: dimension,
      maxDegree: parameters.maxDegree, searchListSize: parameters.searchListSize,
      alpha: parameters.alpha, pqBytes: 0, seed: parameters.seed)
    metadata.kind = .dynamic
    metadata.title = described?.metadata?.title
    let (files, memory) = (folder.files, folder.memory)
    try PeerMetadata(metadata).write(to: files.peerMetadata)
    let paths =
      [memory.graph, memory.data, memory.tags, memory.deleted, files.peerMetadata]
      + memory.labelFiles.all
    try metadata.writeWithChecksums(of: paths, prefix: files.prefix, control: control)
  }

  private static func write(_ numbers: [NodeID], to path: String) throws(IndexError) {
    guard !numbers.isEmpty else { return }
    var file = try OutputFile(path: path)
    try file.appendBinHeader(rows: numbers.count, columns: 1)
    try file.append(elements: numbers.map(\.littleEndian))
    try file.finish()
  }
}
