import VectorData

/// Where a walk over the points of each label starts while a graph is linked; the writer of a dynamic index
/// changes it between the phases that read it.
final class LabelStarts: @unchecked Sendable {
  // Sendable: written while no worker runs,
  // and read by workers only.
  private let nodes: UnsafeMutablePointer<NodeID>
  /// How many nodes the graph has to hold for the start to be one of them.
  private let places: UnsafeMutablePointer<Int>
  private let labelCount: Int

  /// No starts.
  init(labelCount: Int) {
    self.labelCount = labelCount
    nodes = .allocate(capacity: max(labelCount, 1))
    nodes.initialize(repeating: 0, count: max(labelCount, 1))
    places = .allocate(capacity: max(labelCount, 1))
    places.initialize(repeating: .max, count: max(labelCount, 1))
  }

  /// One for each label, of a graph that nodes come to in `order`.
  convenience init(_ starts: [NodeID], order: [NodeID]) {
    self.init(labelCount: starts.count)
    let known = Dictionary(
      order.prefix(starts.count + 1).enumerated().map { ($1, $0) },
      uniquingKeysWith: { first, _ in first })
    for (label, start) in starts.enumerated() {
      nodes[label] = start
      places[label] = known[start] ?? .max
    }
  }

  deinit {
    nodes.deallocate()
    places.deallocate()
  }

  /// Makes `node`, which the graph holds, the start of `label`; none if it is `nil`.
  func set(_ node: NodeID?, of label: Int) {
    precondition(label < labelCount, "a label that was known when this was made")
    nodes[label] = node ?? 0
    places[label] = node == nil ? .max : 0
  }

  /// The start of `label` in a graph of the first `linkedCount` nodes; one behind has no neighbours yet, and must
  /// not become one.
  @inline(__always)
  func start(of label: Int, linkedCount: Int) -> NodeID? {
    places[label] < linkedCount ? nodes[label] : nil
  }
}
