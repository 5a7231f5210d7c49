import CVectorKernels
import VectorData

/// What became of a neighbour that a greedy search looked at.
public enum NeighbourFate: Sendable, Equatable {
  /// It had been looked at before.
  case seen
  /// It took this place of the candidate list, 0 the best.
  case inserted(rank: Int)
  /// It was farther than the worst of a full list.
  case rejected
}

/// Watches a greedy search. Every default does nothing.
public protocol GreedySearchObserver {
  /// Whether neighbours are reported one by one. A constant: `false` compiles the reports away.
  static var watchesNeighbours: Bool { get }
  /// A search begins with these nodes, nearest first; the candidate list may be shorter. Told only where
  /// neighbours are.
  mutating func searchBegan(starts: Span<CandidateKey>)
  /// `node` is expanded; `distance` to the query is squared L2.
  mutating func expanded(_ node: NodeID, distance: Float)
  /// A neighbour of the node expanded last; `distance` is `nil` where it was not computed (`seen`). Those that
  /// the search does not admit are not told.
  mutating func considered(_ neighbour: NodeID, distance: Float?, fate: NeighbourFate)
  /// All neighbours of the node expanded last have been looked at; what the candidate list is now, nearest
  /// first. Told only where neighbours are.
  mutating func expansionEnded(candidates: Span<CandidateKey>)
}

extension GreedySearchObserver {
  /// Reports neighbours.
  @inlinable public static var watchesNeighbours: Bool { true }
  /// Ignores it.
  @inlinable public mutating func searchBegan(starts: Span<CandidateKey>) {}
  /// Ignores it.
  @inlinable public mutating func expanded(_ node: NodeID, distance: Float) {}
  /// Ignores it.
  @inlinable
  public mutating func considered(_ neighbour: NodeID, distance: Float?, fate: NeighbourFate) {}
  /// Ignores it.
  @inlinable public mutating func expansionEnded(candidates: Span<CandidateKey>) {}
}

/// Watches nothing and costs nothing.
public struct NoSearchObserver: GreedySearchObserver {
  // A value of no size has no address, and the thread sanitizer looks at the address of an inout argument.
  private let place: UInt8 = 0

  /// Nobody looks.
  @inlinable public static var watchesNeighbours: Bool { false }
  /// An observer without state.
  public init() {}
}

/// DiskANN's greedy search over a graph in memory (Algorithm 1 of the paper) with exact distances.
enum GreedySearch {
  /// Searches from `start` for the query that `scratch` holds (`square` as `PackedRows.prepareQuery`
  /// returned it); leaves the candidate list in `scratch` and returns the number of distances computed.
  @inline(__always)
  static func run<Rows: AdjacencyRows, Observer: GreedySearchObserver>(
    kernels: PackedKernels, graph: Rows, start: NodeID, square: Int32, scratch: SearchScratch,
    observer: inout Observer
  ) -> Int {
    run(
      comparer: PackedComparer(kernels: kernels, query: scratch.query, square: square),
      insert: kernels.insertKernel, graph: graph, start: start, scratch: scratch,
      observer: &observer)
  }

  /// The same search by whatever distances `comparer` has.
  @inline(__always)
  static func run<Comparer: QueryComparer, Rows: AdjacencyRows, Observer: GreedySearchObserver>(
    comparer: Comparer, insert: vk_list_insert, graph: Rows, start: NodeID,
    scratch: SearchScratch, observer: inout Observer
  ) -> Int {
    withUnsafePointer(to: start) { start in
      run(
        comparer: comparer, insert: insert, graph: graph,
        starts: UnsafeBufferPointer(start: start, count: 1), admission: EveryNode(),
        scratch: scratch, observer: &observer)
    }
  }

  /// The same search over the nodes of `admission` alone, from all of `starts`, which it admits.
  static func run<
    Comparer: QueryComparer, Rows: AdjacencyRows, Admission: NodeAdmission,
    Observer: GreedySearchObserver
  >(
    comparer: Comparer, insert: vk_list_insert, graph: Rows, starts: UnsafeBufferPointer<NodeID>,
    admission: Admission, scratch: SearchScratch, observer: inout Observer
  ) -> Int {
    let mark = scratch.begin()
    let (list, visited) = (scratch.list, scratch.visited)
    let (unseen, distances) = (scratch.unseen, scratch.distances)
    let keys = list.pointee.keys
    var comparisons = 0
    var watched: [CandidateKey] = []
    for start in starts where visited[Int(start)] != mark {
      unseen[0] = start
      visited[Int(start)] = mark
      comparer.distances(of: unseen, count: 1, into: distances)
      _ = insert(list, unseen, distances, 1)
      comparisons &+= 1
      if Observer.watchesNeighbours {
        watched.append(CandidateKey(distance: distances[0], node: start))
      }
    }
    if Observer.watchesNeighbours { reportStarts(watched, observer: &observer) }
    var next = 0
    while next < list.pointee.count {
      let current = CandidateKey(bits: keys[next])
      keys[next] |= 1
      observer.expanded(current.node, distance: current.distance)
      let row = graph.rowToRead(current.node)
      // The node that is likely to be expanded next: its row arrives while this one is worked on.
      next &+= 1
      while next < list.pointee.count && keys[next] & 1 != 0 { next &+= 1 }
      if next < list.pointee.count {
        graph.expect(CandidateKey(bits: keys[next]).node)
      }
      let degree = Int(row[0])
      if Observer.watchesNeighbours {
        reportSeen(
          row: row, degree: degree, admission: admission, visited: visited, mark: mark,
          observer: &observer)
      }
      var count = 0
      var place = 1
      while place <= degree {
        let neighbour = row[place]
        unseen[count] = neighbour
        count &+= visited[Int(neighbour)] == mark ? 0 : 1
        visited[Int(neighbour)] = mark
        place &+= 1
      }
      count = admission.keep(unseen, count: count)
      if count > 0 {
        comparer.distances(of: unseen, count: count, into: distances)
        comparisons &+= count
        let lowest =
          Observer.watchesNeighbours
          ? insertWatched(insert, list, unseen, distances, count, observer: &observer)
          : insert(list, unseen, distances, count)
        next = min(next, lowest)
      }
      if Observer.watchesNeighbours { reportList(list, observer: &observer) }
    }
    return comparisons
  }

  private static func reportStarts<Observer: GreedySearchObserver>(
    _ starts: [CandidateKey], observer: inout Observer
  ) {
    let nearestFirst = starts.sorted { $0.bits < $1.bits }
    observer.searchBegan(starts: nearestFirst.span)
  }

  private static func reportList<Observer: GreedySearchObserver>(
    _ list: UnsafeMutablePointer<vk_candidate_list>, observer: inout Observer
  ) {
    let keys = UnsafeBufferPointer(start: list.pointee.keys, count: list.pointee.count)
    let candidates = keys.map { CandidateKey(bits: $0) }
    observer.expansionEnded(candidates: candidates.span)
  }

  private static func reportSeen<Admission: NodeAdmission, Observer: GreedySearchObserver>(
    row: UnsafePointer<UInt32>, degree: Int, admission: Admission,
    visited: UnsafePointer<UInt8>, mark: UInt8, observer: inout Observer
  ) {
    for place in 0..<degree where visited[Int(row[1 + place])] == mark {
      guard admission.contains(row[1 + place]) else { continue }
      observer.considered(row[1 + place], distance: nil, fate: .seen)
    }
  }

  /// The same insertion, one candidate at a time, so that each one's place is known.
  private static func insertWatched<Observer: GreedySearchObserver>(
    _ insert: vk_list_insert, _ list: UnsafeMutablePointer<vk_candidate_list>,
    _ ids: UnsafePointer<NodeID>, _ distances: UnsafePointer<Float>, _ count: Int,
    observer: inout Observer
  ) -> Int {
    var lowest = list.pointee.capacity
    for index in 0..<count {
      let rank = insert(list, ids + index, distances + index, 1)
      let fate: NeighbourFate =
        rank < list.pointee.capacity ? .inserted(rank: rank) : .rejected
      observer.considered(ids[index], distance: distances[index], fate: fate)
      lowest = min(lowest, rank)
    }
    return lowest
  }
}
