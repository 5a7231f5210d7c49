import DiskIndex
import VectorData

extension SearchState {
  /// The node under the marker of the list that has the movement keys.
  func selectedNode(metric: Metric) -> NodeID? {
    pane == .upper ? selectedUpperNode : selectedLowerNode(metric)
  }

  private var selectedUpperNode: NodeID? {
    let nodes: [NodeID] =
      switch stage {
      case .start: []
      case .answers: trace?.results.map(\.node) ?? []
      case .hop: hop?.expanded.map(\.node) ?? []
      }
    return upperPlace.row(of: nodes.count).map { nodes[$0] }
  }

  private func selectedLowerNode(_ metric: Metric) -> NodeID? {
    let nodes: [NodeID] =
      switch (stage, content) {
      case (.start, _): []
      case (.answers, _): missed.map(\.node)
      case (.hop, .after): hop?.after.map(\.node) ?? []
      case (.hop, .before): hop?.before.map(\.node) ?? []
      case (.hop, .neighbours): selectedNeighboursNearestFirst(metric).map(\.node)
      }
    return lowerPlace.row(of: nodes.count).map { nodes[$0] }
  }

  /// The neighbours of the selected node of the hop, nearest first.
  func selectedNeighboursNearestFirst(_ metric: Metric) -> [TraceNeighbour] {
    (selectedExpansion?.neighbours ?? []).sorted {
      $0.sketchDistance == $1.sketchDistance
        ? $0.node < $1.node : metric.isNearer($0.sketchDistance, than: $1.sketchDistance)
    }
  }
}
