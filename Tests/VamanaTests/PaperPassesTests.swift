import TestSupport
import Testing
import VectorData

@testable import Vamana

/// The paper's algorithms 1 to 3 as they are printed, over plain arrays.
private struct PaperOracle {
  let distances: DistanceTable
  let parameters: VamanaParameters
  var lists: [[NodeID]] = []

  private func byDistance(to node: NodeID, _ nodes: some Sequence<NodeID>) -> [NodeID] {
    nodes.sorted { (distances[node, $0], $0) < (distances[node, $1], $1) }
  }

  /// Algorithm 1: the visited nodes.
  private func visited(for node: NodeID, from start: NodeID) -> Set<NodeID> {
    var list = [start]
    var visited: Set<NodeID> = []
    while let next = list.first(where: { !visited.contains($0) }) {
      visited.insert(next)
      list = Array(
        byDistance(to: node, Set(list).union(lists[Int(next)]))
          .prefix(parameters.searchListSize))
    }
    return visited
  }

  /// Algorithm 2.
  func prune(_ node: NodeID, _ candidates: Set<NodeID>, alpha: Float) -> [NodeID] {
    var left = byDistance(to: node, candidates.subtracting([node]))
    var kept: [NodeID] = []
    while let nearest = left.first, kept.count < parameters.maxDegree {
      kept.append(nearest)
      left.removeAll {
        alpha * distances[nearest, $0].squareRoot() <= distances[node, $0].squareRoot()
      }
    }
    return kept
  }

  /// Algorithm 3, with the random graph and the order of the builder.
  mutating func build(order: [NodeID], start: NodeID) {
    for alpha in [1, parameters.alpha] {
      for node in order {
        let candidates = visited(for: node, from: start).union(lists[Int(node)])
        lists[Int(node)] = prune(node, candidates, alpha: alpha)
        for neighbour in lists[Int(node)] where !lists[Int(neighbour)].contains(node) {
          lists[Int(neighbour)].append(node)
          guard lists[Int(neighbour)].count > parameters.maxDegree else { continue }
          lists[Int(neighbour)] = prune(neighbour, Set(lists[Int(neighbour)]), alpha: alpha)
        }
      }
    }
  }
}

/// Every row as it was told last, and what else was told.
private struct RowRecorder: BuildObserver {
  var lists: [NodeID: [NodeID]] = [:]
  var order: [NodeID] = []
  var passes: [Float] = []

  mutating func passBegan(_ pass: Int, alpha: Float) { passes.append(alpha) }
  mutating func searched(for node: NodeID, visited: [NodeID]) { order.append(node) }
  mutating func changed(_ node: NodeID, to neighbours: [NodeID], by change: RowChange) {
    lists[node] = neighbours
  }
}

@Suite("The paper's two passes, and watched builds")
struct PaperPassesTests {
  private func parameters(
    R: Int = 10, L: Int = 20, alpha: Float = 1.2, reading: VamanaReading = .paper
  ) -> VamanaParameters {
    var parameters = VamanaParameters(maxDegree: R, searchListSize: L, alpha: alpha)
    parameters.reading = reading
    return parameters
  }

  private func lists(_ graph: VamanaGraph) -> [[NodeID]] {
    (0..<NodeID(graph.nodeCount)).map { Array(graph.neighbours(of: $0)) }
  }

  private func build(
    _ vectors: VectorMatrix, _ parameters: VamanaParameters, workers: Int = 1
  ) throws -> VamanaGraph {
    try VamanaBuilder.build(
      vectors, parameters: parameters, team: WorkerTeam(workerCount: workers),
      control: JobControl())
  }

  @Test("with one point per batch the graph is that of the algorithms as printed", .startsNoThread)
  func equalsPaper() throws {
    for (dimension, R) in [(2, 10), (6, 7)] {
      let vectors = try SampleVectors.matrix(
        .float32, count: 120, dimension: dimension, seed: UInt64(dimension))
      let rows = try PackedRows(vectors, team: WorkerTeam(workerCount: 1))
      var watcher = StartRecorder()
      let graph = try VamanaBuilder.build(
        vectors, parameters: parameters(R: R), observer: &watcher)
      var oracle = PaperOracle(
        distances: DistanceTable(rows), parameters: parameters(R: R), lists: watcher.start)
      #expect(oracle.lists.allSatisfy { Set($0).count == R })
      oracle.build(order: Array(watcher.order.prefix(120)), start: graph.medoid)
      #expect(!watcher.connected, "data whose graph needs no edge to a lost node")
      #expect(lists(graph) == oracle.lists, "dimension \(dimension)")
      #expect(graph.reachableCount() == 120)
    }
  }

  /// The random graph and the order.
  private struct StartRecorder: BuildObserver {
    var start: [[NodeID]] = []
    var order: [NodeID] = []
    var connected = false

    mutating func searched(for node: NodeID, visited: [NodeID]) { order.append(node) }
    mutating func changed(_ node: NodeID, to neighbours: [NodeID], by change: RowChange) {
      if change == .random { start.append(neighbours) }
      if change == .connection { connected = true }
    }
  }

  @Test("the graph is the same for any number of workers, and sound", arguments: [300, 900])
  func workers(count: Int) throws {
    let vectors = try SampleVectors.clusters(
      count: count, dimension: 6, clusterCount: 7, seed: 2)
    let one = try build(vectors, parameters())
    #expect(one.faults(maxDegree: 10) == [])
    #expect(one.reachableCount() == count)
    for workers in [2, 3] {
      #expect(try lists(build(vectors, parameters(), workers: workers)) == lists(one))
    }
    var reseeded = parameters()
    reseeded.seed += 1
    #expect(try lists(build(vectors, reseeded)) != lists(one))
  }

  @Test("the second pass lengthens edges: a larger alpha keeps more of them")
  func alpha() throws {
    let vectors = try SampleVectors.matrix(.float32, count: 300, dimension: 2, seed: 5)
    let edges = try [Float(1), 1.2, 1.5].map { alpha in
      try build(vectors, parameters(R: 20, alpha: alpha)).degreeHistogram().enumerated()
        .reduce(0) { $0 + $1.offset * $1.element }
    }
    #expect(edges == edges.sorted() && edges[0] < edges[2], "\(edges)")
  }

  @Test(
    "a watched build gives the same graph and tells every row", arguments: VamanaReading.allCases)
  func watched(reading: VamanaReading) throws {
    for (count, R) in [(700, 8), (250, 3)] {
      let vectors = try SampleVectors.clusters(
        count: count, dimension: 5, clusterCount: 6, seed: 9)
      let wanted = parameters(R: R, reading: reading)
      let plain = try lists(build(vectors, wanted, workers: 2))
      var recorder = RowRecorder()
      let graph = try VamanaBuilder.build(vectors, parameters: wanted, observer: &recorder)
      #expect(lists(graph) == plain)
      for (node, list) in plain.enumerated() where !list.isEmpty {
        #expect(recorder.lists[NodeID(node)] == list)
      }
      #expect(recorder.passes == (reading == .paper ? [1, 1.2] : [1.2]))
      let passCount = reading == .paper ? 2 : 1
      #expect(recorder.order.count == passCount * count - (reading == .paper ? 0 : 1))
    }
  }

  @Test("the paper's prune occludes by distances, in one round, equality included")
  func prune() throws {
    let vectors = try SampleVectors.matrix(.uint8, count: 120, dimension: 3, seed: 4, distinct: 90)
    let rows = try PackedRows(vectors, team: WorkerTeam(workerCount: 1))
    let distances = DistanceTable(rows)
    for alpha in [Float(1), 1.25, 2] {
      let wanted = parameters(R: 30, alpha: alpha)
      let pruner = try RobustPrune(rows: rows, parameters: wanted.linked)
      let oracle = PaperOracle(distances: distances, parameters: wanted)
      for node in stride(from: NodeID(0), to: 120, by: 7) {
        let candidates = (0..<NodeID(120)).filter { $0 % 3 != node % 3 }
        var nothing = NoPruneObserver()
        let found = pruner.prune(node: node, candidates: candidates, observer: &nothing)
        #expect(found == oracle.prune(node, Set(candidates), alpha: alpha), "alpha \(alpha)")
      }
    }
  }

  @Test("tiny data builds", arguments: [1, 2, 3, 5, 17])
  func tiny(count: Int) throws {
    let vectors = try SampleVectors.matrix(.float32, count: count, dimension: 3, seed: 6)
    let graph = try build(vectors, parameters(R: 4))
    #expect(graph.faults(maxDegree: 4) == [])
    #expect(graph.reachableCount() == count)
  }
}
