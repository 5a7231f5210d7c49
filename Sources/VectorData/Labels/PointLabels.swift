/// Which labels each point carries, as lists of points by label.
///
/// Memory: 4 bytes per label of a point, and the names. A point may carry several labels; one label may be
/// universal: its points pass every filter (DiskANN's rule, section 9 of docs/formats.md).
public struct PointLabels: Sendable, Equatable {
  /// Label → name, in the order in which the labels first appear.
  public let names: [String]
  /// Points.
  public let nodeCount: Int
  /// The label whose points pass every filter.
  public let universal: Int?
  /// `[names.count + 1]`: where the points of a label begin in `nodes`.
  private let starts: [Int]
  private let nodes: [NodeID]
  private let numbers: [String: Int]

  /// - Parameter pairs: Point and label, ascending by point.
  init(names: [String], nodeCount: Int, pairs: [(node: NodeID, label: Int)], universal: String?) {
    self.names = names
    self.nodeCount = nodeCount
    numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    self.universal = universal.flatMap { [numbers] in numbers[$0] }
    var starts = [Int](repeating: 0, count: names.count + 1)
    for pair in pairs { starts[pair.label + 1] += 1 }
    for label in names.indices { starts[label + 1] += starts[label] }
    var next = starts
    var nodes = [NodeID](repeating: 0, count: pairs.count)
    for pair in pairs {
      nodes[next[pair.label]] = pair.node
      next[pair.label] += 1
    }
    self.starts = starts
    self.nodes = nodes
  }

  /// The number of the label called `name`.
  public func number(of name: String) -> Int? { numbers[name] }

  /// The points of a label, ascending.
  public func points(of label: Int) -> ArraySlice<NodeID> {
    nodes[starts[label]..<starts[label + 1]]
  }

  /// The points that pass a filter for one label: those that carry it and those of the universal label.
  public func passing(label: Int) -> NodeSet {
    var set = NodeSet(nodeCount: nodeCount, nodes: points(of: label))
    if let universal { set.formUnion(NodeSet(nodeCount: nodeCount, nodes: points(of: universal))) }
    return set
  }
}
