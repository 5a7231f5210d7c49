import CVectorKernels
import TestSupport
import Testing
import VectorData

@testable import Vamana

@Suite("Vamana builder")
struct VamanaBuilderTests {
  private func build(
    _ vectors: VectorMatrix, _ parameters: VamanaParameters, workers: Int = 1,
    level: vk_cpu_level = vk_cpu_best()
  ) throws -> VamanaGraph {
    try VamanaBuilder.build(
      vectors, parameters: parameters, team: WorkerTeam(workerCount: workers),
      control: JobControl(), level: level)
  }

  private func lists(_ graph: VamanaGraph) -> [[NodeID]] {
    (0..<NodeID(graph.nodeCount)).map { Array(graph.neighbours(of: $0)) }
  }

  private static let small = VamanaParameters(maxDegree: 12, searchListSize: 20)

  @Test("the graph is the same for any number of workers", arguments: ElementType.allCases)
  func workers(type: ElementType) throws {
    let vectors = try SampleVectors.matrix(type, count: 600, dimension: 10, seed: 1)
    let one = try build(vectors, Self.small)
    for workers in [2, 3] {
      let other = try build(vectors, Self.small, workers: workers)
      #expect(lists(other) == lists(one))
      #expect(other.medoid == one.medoid)
    }
  }

  @Test(
    "the graph is the same at every CPU level", .startsNoThread, arguments: ElementType.allCases)
  func levels(type: ElementType) throws {
    let vectors = try SampleVectors.matrix(type, count: 300, dimension: 21, seed: 2)
    let plain = try build(vectors, Self.small, level: VK_CPU_PLAIN)
    for level in SampleVectors.levels {
      #expect(try lists(build(vectors, Self.small, level: level)) == lists(plain), "\(level)")
    }
  }

  @Test("the seed changes the graph, the type that holds the same components does not")
  func seedAndType() throws {
    let signed = try SampleVectors.matrix(.int8, count: 300, dimension: 10, seed: 3)
    let unsigned = try SampleVectors.matrix(.uint8, count: 300, dimension: 10) { row, column in
      UInt64(UInt8(bitPattern: Int8(signed.floats(row: row)[column])) ^ 0x80) << 32
    }
    let floats = try SampleVectors.floats(count: 300, dimension: 10) { row, column in
      signed.floats(row: row)[column]
    }
    var reseeded = Self.small
    reseeded.seed += 1
    let graph = try build(signed, Self.small)
    #expect(try lists(build(unsigned, Self.small)) == lists(graph))
    #expect(try lists(build(floats, Self.small)) == lists(graph))
    #expect(try lists(build(signed, reseeded)) != lists(graph))
  }

  @Test("degrees, ids and reach are sound", arguments: [false, true], [Float(1), 1.2, 1.5])
  func invariants(saturates: Bool, alpha: Float) throws {
    let vectors = try SampleVectors.clusters(count: 700, dimension: 8, clusterCount: 9, seed: 4)
    let parameters = VamanaParameters(
      maxDegree: 16, searchListSize: 32, alpha: alpha, saturates: saturates)
    let graph = try build(vectors, parameters, workers: 2)
    #expect(graph.faults(maxDegree: 16) == [])
    #expect(graph.reachableCount() == 700)
    #expect(graph.degreeHistogram().reduce(0, +) == 700)
    if saturates && alpha > 1 {
      #expect(graph.degreeHistogram().last ?? 0 > 650, "saturated nodes are full")
    }
  }

  @Test("searches on the graph find the true neighbours")
  func recall() throws {
    let vectors = try SampleVectors.clusters(count: 1000, dimension: 10, clusterCount: 9, seed: 5)
    let graph = try build(vectors, VamanaParameters(maxDegree: 24, searchListSize: 50), workers: 2)
    let rows = try PackedRows(vectors, team: WorkerTeam(workerCount: 1))
    var hits = 0
    for query in stride(from: 0, to: 1000, by: 20) {
      var nothing = NoSearchObserver()
      let found = try graph.candidates(
        near: NodeID(query), rows: rows, searchListSize: 30, observer: &nothing)
      let nearest = BruteForce.nearest(10, toRow: NodeID(query), of: rows)
      hits += Set(found.prefix(10).map(\.node)).intersection(nearest).count
    }
    #expect(hits >= 490, "recall@10 \(Double(hits) / 500)")
  }

  @Test("tiny data builds", arguments: [1, 2, 3, 5, 17])
  func tiny(count: Int) throws {
    let vectors = try SampleVectors.matrix(.float32, count: count, dimension: 3, seed: 6)
    for maxDegree in [2, 64] {
      let graph = try build(vectors, VamanaParameters(maxDegree: maxDegree), workers: 2)
      #expect(graph.faults(maxDegree: maxDegree) == [])
      #expect(graph.reachableCount() == count)
    }
  }

  @Test(
    "many equal points build and are reached", .startsNoThread, arguments: [1, 2, 12],
    [false, true])
  func duplicates(distinct: Int, saturates: Bool) throws {
    let vectors = try SampleVectors.matrix(
      .uint8, count: 500, dimension: 4, seed: 7, distinct: distinct)
    for maxDegree in [2, 32] {
      let parameters = VamanaParameters(
        maxDegree: maxDegree, searchListSize: 40, saturates: saturates)
      let graph = try build(vectors, parameters)
      #expect(graph.faults(maxDegree: maxDegree) == [])
      #expect(graph.reachableCount() == 500)
    }
  }

  @Test("the medoid is the point nearest to the mean")
  func medoid() throws {
    for type in ElementType.allCases {
      let vectors = try SampleVectors.matrix(type, count: 2500, dimension: 5, seed: 8)
      let mean = (0..<5).map { column in
        (0..<2500).reduce(0.0) { $0 + Double(vectors.floats(row: $1)[column]) } / 2500
      }
      let expected = (0..<2500).min { distance(vectors, $0, mean) < distance(vectors, $1, mean) }
      for workers in [1, 3] {
        let team = WorkerTeam(workerCount: workers)
        #expect(Int(Medoid.nearestToMean(of: vectors, team: team)) == expected)
      }
    }
  }

  private func distance(_ vectors: VectorMatrix, _ row: Int, _ mean: [Double]) -> Double {
    let values = vectors.floats(row: row)
    var (sum, column) = (0.0, 0)
    while column < mean.count {
      let difference = Double(values[column]) - mean[column]
      sum += difference * difference
      column += 1
    }
    return sum
  }

  @Test("a build cancelled before or at its first report throws", arguments: [false, true])
  func cancel(beforehand: Bool) throws {
    let vectors = try SampleVectors.matrix(.uint8, count: 800, dimension: 4, seed: 9)
    let running = Locked<JobControl?>(nil)
    let control = JobControl { _ in running.withLock { $0 }?.cancel() }
    if beforehand { control.cancel() } else { running.withLock { $0 = control } }
    let team = WorkerTeam(workerCount: 2)
    #expect(throws: IndexError.cancelled) {
      try VamanaBuilder.build(vectors, parameters: Self.small, team: team, control: control)
    }
    running.withLock { $0 = nil }
  }

  @Test("progress runs from nothing to all points in two phases")
  func progress() throws {
    let vectors = try SampleVectors.matrix(.uint8, count: 800, dimension: 4, seed: 9)
    let reports = Locked<[JobProgress]>([])
    let control = JobControl { report in reports.withLock { $0.append(report) } }
    _ = try VamanaBuilder.build(
      vectors, parameters: Self.small, team: WorkerTeam(workerCount: 2), control: control)
    let seen = reports.withLock { $0 }
    #expect(seen.first == JobProgress(phase: "link graph", done: 0, total: 800, unit: "points"))
    #expect(seen.last == JobProgress(phase: "trim graph", done: 800, total: 800, unit: "points"))
    for phase in ["link graph", "trim graph"] {
      let done = seen.filter { $0.phase == phase }.map(\.done)
      #expect(done == done.sorted())
      #expect(done.last == 800)
    }
  }

  @Test("what cannot be built is refused")
  func refusals() throws {
    let vectors = try SampleVectors.matrix(.uint8, count: 10, dimension: 4, seed: 9)
    for parameters in [
      VamanaParameters(maxDegree: 1), VamanaParameters(searchListSize: 0),
      VamanaParameters(alpha: 0.9), VamanaParameters(alpha: .nan),
      VamanaParameters(alpha: .infinity), VamanaParameters(maxCandidates: 0),
      VamanaParameters(slackFactor: 0.5),
    ] {
      #expect(throws: IndexError.self) { try build(vectors, parameters) }
    }
  }
}
