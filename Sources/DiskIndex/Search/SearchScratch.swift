import Quantization
import VectorData

/// The memory of one search in flight, used again by the next one in its lane: O(L · W + PQ table).
final class SearchScratch {
  /// The table of PQ distances, `[chunkCount][256]`.
  let distanceTable: UnsafeMutablePointer<Float>
  /// The prepared query in the type of the stored vectors.
  let query: UnsafeMutableRawPointer
  /// The prepared query as floats.
  let queryFloats: UnsafeMutablePointer<Float>
  /// The distance of the query to what a record holds.
  let recordDistance: RecordDistance
  /// The candidate list, one place more than it holds.
  let candidates: UnsafeMutablePointer<Candidate>
  /// The nodes of the hop as they were popped, best first.
  let popped: UnsafeMutablePointer<BeamNode>
  /// The nodes of the hop: those from the cache first, then those that are read.
  let beam: UnsafeMutablePointer<BeamNode>
  /// The ids of those that are read.
  let frontier: UnsafeMutablePointer<NodeID>
  /// The neighbours of one node, aligned.
  let neighbours: UnsafeMutablePointer<NodeID>
  /// Those of them that the search had not looked at, and their PQ distances.
  let unseen: UnsafeMutablePointer<NodeID>
  let unseenDistances: UnsafeMutablePointer<Float>
  /// The other nodes of a sector, and their PQ distances.
  let mates: UnsafeMutablePointer<NodeID>
  let mateDistances: UnsafeMutablePointer<Float>
  /// The walk before the first read; `nil` where a search begins at an entry point.
  let navigation: NavigationWalk?
  /// What turns the distances of the search into values of the metric.
  private(set) var scale = MetricScale.identity
  /// What the search has looked at.
  var visited: VisitedSet
  /// When the search ends.
  var stopping: StoppingRule
  /// Expanded nodes by exact distance, in order of expansion; with whole pages also nodes that were only
  /// measured, and a node may stand twice.
  var expanded: [Candidate] = []

  /// The longest candidate list: no list can hold more than all nodes.
  let listCapacity: Int
  /// The widest beam.
  let beamWidth: Int

  /// Scratch for searches of `index`, which is prepared for them, that ask for no more than `parameters`.
  init(index: DiskIndex, parameters: SearchParameters) {
    let layout = index.layout
    listCapacity = min(parameters.searchListSize, layout.nodeCount)
    beamWidth = parameters.beamWidth
    visited = VisitedSet(nodeCount: layout.nodeCount)
    let chunkCount = index.codes.chunkCount
    distanceTable = .allocate(capacity: chunkCount * ProductQuantizer.centreCount)
    query = .allocate(byteCount: index.vectorBytes, alignment: 64)
    queryFloats = .allocate(capacity: index.quantizer.dimension)
    recordDistance = RecordDistance(index: index)
    candidates = .allocate(capacity: listCapacity + 1)
    popped = .allocate(capacity: beamWidth)
    beam = .allocate(capacity: beamWidth)
    frontier = .allocate(capacity: beamWidth)
    // The entry node stands here alone at first, even where no node has neighbours.
    neighbours = .allocate(capacity: max(1, layout.width))
    unseen = .allocate(capacity: max(1, layout.width))
    unseenDistances = .allocate(capacity: max(1, layout.width))
    let vectors = parameters.usesVectorPages ? index.vectors?.layout : nil
    let mateCount = max(1, layout.nodesPerSector, vectors?.nodesPerSector ?? 0)
    mates = .allocate(capacity: mateCount)
    mateDistances = .allocate(capacity: mateCount)
    navigation =
      parameters.usesNavigation
      ? Self.walk(of: index, sectors: vectors, parameters, listCapacity) : nil
    stopping = StoppingRule(
      factor: parameters.stopFactor, answerCount: parameters.answerCount)
    expanded.reserveCapacity(listCapacity + 64)
  }

  deinit {
    distanceTable.deallocate()
    query.deallocate()
    queryFloats.deallocate()
    candidates.deallocate()
    popped.deallocate()
    beam.deallocate()
    frontier.deallocate()
    neighbours.deallocate()
    unseen.deallocate()
    unseenDistances.deallocate()
    mates.deallocate()
    mateDistances.deallocate()
  }

  private static func walk(
    of index: DiskIndex, sectors: DiskLayout?, _ parameters: SearchParameters,
    _ searchListSize: Int
  ) -> NavigationWalk {
    guard let graph = index.navigation else {
      preconditionFailure("the index is prepared for these searches")
    }
    return NavigationWalk(
      graph: graph, sectors: sectors, searchListSize: searchListSize,
      answerCount: parameters.answerCount)
  }

  /// Forgets the last search and prepares the PQ distances of `query`.
  func begin(query source: UnsafeRawPointer, index: DiskIndex) {
    visited.removeAll()
    stopping.begin()
    expanded.removeAll(keepingCapacity: true)
    scale = index.preparation.prepareQuery(source, index.queryType, into: queryFloats)
    query.copyMemory(
      from: index.metric == .l2 ? source : UnsafeRawPointer(queryFloats),
      byteCount: index.vectorBytes)
    index.quantizer.fillDistanceTable(query: queryFloats, into: distanceTable)
    recordDistance.begin(query: queryFloats, index: index)
  }
}

extension SearchScratch {
  /// Takes note of a node by its exact distance.
  @inline(__always)
  func note(_ node: Candidate) {
    expanded.append(node)
    stopping.note(node.distance)
  }

  /// What was noted, nearest first, each node once.
  var ranked: [Candidate] {
    var ranked = expanded.sorted { $0.key < $1.key }
    var kept = 0
    for candidate in ranked where kept == 0 || ranked[kept - 1] != candidate {
      ranked[kept] = candidate
      kept += 1
    }
    ranked.removeLast(ranked.count - kept)
    return ranked
  }
}

/// A node of the current hop.
struct BeamNode {
  /// The node and its PQ distance.
  var candidate: Candidate
  /// Where it lies in the node cache, -1 when it is read.
  var cacheSlot: Int
}
