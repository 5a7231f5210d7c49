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

  /// - Parameters:
  ///   - names: Of the labels, each once; some may have no points.
  ///   - pairs: Point and label, ascending by point.
  public init(
    names: [String], nodeCount: Int, pairs: [(node: NodeID, label: UInt32)], universal: String?
  ) {
    var starts = [Int](repeating: 0, count: names.count + 1)
    for pair in pairs { starts[Int(pair.label) + 1] += 1 }
    for label in names.indices { starts[label + 1] += starts[label] }
    var next = starts
    var nodes = [NodeID](repeating: 0, count: pairs.count)
    for pair in pairs {
      nodes[next[Int(pair.label)]] = pair.node
      next[Int(pair.label)] += 1
    }
    self.init(
      names: names, nodeCount: nodeCount, starts: starts, nodes: nodes, universal: universal)
  }

  private init(
    names: [String], nodeCount: Int, starts: [Int], nodes: [NodeID], universal: String?
  ) {
    self.names = names
    self.nodeCount = nodeCount
    self.starts = starts
    self.nodes = nodes
    numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    self.universal = universal.flatMap { [numbers] in numbers[$0] }
  }

  /// The labels of the points `rows`, ascending, each numbered by its place there; of the labels those that one
  /// of them carries, with what number each has here. O(labels of points · log rows).
  public func restricted(
    to rows: UnsafeBufferPointer<NodeID>
  ) -> (labels: PointLabels, numbers: [Int]) {
    var (starts, nodes, kept) = ([0], [NodeID](), [Int]())
    for label in names.indices {
      for point in points(of: label) {
        let place = rows.place(of: point)
        if place < rows.count, rows[place] == point { nodes.append(NodeID(place)) }
      }
      guard let last = starts.last, nodes.count > last else { continue }
      starts.append(nodes.count)
      kept.append(label)
    }
    let labels = PointLabels(
      names: kept.map { names[$0] }, nodeCount: rows.count, starts: starts, nodes: nodes,
      universal: universal.map { names[$0] })
    return (labels, kept)
  }

  /// How many points carry each label, by its name.
  public var counts: [String: Int] {
    Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, points(of: $0).count) })
  }

  /// How many labels all points carry together.
  public var pairCount: Int { nodes.count }

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

extension UnsafeBufferPointer<NodeID> {
  /// The first place whose number is not below `node`, of numbers that rise.
  fileprivate func place(of node: NodeID) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < node { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
