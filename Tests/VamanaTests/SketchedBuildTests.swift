import Quantization
import Testing
import VectorData

@testable import Vamana

@Suite("Graphs over codes")
struct SketchedBuildTests {
  private static let parameters = VamanaParameters(maxDegree: 16, searchListSize: 40)

  private func sketch(of vectors: VectorMatrix, bytes: Int) throws -> VectorSketch {
    let team = WorkerTeam(workerCount: 2)
    let quantizer = try ProductQuantizer.train(
      on: vectors, chunkCount: bytes, seed: 3, team: team, control: JobControl())
    return VectorSketch(
      quantizer, try quantizer.encode(vectors, team: team, control: JobControl()))
  }

  /// What the codes stand for, by the quantizer's own word.
  private func decoded(_ sketch: VectorSketch) throws -> VectorMatrix {
    var vector = [Float](repeating: 0, count: sketch.dimension)
    var rows: [[Float]] = []
    for node in 0..<sketch.count {
      sketch.quantizer.reconstruct(code: sketch.codes.code(of: node), into: &vector)
      rows.append(vector)
    }
    return try SampleVectors.floats(count: sketch.count, dimension: sketch.dimension) {
      rows[$0][$1]
    }
  }

  private func build(
    _ vectors: VectorMatrix, bytes: Int, workers: Int = 2,
    parameters: VamanaParameters = Self.parameters
  ) throws -> VamanaGraph {
    try VamanaBuilder.build(
      vectors, sketch: sketch(of: vectors, bytes: bytes), parameters: parameters,
      team: WorkerTeam(workerCount: workers), control: JobControl())
  }

  private func lists(_ graph: VamanaGraph) -> [[NodeID]] {
    (0..<NodeID(graph.nodeCount)).map { Array(graph.neighbours(of: $0)) }
  }

  /// The share of nodes whose true nearest other node the graph finds with exact distances.
  private func recall(_ graph: VamanaGraph, of vectors: VectorMatrix) throws -> Double {
    let rows = try PackedRows(vectors, team: WorkerTeam(workerCount: 1))
    var hits = 0
    for node in stride(from: 0, to: vectors.count, by: 7) {
      var nothing = NoSearchObserver()
      let found = try graph.candidates(
        near: NodeID(node), rows: rows, searchListSize: 40, observer: &nothing)
      let nearest = BruteForce.nearest(2, toRow: NodeID(node), of: rows)
        .first { Int($0) != node }
      hits += found.prefix(2).contains { $0.node == nearest } ? 1 : 0
    }
    return Double(hits) / Double((vectors.count + 6) / 7)
  }

  @Test(
    "the graph is sound and the same for any number of workers, in one pass and in two",
    arguments: VamanaReading.allCases)
  func deterministic(reading: VamanaReading) throws {
    let vectors = try SampleVectors.clusters(count: 500, dimension: 8, clusterCount: 6, seed: 2)
    var parameters = Self.parameters
    parameters.reading = reading
    let one = try build(vectors, bytes: 4, workers: 1, parameters: parameters)
    #expect(
      try lists(build(vectors, bytes: 4, workers: 3, parameters: parameters)) == lists(one))
    #expect(one.faults(maxDegree: 16) == [] && one.reachableCount() == 500)
  }

  @Test("codes that lose nothing give a graph that finds what whole vectors find")
  func lossless() throws {
    // At most 256 values of each component: a byte for each says them exactly.
    let vectors = try SampleVectors.matrix(.uint8, count: 250, dimension: 6, seed: 5)
    let sketched = try recall(build(vectors, bytes: 6), of: vectors)
    let whole = try VamanaBuilder.build(
      vectors, parameters: Self.parameters, team: WorkerTeam(workerCount: 1), control: JobControl())
    #expect(try sketched >= recall(whole, of: vectors) - 0.03 && sketched > 0.9)
  }

  @Test("half a byte for each component still links a graph that finds most")
  func lossy() throws {
    let vectors = try SampleVectors.clusters(count: 900, dimension: 8, clusterCount: 6, seed: 4)
    #expect(try recall(build(vectors, bytes: 4), of: vectors) > 0.9)
  }

  @Test("many points of one code are all reached")
  func equalCodes() throws {
    let vectors = try SampleVectors.matrix(
      .float32, count: 400, dimension: 4, seed: 1, distinct: 3)
    let graph = try build(vectors, bytes: 1)
    #expect(graph.faults(maxDegree: 16) == [] && graph.reachableCount() == 400)
  }

  @Test("no more points than a code has centres, down to a single one", arguments: 1...3)
  func tiny(count: Int) throws {
    let vectors = try SampleVectors.matrix(.int8, count: count, dimension: 5, seed: 1)
    #expect(try build(vectors, bytes: 2).reachableCount() == count)
  }

  @Test("distances and prunes are those of the decoded vectors", arguments: [false, true])
  func decodedPrunes(heedsLabels: Bool) throws {
    let vectors = try SampleVectors.clusters(count: 150, dimension: 7, clusterCount: 5, seed: 8)
    let sketch = try sketch(of: vectors, bytes: 3)
    let rows = try PackedRows(
      decoded(sketch), team: WorkerTeam(workerCount: 1), keepsFloats: true)
    let labels =
      heedsLabels ? try LabelRows(SampleLabels.labels(count: 150, universal: true)) : nil
    for (maxDegree, maxCandidates) in [(6, 750), (20, 40)] {
      let parameters = VamanaParameters(maxDegree: maxDegree, maxCandidates: maxCandidates)
      let pruner = try sketch.pruner(parameters, labels: labels)
      let expected = try rows.pruner(parameters, labels: labels)
      for node in [NodeID(0), 7, 64, 149] {
        let keys = (0..<NodeID(150)).map {
          CandidateKey(distance: rows.distance(node, $0), node: $0).bits
        }.sorted()
        #expect(neighbours(pruner, node, keys) == neighbours(expected, node, keys))
        expectDistances(from: node, sketch: sketch, rows: rows)
      }
    }
  }

  /// What `pruner` keeps, after making sure that a watched prune keeps the same.
  private func neighbours(_ pruner: RobustPrune, _ node: NodeID, _ keys: [UInt64]) -> [NodeID] {
    var (nothing, record) = (NoPruneObserver(), FateRecorder())
    var kept = [NodeID](repeating: 0, count: pruner.maxDegree)
    let degree = keys.withUnsafeBufferPointer {
      pruner.prune(node: node, keys: $0, into: &kept, observer: &nothing)
    }
    kept.removeLast(kept.count - degree)
    var watched = [NodeID](repeating: 0, count: pruner.maxDegree)
    _ = keys.withUnsafeBufferPointer {
      pruner.prune(node: node, keys: $0, into: &watched, observer: &record)
    }
    #expect(watched.prefix(kept.count) == kept[...] && record.neighbours == kept)
    return kept
  }

  private func expectDistances(from node: NodeID, sketch: VectorSketch, rows: PackedRows) {
    let room = UnsafeMutableRawPointer.allocate(byteCount: sketch.queryBytes, alignment: 64)
    defer { room.deallocate() }
    let others = (0..<NodeID(sketch.count)).map { $0 }
    var distances = [Float](repeating: 0, count: others.count)
    sketch.comparer(to: node, in: room).distances(
      of: others, count: others.count, into: &distances)
    for (other, distance) in distances.enumerated() {
      let expected = rows.distance(node, NodeID(other))
      #expect(abs(distance - expected) <= 1e-4 * max(1, expected))
    }
  }

  @Test("a filtered graph over codes is sound, the same for any workers, and reaches every label")
  func filtered() throws {
    let vectors = try SampleVectors.clusters(count: 600, dimension: 8, clusterCount: 6, seed: 6)
    let labels = try SampleLabels.labels(count: 600, universal: true)
    let sketch = try sketch(of: vectors, bytes: 4)
    let graphs = try [1, 3].map { workers in
      try LabelledGraph.build(
        vectors, sketch: sketch, labels: labels, kind: .filtered, parameters: Self.parameters,
        team: WorkerTeam(workerCount: workers), control: JobControl())
    }
    #expect(lists(graphs[0].graph) == lists(graphs[1].graph))
    #expect(graphs[0].graph.faults(maxDegree: 16) == [])
    #expect(graphs[0].graph.reachableCount() == 600)
    for (label, start) in graphs[0].starts.enumerated() {
      let passing = labels.passing(label: label)
      let reached = graphs[0].graph.reachableCount(from: [start], within: passing)
      #expect(Double(reached) >= 0.98 * Double(passing.count), "\(labels.names[label])")
    }
  }
}
