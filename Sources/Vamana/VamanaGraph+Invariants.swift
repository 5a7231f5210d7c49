import VectorData

/// What no graph of a disk index may have.
public enum GraphFault: Error, Equatable, Sendable {
  /// `node` has more than the allowed neighbours.
  case degree(node: NodeID, degree: Int, limit: Int)
  /// `node` names a neighbour that does not exist.
  case missingNeighbour(node: NodeID, neighbour: NodeID)
  /// `node` is its own neighbour.
  case selfLoop(node: NodeID)
  /// `node` names `neighbour` twice.
  case duplicate(node: NodeID, neighbour: NodeID)
}

extension GraphFault: CustomStringConvertible {
  /// One line for a person.
  public var description: String {
    switch self {
    case .degree(let node, let degree, let limit):
      return "node \(node) has \(degree) neighbours, allowed are \(limit)"
    case .missingNeighbour(let node, let neighbour):
      return "node \(node) has neighbour \(neighbour), which does not exist"
    case .selfLoop(let node):
      return "node \(node) is its own neighbour"
    case .duplicate(let node, let neighbour):
      return "node \(node) has neighbour \(neighbour) twice"
    }
  }
}

extension VamanaGraph {
  /// The first `limit` faults in the order of the nodes; empty for a sound graph. O(edges).
  public func faults(maxDegree: Int, limit: Int = 100) -> [GraphFault] {
    var faults: [GraphFault] = []
    // The node that named a neighbour last: no clearing between nodes.
    var namedBy = [Int](repeating: -1, count: nodeCount)
    for number in 0..<nodeCount {
      let node = NodeID(number)
      let neighbours = neighbours(of: node)
      if neighbours.count > maxDegree {
        faults.append(.degree(node: node, degree: neighbours.count, limit: maxDegree))
      }
      for neighbour in neighbours {
        guard Int(neighbour) < nodeCount else {
          faults.append(.missingNeighbour(node: node, neighbour: neighbour))
          continue
        }
        if neighbour == node { faults.append(.selfLoop(node: node)) }
        if namedBy[Int(neighbour)] == number {
          faults.append(.duplicate(node: node, neighbour: neighbour))
        }
        namedBy[Int(neighbour)] = number
      }
      guard faults.count < limit else { return Array(faults.prefix(limit)) }
    }
    return faults
  }

  /// The number of nodes that a search can reach from the medoid, the medoid included. O(edges).
  public func reachableCount() -> Int {
    guard nodeCount > 0 else { return 0 }
    var isReached = [Bool](repeating: false, count: nodeCount)
    isReached[Int(medoid)] = true
    var waiting = [medoid]
    var count = 1
    while let node = waiting.popLast() {
      for neighbour in neighbours(of: node)
      where Int(neighbour) < nodeCount && !isReached[Int(neighbour)] {
        isReached[Int(neighbour)] = true
        count += 1
        waiting.append(neighbour)
      }
    }
    return count
  }

  /// How many nodes have 0, 1, 2, … neighbours; up to the largest degree.
  public func degreeHistogram() -> [Int] {
    var histogram = [Int](repeating: 0, count: maxObservedDegree + 1)
    for node in 0..<nodeCount { histogram[neighbours(of: NodeID(node)).count] += 1 }
    return histogram
  }
}
