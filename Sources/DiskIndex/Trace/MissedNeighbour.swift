import VectorData

/// A true neighbour that a search did not answer with, and why.
public struct MissedNeighbour: Sendable, Equatable {
  /// Why a search misses a node.
  public enum Reason: String, Sendable, Codable {
    /// No expanded node points to it.
    case undiscovered
    /// It was ranked, but nearer candidates left it no place in the list.
    case evicted
    /// It still waited in the list when the search ended.
    case unexpanded
  }

  /// What would have found it, each alone, tried by running the engine.
  public struct Remedy: Sendable, Equatable {
    /// The smallest L from K on, at the search's W; `nil` where none up to the largest tried.
    public var smallestListSize: Int?
    /// The smallest W from 1 on, at the search's L; `nil` where none up to the largest tried.
    public var smallestBeamWidth: Int?
    /// The largest L that was tried.
    public var largestListSize: Int
    /// The largest W that was tried: 1 where an index has no other.
    public var largestBeamWidth: Int

    /// Nothing found yet up to these.
    public init(largestListSize: Int, largestBeamWidth: Int) {
      self.largestListSize = largestListSize
      self.largestBeamWidth = largestBeamWidth
    }
  }

  /// The node.
  public var node: NodeID
  /// Why it is not among the answers.
  public var why: Reason
  /// The hop after which it was out of the list (evicted), or in which it was found (unexpanded).
  public var hop: Int?
  /// The expanded node that led to it first.
  public var discoveredFrom: NodeID?
  /// The distance it was ranked by.
  public var sketchDistance: Float?
  /// The distance of the last candidate of the list that it had no place in.
  public var listDistance: Float?
  /// Its exact distance, where the truth holds distances.
  public var exactDistance: Float?
  /// What would have found it; `nil` until somebody has looked.
  public var remedy: Remedy?

  /// How far the sketch was off: what it said less the truth, on the metric's own scale.
  public var sketchError: Float? {
    guard let sketchDistance, let exactDistance else { return nil }
    return sketchDistance - exactDistance
  }

  /// A missed node.
  public init(node: NodeID, why: Reason) {
    self.node = node
    self.why = why
  }
}

extension SearchTrace {
  /// Why each of the true neighbours that are not among the answers was missed, in the order of `truth`.
  ///
  /// Before the end of the search the answers are those it would give if it stopped now. A neighbour
  /// that was expanded is not missed: it is as far away as the last answer.
  ///
  /// - Parameters:
  ///   - truth: The K nearest nodes, nearest first.
  ///   - distances: Their exact distances, or empty.
  public func missed(truth: [NodeID], distances: [Float] = []) -> [MissedNeighbour] {
    let found = Set(hops.flatMap { $0.expanded.map(\.node) + $0.measured.map(\.node) })
    return truth.enumerated().compactMap { place, node in
      guard !found.contains(node) else { return nil }
      var missed = explanation(of: node)
      missed.exactDistance = distances.indices.contains(place) ? distances[place] : nil
      return missed
    }
  }

  private func explanation(of node: NodeID) -> MissedNeighbour {
    guard let discovery = discovery(of: node) else {
      return MissedNeighbour(node: node, why: .undiscovered)
    }
    let leaving = hops[discovery.hop...].first { hop in !hop.after.contains { $0.node == node } }
    var missed = MissedNeighbour(node: node, why: leaving == nil ? .unexpanded : .evicted)
    missed.discoveredFrom = discovery.from
    missed.sketchDistance = discovery.distance
    missed.hop = leaving?.number ?? hops[discovery.hop].number
    missed.listDistance = leaving?.after.last?.distance
    return missed
  }

  private func discovery(of node: NodeID) -> (hop: Int, from: NodeID?, distance: Float)? {
    for (place, hop) in hops.enumerated() {
      // The entry node is in the list before anything points to it.
      if place == 0, let entry = hop.before.first(where: { $0.node == node }) {
        return (0, nil, entry.distance)
      }
      for expansion in hop.expanded {
        if let neighbour = expansion.neighbours.first(where: { $0.node == node }) {
          return (place, expansion.node, neighbour.sketchDistance)
        }
      }
    }
    return nil
  }
}
