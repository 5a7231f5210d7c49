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

  /// What was done.
  public struct Report: Sendable, Equatable, Codable {
    /// The share of the other places of a node's sector that its neighbours took before.
    public var overlapBefore: Double
    /// The share that they take now.
    public var overlapAfter: Double
    /// Nodes in one sector; 0 where a node takes several, and no order changes anything.
    public var nodesPerSector: Int
    /// How long it took.
    public var seconds: Double
    /// The most memory that the process had.
    public var peakBytes: UInt64
  }

  /// Writes the index at `prefix` to `target`, which may be the same, in `order`. The old files stand until
  /// the new are complete.
  ///
  /// - Throws: as `DiskIndex.open` and `IndexReordering`; `parameter` when a build of `target` is running.
  public static func run(
    prefix: String, target: String, order: Order, threadCount: Int,
    control: JobControl = JobControl()
  ) throws(IndexError) -> Report {
    let start = ContinuousClock.now
    let index = try DiskIndex.open(prefix: prefix)
    let nodes =
      switch order {
      case .graph:
        try PagePacking.nodes(
          of: index, team: WorkerTeam(workerCount: threadCount), control: control)
      case .rows: (0..<NodeID(index.layout.nodeCount)).map { index.node(ofRow: $0) }
      }
    let folder = try BuildFolder(prefix: target, access: .fresh)
    try IndexReordering(index: index, nodes: nodes, control: control).write(to: folder.files)
    try copyTheRest(of: index, to: folder.files)
    try writeNotes(of: index, order: order, to: folder.files, control: control)
    let before = try PageOverlap.measure(index: index)
    try folder.commit()
    let after = try PageOverlap.measure(index: try DiskIndex.open(prefix: target))
    return Report(
      overlapBefore: before, overlapAfter: after, nodesPerSector: index.layout.nodesPerSector,
      seconds: (ContinuousClock.now - start).seconds,
      peakBytes: MemoryLimits.peakResidentBytes())
  }

  /// The files in which no node is named.
  private static func copyTheRest(
    of index: DiskIndex, to target: IndexFiles
  ) throws(IndexError) {
    let source = index.files
    let written = [
      source.codes, source.medoids, source.labelFiles.labels, source.labelFiles.starts,
      source.rowOrder, source.sidecar,
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
