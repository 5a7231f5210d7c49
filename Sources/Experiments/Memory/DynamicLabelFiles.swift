import Vamana
import VectorData

/// The label files of a dynamic index whose points are only marked as deleted.
struct DynamicLabelFiles {
  private let index: MemoryIndex
  private let labels: IndexLabels

  init(_ index: MemoryIndex, labels: IndexLabels) {
    self.index = index
    self.labels = labels
  }

  /// Writes the files with `gone` counted out: a label whose walks start at one of them gets another start, the
  /// nearest on a walk from the old one, as long as it has a point left.
  ///
  /// - Throws: `IndexError.system`.
  func write(without gone: Set<NodeID>, to files: LabelFiles) throws(IndexError) {
    let known = labels.labels
    let isLive = { (node: NodeID) in index.tags.number(of: node) != nil && !gone.contains(node) }
    var (starts, counts) = ([[NodeID]](), [String: Int]())
    for (label, name) in known.names.enumerated() {
      counts[name] = known.points(of: label).count(where: isLive)
      let found = labels.starts[name] ?? []
      let passing = known.passing(label: label)
      // Starts that are frozen points go on being ways, as any node that is no point.
      starts.append(
        found.map { gone.contains($0) ? nearest(to: $0, within: passing, isLive) ?? $0 : $0 })
    }
    let areWalked = !labels.starts.isEmpty
    try IndexLabels.write(known, starts: areWalked ? starts : [], files: files)
    try IndexLabels.writeCounts(counts, to: files.counts)
  }

  private func nearest(
    to start: NodeID, within passing: NodeSet, _ isLive: (NodeID) -> Bool
  ) -> NodeID? {
    LabelStartChoice.nearestLive(
      to: start, neighbours: index.graph.neighbours(of:), passes: passing.contains, isLive: isLive)
      ?? passing.nodes.first(where: isLive)
  }
}
