import Foundation
import TestSupport
import Testing
import VectorData

@testable import Vamana

/// Points with labels of many kinds.
enum SampleLabels {
  /// `common` on two thirds of the points, `rare` on one in 30, `even` and `odd`, so that most points have
  /// several; every 50th point has nothing but the universal label, if there is one.
  static func labels(count: Int, universal: Bool) throws -> PointLabels {
    let lines = (0..<count).map { point -> String in
      if universal && point % 50 == 7 { return "any" }
      var names = [point % 2 == 0 ? "even" : "odd"]
      if point % 3 != 0 { names.append("common") }
      if point % 30 == 4 { names.append("rare") }
      return names.joined(separator: ",")
    }
    let folder = try TemporaryFolder()
    let path = folder.file("labels.txt")
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
    return try PointLabels.read(
      path: path, nodeCount: count, universal: universal ? "any" : nil)
  }
}

@Suite("FilteredRobustPrune", .startsNoThread)
struct FilteredPruneTests {
  @Test(
    "a neighbour occludes only what shares no label with the node that it lacks",
    arguments: [false, true], [Float(1), 1.2, 1.5])
  func equalsOracle(universal: Bool, alpha: Float) throws {
    let labels = try SampleLabels.labels(count: 150, universal: universal)
    let carried = (0..<NodeID(150)).map { node in
      Set(labels.names.indices.filter { labels.points(of: $0).contains(node) })
    }
    let all = Set(labels.names.indices)
    let effective = carried.map { own in
      labels.universal.map { own.contains($0) } == true ? all : own
    }
    let vectors = try SampleVectors.matrix(.uint8, count: 150, dimension: 9, seed: 3, distinct: 140)
    let rows = try PackedRows(vectors, team: WorkerTeam(workerCount: 1))
    let distances = DistanceTable(rows)
    for (maxDegree, maxCandidates) in [(6, 750), (20, 40), (150, 750)] {
      let parameters = VamanaParameters(
        maxDegree: maxDegree, alpha: alpha, maxCandidates: maxCandidates, saturates: false)
      let pruner = try RobustPrune(
        rows: rows, parameters: parameters, labels: LabelRows(labels))
      let oracle = PruneOracle(distances: distances, parameters: parameters) { node, kept, other in
        effective[Int(node)].intersection(effective[Int(other)]).isSubset(of: effective[Int(kept)])
      }
      var generator = SeededGenerator(seed: 8)
      for size in [0, 1, 17, 60, 150] {
        let candidates = Array((0..<NodeID(150)).shuffled(using: &generator).prefix(size))
        // One universal point among the nodes.
        for node in [NodeID(0), 7, 64, 149] {
          var nothing = NoPruneObserver()
          let found = pruner.prune(node: node, candidates: candidates, observer: &nothing)
          #expect(found == oracle.prune(node: node, candidates: candidates))
        }
      }
    }
  }

  @Test("more labels than a word has bits")
  func manyLabels() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("labels.txt")
    let lines = (0..<60).map { point in
      ((0..<100).filter { ($0 * 7 + point) % 3 != 0 }.map { "l\($0)" }).joined(separator: ",")
    }
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
    let labels = try PointLabels.read(path: path, nodeCount: 60)
    let carried = (0..<60).map { point in Set((0..<100).filter { ($0 * 7 + point) % 3 != 0 }) }
    let vectors = try SampleVectors.matrix(.int8, count: 60, dimension: 4, seed: 5)
    let rows = try PackedRows(vectors, team: WorkerTeam(workerCount: 1))
    let parameters = VamanaParameters(maxDegree: 30, saturates: false)
    let pruner = try RobustPrune(rows: rows, parameters: parameters, labels: LabelRows(labels))
    let oracle = PruneOracle(
      distances: DistanceTable(rows), parameters: parameters
    ) { node, kept, other in
      carried[Int(node)].intersection(carried[Int(other)]).isSubset(of: carried[Int(kept)])
    }
    for node in 0..<NodeID(60) {
      var nothing = NoPruneObserver()
      let found = pruner.prune(
        node: node, candidates: Array(0..<NodeID(60)), observer: &nothing)
      #expect(found == oracle.prune(node: node, candidates: Array(0..<NodeID(60))))
    }
  }
}

@Suite("Graphs that know labels")
struct FilteredVamanaTests {
  private static let count = 600
  private static let parameters = VamanaParameters(maxDegree: 16, searchListSize: 32)

  private func build(
    _ kind: FilterGraph, universal: Bool, workers: Int = 2, type: ElementType = .float32
  ) throws -> (LabelledGraph, VectorMatrix, PointLabels) {
    let vectors = try SampleVectors.matrix(type, count: Self.count, dimension: 8, seed: 6)
    let labels = try SampleLabels.labels(count: Self.count, universal: universal)
    let linked = try LabelledGraph.build(
      vectors, labels: labels, kind: kind, parameters: Self.parameters,
      team: WorkerTeam(workerCount: workers), control: JobControl())
    return (linked, vectors, labels)
  }

  private func lists(_ graph: VamanaGraph) -> [[NodeID]] {
    (0..<NodeID(graph.nodeCount)).map { Array(graph.neighbours(of: $0)) }
  }

  @Test(
    "the graph is sound, and walks over each label reach its points",
    arguments: [FilterGraph.filtered, .stitched], [false, true])
  func invariants(kind: FilterGraph, universal: Bool) throws {
    let (linked, _, labels) = try build(kind, universal: universal)
    #expect(linked.graph.faults(maxDegree: 16) == [])
    #expect(linked.graph.reachableCount() == Self.count)
    #expect(linked.starts.count == labels.names.count)
    for (label, start) in linked.starts.enumerated() {
      let passing = labels.passing(label: label)
      #expect(passing.contains(start))
      let reached = linked.graph.reachableCount(from: [start], within: passing)
      #expect(Double(reached) >= 0.98 * Double(passing.count), "\(labels.names[label])")
    }
  }

  @Test(
    "the graph is the same for any number of workers",
    arguments: [FilterGraph.filtered, .stitched])
  func workers(kind: FilterGraph) throws {
    let one = try build(kind, universal: true, workers: 1).0
    for workers in [2, 3] {
      let other = try build(kind, universal: true, workers: workers).0
      #expect(lists(other.graph) == lists(one.graph) && other.starts == one.starts)
    }
  }

  @Test("a graph that is asked to know nothing is the plain one")
  func plain() throws {
    let (linked, vectors, _) = try build(.plain, universal: false)
    let graph = try VamanaBuilder.build(
      vectors, parameters: Self.parameters, team: WorkerTeam(workerCount: 1), control: JobControl())
    #expect(lists(linked.graph) == lists(graph) && linked.starts.isEmpty)
  }

  @Test("labels on the same points start at different ones")
  func starts() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("labels.txt")
    try Data((0..<40).map { _ in "a,b,c,d,e\n" }.joined().utf8).write(
      to: URL(fileURLWithPath: path))
    let labels = try PointLabels.read(path: path, nodeCount: 40)
    let starts = FilteredVamana.starts(of: labels, seed: 1)
    #expect(Set(starts).count == 5)
    #expect(FilteredVamana.starts(of: labels, seed: 2) != starts)
  }

  @Test("a label of a single point, and no more points than labels")
  func tiny() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("labels.txt")
    for count in 1...4 {
      try Data((0..<count).map { "l\($0)\n" }.joined().utf8).write(
        to: URL(fileURLWithPath: path))
      let labels = try PointLabels.read(path: path, nodeCount: count)
      let vectors = try SampleVectors.matrix(.uint8, count: count, dimension: 3, seed: 1)
      for kind in FilterGraph.allCases {
        let linked = try LabelledGraph.build(
          vectors, labels: labels, kind: kind, parameters: Self.parameters,
          team: WorkerTeam(workerCount: 2), control: JobControl())
        #expect(linked.graph.reachableCount() == count)
        #expect(linked.graph.faults(maxDegree: 16) == [])
      }
    }
  }
}
