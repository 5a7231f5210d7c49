import CVectorKernels
import TestSupport
import Testing
import VectorData

@testable import Vamana

/// What an observer was told about each candidate.
struct FateRecorder: PruneObserver {
  enum Fate: Equatable {
    case kept, filled, leftOver, beyondPool
  }
  var fates: [NodeID: Fate] = [:]
  var neighbours: [NodeID] = []
  /// Per candidate the rounds in which it is passed over.
  var occlusions: [NodeID: [(by: NodeID, factor: Float, round: Int)]] = [:]

  mutating func kept(_ node: NodeID, distance: Float, round: Int, alpha: Float) {
    #expect(fates.updateValue(.kept, forKey: node) == nil)
    #expect(!(occlusions[node] ?? []).contains { $0.round >= round })
    neighbours.append(node)
  }
  mutating func occluded(_ node: NodeID, by keptNode: NodeID, factor: Float, round: Int) {
    #expect(fates[node] == nil)
    #expect(fates[keptNode] == .kept)
    occlusions[node, default: []].append((keptNode, factor, round))
  }
  mutating func leftOver(_ node: NodeID, distance: Float) {
    #expect(fates.updateValue(.leftOver, forKey: node) == nil)
  }
  mutating func filled(_ node: NodeID, distance: Float) {
    #expect(fates.updateValue(.filled, forKey: node) == nil)
    neighbours.append(node)
  }
  mutating func beyondPool(_ node: NodeID, distance: Float) {
    #expect(fates.updateValue(.beyondPool, forKey: node) == nil)
  }
}

@Suite("RobustPrune", .startsNoThread)
struct RobustPruneTests {
  private static let alphas: [Float] = [1, 1.19, 1.2, 1.4, 1.5, 2, 3]

  /// Rows of a type at a CPU level: each level rounds floats in its own way.
  private struct RowsAtLevel {
    let type: ElementType
    let level: vk_cpu_level
    let rows: PackedRows
    let distances: DistanceTable
  }

  // Their distances take longer than the prunes of a test: they are made once.
  private static let rowsAtLevels = Result { try makeRowsAtLevels() }

  private static func makeRowsAtLevels() throws -> [RowsAtLevel] {
    try [(ElementType.uint8, 12), (.int8, 70), (.float32, 20)].flatMap { type, dimension in
      // Repeated rows: equal points occlude each other and distances tie.
      let vectors = try SampleVectors.matrix(
        type, count: 150, dimension: dimension, seed: 3, distinct: 130)
      return try SampleVectors.levels.map { level in
        let rows = try PackedRows(vectors, team: WorkerTeam(workerCount: 1), level: level)
        return RowsAtLevel(
          type: type, level: level, rows: rows, distances: DistanceTable(rows))
      }
    }
  }

  @Test("the neighbours are those of DiskANN's factor loop", arguments: alphas)
  func equalsOracle(alpha: Float) throws {
    for sample in try Self.rowsAtLevels.get() {
      for (maxDegree, maxCandidates, saturates) in [
        (4, 750, false), (12, 40, false), (12, 750, true), (64, 750, false), (200, 100, true),
      ] {
        let parameters = VamanaParameters(
          maxDegree: maxDegree, alpha: alpha, maxCandidates: maxCandidates, saturates: saturates)
        let pruner = try RobustPrune(rows: sample.rows, parameters: parameters)
        let oracle = PruneOracle(distances: sample.distances, parameters: parameters)
        for (node, candidates) in pools(count: 150) {
          var nothing = NoPruneObserver()
          let found = pruner.prune(node: node, candidates: candidates, observer: &nothing)
          let expected = oracle.prune(node: node, candidates: candidates)
          #expect(
            found == expected, "\(sample.type) \(sample.level) R \(maxDegree) C \(maxCandidates)")
        }
      }
    }
  }

  @Test("every decision is reported once and with its reason", arguments: alphas)
  func decisions(alpha: Float) throws {
    let vectors = try SampleVectors.clusters(count: 150, dimension: 8, clusterCount: 5, seed: 4)
    let rows = try PackedRows(vectors, team: WorkerTeam(workerCount: 1))
    let rounds = RobustPrune.roundAlphas(upTo: alpha)
    for (maxDegree, saturates) in [(5, false), (20, true), (150, false)] {
      let parameters = VamanaParameters(
        maxDegree: maxDegree, alpha: alpha, maxCandidates: 100, saturates: saturates)
      let pruner = try RobustPrune(rows: rows, parameters: parameters)
      for (node, candidates) in pools(count: vectors.count) {
        var recorder = FateRecorder()
        var nothing = NoPruneObserver()
        let watched = pruner.prune(node: node, candidates: candidates, observer: &recorder)
        #expect(watched == pruner.prune(node: node, candidates: candidates, observer: &nothing))
        #expect(recorder.neighbours == watched)
        for candidate in candidates where candidate != node {
          let isPassedOver = recorder.occlusions[candidate]?.isEmpty == false
          #expect(recorder.fates[candidate] != nil || isPassedOver, "candidate \(candidate)")
        }
        for (candidate, occlusions) in recorder.occlusions {
          for occlusion in occlusions {
            #expect(occlusion.factor > rounds[occlusion.round])
            let own = rows.distance(node, candidate)
            #expect(own > rounds[occlusion.round] * rows.distance(occlusion.by, candidate))
          }
        }
      }
    }
  }

  @Test("rounds grow by a factor of 1.2 up to alpha")
  func rounds() {
    #expect(RobustPrune.roundAlphas(upTo: 1) == [1])
    #expect(RobustPrune.roundAlphas(upTo: 1.19) == [1])
    #expect(RobustPrune.roundAlphas(upTo: 1.2) == [1, 1.2])
    #expect(RobustPrune.roundAlphas(upTo: 1.4) == [1, 1.2])
    #expect(RobustPrune.roundAlphas(upTo: 1.5).count == 3)
  }

  @Test("a pool of one point many times over keeps one and saturates with the rest")
  func equalPoints() throws {
    let vectors = try SampleVectors.matrix(.uint8, count: 40, dimension: 5, seed: 1, distinct: 1)
    let rows = try PackedRows(vectors, team: WorkerTeam(workerCount: 1))
    var nothing = NoPruneObserver()
    for (saturates, expected) in [(false, [1]), (true, [1, 2, 3, 4])] {
      let pruner = try RobustPrune(
        rows: rows, parameters: VamanaParameters(maxDegree: 4, saturates: saturates))
      let found = pruner.prune(
        node: 0, candidates: (0..<40).map { NodeID($0) }, observer: &nothing)
      #expect(found == expected.map { NodeID($0) })
    }
  }

  /// Pools of many sizes around the borders of a group of lanes, with and without the node itself.
  private func pools(count: Int) -> [(NodeID, [NodeID])] {
    var generator = SeededGenerator(seed: 5)
    return [0, 1, 2, 15, 16, 17, 33, 80, 150].map { size in
      let all = (0..<NodeID(count)).shuffled(using: &generator)
      return (NodeID(generator.nextIndex(below: count)), Array(all.prefix(size)))
    }
  }
}
