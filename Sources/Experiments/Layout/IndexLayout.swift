import DiskIndex
import Foundation
import VectorData

/// Lays an index out anew: the same graph, its nodes in another order.
public enum IndexLayout {
  /// The order of the nodes in the file. The raw value is the word of the command line.
  public enum Order: String, Sendable, CaseIterable {
    /// Nodes that are near each other in the graph share a sector (`PagePacking`).
    case graph
    /// As the rows of the data came: DiskANN's order.
    case rows
  }

  /// What the nodes of a file are. The raw value is the word of the command line.
  public enum Records: String, Sendable, CaseIterable {
    /// DiskANN's: all of one length.
    case plain
    /// Beamscope's own: neighbours as gaps of a few bits, so that more nodes fit a sector.
    case packed
  }

  /// What was done.
  public struct Report: Sendable, Equatable, Codable {
    /// The share of the other places of a node's sector that its neighbours took before.
    public var overlapBefore: Double
    /// The share that they take now.
    public var overlapAfter: Double
    /// Nodes in one sector, the most where sectors differ; 0 where a node takes several, and no order changes
    /// anything.
    public var nodesPerSector: Int
    /// Bytes of a node, of the longest where they differ.
    public var nodeBytes: Int
    /// What packed records are on average; `nil` for DiskANN's.
    public var packing: Packing?
    /// Vectors in a sector of those apart from the edges; `nil` where there are none.
    public var vectorsPerSector: Int?
    /// The navigation graph that the index has now; 0 where it has none.
    public var navigationMembers: Int
    /// What it keeps in memory while it is used.
    public var navigationBytes: Int
    /// How long it took.
    public var seconds: Double
    /// The most memory that the process had.
    public var peakBytes: UInt64
  }

  /// Packed records in figures.
  public struct Packing: Sendable, Equatable, Codable {
    /// Mean bits of a neighbour.
    public var bitsPerNeighbour: Double
    /// Mean bytes of a record.
    public var meanBytes: Double
    /// Mean nodes in a sector.
    public var meanNodesPerSector: Double

    init(_ packed: PackedRecords) {
      bitsPerNeighbour = packed.bitsPerNeighbour
      meanBytes = packed.meanBytes
      meanNodesPerSector = Double(packed.nodes.count) / Double(packed.starts.sectorCount)
    }
  }

  /// Writes the index at `prefix` to `target`, which may be the same, in `order`. The old files stand until
  /// the new are complete.
  ///
  /// - Parameters:
  ///   - records: What the nodes become; what they are if `nil`.
  ///   - vectorPages: Whether the vectors are written apart too, and the order is made for their sectors; as the
  ///     index has it if `nil`.
  ///   - navigation: The size of a new navigation graph; the one that the index has goes along if `nil`.
  /// - Throws: as `DiskIndex.open` and `IndexReordering`; `parameter` when a build of `target` is running.
  public static func run(
    prefix: String, target: String, order: Order, records: Records? = nil,
    vectorPages: Bool? = nil, navigation: NavigationSize? = nil,
    threadCount: Int, control: JobControl = JobControl()
  ) throws(IndexError) -> Report {
    try navigation?.validate()
    let start = ContinuousClock.now
    let index = try DiskIndex.open(prefix: prefix)
    let team = WorkerTeam(workerCount: threadCount)
    let hasVectorPages = vectorPages ?? index.hasVectorPages
    if hasVectorPages { try requireVectors(index) }
    let arrangement = try arrange(
      index, order: order, records: records ?? (index.layout.packing == nil ? .plain : .packed),
      ofVectors: hasVectorPages, team: team, control: control)
    let nodes = arrangement.nodes
    let folder = try BuildFolder(prefix: target, access: .fresh)
    let reordering = try IndexReordering(index: index, nodes: nodes, control: control)
    try reordering.write(
      to: folder.files, packed: arrangement.packed, hasVectorPages: hasVectorPages)
    if let navigation {
      try NavigationGraph.build(
        index: index, size: navigation, places: nodes, team: team, control: control
      ).write(to: folder.files.navigation)
    }
    try copyTheRest(of: index, to: folder.files)
    try writeNotes(of: index, order: order, to: folder.files, control: control)
    let before = try PageOverlap.measure(index: index)
    try folder.commit()
    let written = try DiskIndex.open(prefix: target)
    let graph = written.hasNavigation ? try written.navigationGraph() : nil
    return Report(
      overlapBefore: before, overlapAfter: try PageOverlap.measure(index: written),
      nodesPerSector: written.layout.nodesPerSector, nodeBytes: written.layout.nodeBytes,
      packing: arrangement.packed.map { Packing($0) },
      vectorsPerSector: hasVectorPages ? try written.vectorPages().layout.nodesPerSector : nil,
      navigationMembers: graph?.memberCount ?? 0, navigationBytes: graph?.residentBytes ?? 0,
      seconds: (ContinuousClock.now - start).seconds,
      peakBytes: MemoryLimits.peakResidentBytes())
  }

  /// The node at each place, and their records where these are to be packed.
  private static func arrange(
    _ index: DiskIndex, order: Order, records: Records, ofVectors: Bool, team: WorkerTeam,
    control: JobControl
  ) throws(IndexError) -> (nodes: [NodeID], packed: PackedRecords?) {
    let rows = { (0..<NodeID(index.layout.nodeCount)).map { index.node(ofRow: $0) } }
    switch (order, records) {
    case (.graph, .plain):
      return (
        try PagePacking.nodes(of: index, ofVectors: ofVectors, team: team, control: control), nil
      )
    case (.rows, .plain): return (rows(), nil)
    case (.graph, .packed) where ofVectors:
      let packed = try PackedRecords(
        index: index,
        nodes: try PagePacking.nodes(of: index, ofVectors: true, team: team, control: control),
        team: team, control: control)
      return (packed.nodes, packed)
    case (.graph, .packed):
      let packed = try PackedRecords.inGraphOrder(of: index, team: team, control: control)
      return (packed.nodes, packed)
    case (.rows, .packed):
      let packed = try PackedRecords(
        index: index, nodes: rows(), team: team, control: control)
      return (packed.nodes, packed)
    }
  }

  /// - Throws: `IndexError.parameter` for an index whose records hold something else than a vector.
  private static func requireVectors(_ index: DiskIndex) throws(IndexError) {
    guard index.recordQuantizer == nil else {
      throw .parameter(
        name: "--vector-pages", expected: "an index whose nodes hold vectors",
        found: "one whose nodes hold codes")
    }
  }

  /// The files in which no node is named.
  private static func copyTheRest(
    of index: DiskIndex, to target: IndexFiles
  ) throws(IndexError) {
    let source = index.files
    let written = [
      source.codes, source.medoids, source.labelFiles.labels, source.labelFiles.starts,
      source.rowOrder, source.sidecar, source.navigation, source.vectorPages,
    ]
    for path in source.everyKnown where !written.contains(path) && access(path, F_OK) == 0 {
      let file = try MappedFile(path: path)
      var copy = try OutputFile(path: target.prefix + path.dropFirst(source.prefix.count))
      try copy.append(file.bytes)
      try copy.finish()
    }
  }

  /// The sidecar of the new files, where the index has one.
  private static func writeNotes(
    of index: DiskIndex, order: Order, to files: IndexFiles, control: JobControl
  ) throws(IndexError) {
    guard var metadata = index.metadata else { return }
    metadata.order = order == .rows ? nil : order.rawValue
    try metadata.write(checksumsOf: files, control: control)
  }
}
