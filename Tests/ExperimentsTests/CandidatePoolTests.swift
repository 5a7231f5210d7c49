import DiskIndex
import Experiments
import Foundation
import TestSupport
import Testing
import Vamana
import VectorData

@Suite("Pools of candidates and their prunes")
struct CandidatePoolTests {
  private static let alphas: [Float] = [1, 1.2, 1.5]

  private func parameters(
    R: Int, alpha: Float, pool: Int = 750, saturates: Bool = false
  ) -> VamanaParameters {
    VamanaParameters(maxDegree: R, alpha: alpha, maxCandidates: pool, saturates: saturates)
  }

  @Test("The neighbours are the engine's own, whatever else is in the data", arguments: alphas)
  func equalsEngine(alpha: Float) throws {
    for type in [ElementType.uint8, .int8, .float32] {
      let data = try DataFixture(count: 150, elementType: type)
      let rows = try PackedRows(data.base, team: WorkerTeam(workerCount: 1))
      for (R, size, saturates) in [(4, 60, false), (12, 100, true), (64, 149, false)] {
        let parameters = parameters(R: R, alpha: alpha, saturates: saturates)
        let pruner = try RobustPrune(rows: rows, parameters: parameters)
        for node in [NodeID(0), 77, 149] {
          let pool = try CandidatePool.nearestRows(to: node, of: data.base, count: size)
          var nothing = NoPruneObserver()
          let expected = pruner.prune(
            node: node, candidates: pool.candidates.map(\.node), observer: &nothing)
          #expect(try pool.prune(parameters).neighbours == expected)
        }
      }
    }
  }

  @Test(
    "Every prune of a build comes to the same in the lab: all nodes of real data",
    .repeatsShorterTests,
    arguments: alphas)
  func everyNode(alpha: Float) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = root.appendingPathComponent("sample-data/digits/base.u8bin").path
    let digits = try BinFile.open(path: path)
    let parameters = VamanaParameters(maxDegree: 24, searchListSize: 48, alpha: alpha)
    let found = try PruneComparison.run(digits, parameters: parameters)
    #expect(found.differentCount == 0, "the first is \(found.firstDifferent ?? 0)")
    #expect(found.prunedNodeCount >= digits.count - 1 && found.pruneCount > digits.count)
  }

  @Test("In the plane the region that a neighbour occludes holds what the engine passes over")
  func plane() throws {
    var random = SeededGenerator(seed: 7)
    let points = (0..<120).map { _ in [Float(random.nextUnit()), Float(random.nextUnit())] }
    let pool = try CandidatePool(
      node: 0, candidates: points.indices.map { NodeID($0) }, elementType: .float32, dimension: 2,
      path: "points"
    ) { member in points[Int(member)].withUnsafeBytes { Array($0) } }
    let plane = try pool.plane()
    #expect(plane.isExact && plane.places.count == 120)
    let place = { (node: NodeID) in try #require(plane.places[node]) }
    let report = try pool.prune(parameters(R: 40, alpha: 1.5))
    #expect(report.roundCount > 1)
    for (position, decision) in report.decisions.enumerated() {
      for occlusion in decision.occlusions {
        #expect(
          PoolPlane.isOccluded(
            try place(decision.node), from: try place(0), by: try place(occlusion.keeper),
            alpha: report.roundAlphas[occlusion.round]))
      }
      // What is kept lies in the region of no neighbour that was kept before it in the first round.
      guard decision.keptRound == 0 else { continue }
      for earlier in report.decisions.prefix(position) where earlier.keptRound == 0 {
        #expect(
          !PoolPlane.isOccluded(
            try place(decision.node), from: try place(0), by: try place(earlier.node), alpha: 1))
      }
    }
  }

  @Test("Other pools are shown in the plane in which they spread most")
  func principalPlane() throws {
    let data = try DataFixture(count: 60, elementType: .uint8)
    let plane = try CandidatePool.nearestRows(to: 5, of: data.base, count: 20).plane()
    #expect(!plane.isExact && plane.places.count == 21)
    #expect(Set(plane.places.values.map { [$0.x, $0.y] }).count == 21)
  }

  @Test("Every candidate has one decision with numbers that bear it out", arguments: alphas)
  func decisions(alpha: Float) throws {
    let data = try DataFixture(count: 150, elementType: .float32)
    let rows = try PackedRows(data.base, team: WorkerTeam(workerCount: 1))
    let pool = try CandidatePool.nearestRows(to: 5, of: data.base, count: 100)
    for (R, limit, saturates) in [(3, 750, false), (12, 40, true), (100, 750, false)] {
      let report = try pool.prune(
        parameters(R: R, alpha: alpha, pool: limit, saturates: saturates))
      #expect(report.decisions.map(\.node) == pool.candidates.map(\.node))
      #expect(report.decisions.filter(\.isNeighbour).count == report.neighbours.count)
      #expect(report.neighbours.count <= R)
      for (place, decision) in report.decisions.enumerated() {
        #expect((decision.outcome == .beyondPool) == (place >= limit))
        #expect(decision.distance == rows.distance(5, decision.node))
        guard decision.outcome == .occluded else { continue }
        let occlusion = try #require(decision.occlusion)
        #expect(occlusion.round == report.roundCount - 1)
        #expect(occlusion.keeperDistance == rows.distance(occlusion.keeper, decision.node))
        let bound = report.roundAlphas[occlusion.round] * occlusion.keeperDistance
        #expect(bound < decision.distance)
        #expect(report.neighbours.contains(occlusion.keeper))
      }
      let isFull = report.decisions.contains { $0.outcome == .full }
      #expect(!isFull || report.neighbours.count == R)
    }
  }

  @Test(
    "The steps lead to the decisions: replayed they give the same neighbours", arguments: alphas)
  func steps(alpha: Float) throws {
    let data = try DataFixture(count: 120)
    let pool = try CandidatePool.nearestRows(to: 9, of: data.base, count: 80)
    for (R, saturates) in [(2, false), (10, false), (20, true), (80, true)] {
      let report = try pool.prune(
        parameters(R: R, alpha: alpha, pool: 60, saturates: saturates))
      var neighbours: [NodeID] = []
      var seen: Set<Int> = []
      for step in report.steps {
        seen.insert(step.place)
        if step.verdict == .keep || step.verdict == .fill {
          neighbours.append(report.decisions[step.place].node)
        }
        #expect(step.neighbourCount == neighbours.count)
      }
      #expect(neighbours == report.neighbours, "R \(R) alpha \(alpha)")
      #expect(seen == Set(report.decisions.indices), "a candidate without a step")
      #expect(report.steps.map(\.round) == report.steps.map(\.round).sorted())
    }
  }

  @Test("A node that is no row, or a pool of nothing, is refused")
  func refusals() throws {
    let data = try DataFixture(count: 20)
    #expect(
      thrownError { () throws(IndexError) in
        _ = try CandidatePool.nearestRows(to: 20, of: data.base, count: 5)
      } == .parameter(name: "--node", expected: "0 to 19", found: "20"))
    for count in [0, 20] {
      guard
        case .parameter("--pool", _, _)? = thrownError({ () throws(IndexError) in
          _ = try CandidatePool.nearestRows(to: 3, of: data.base, count: count)
        })
      else {
        Issue.record("pool of \(count)")
        continue
      }
    }
  }

  @Test("Equal rows occlude each other by an infinite factor")
  func equalRows() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("same.u8bin")
    var file = try OutputFile(path: path)
    try file.appendBinHeader(rows: 6, columns: 3)
    for _ in 0..<18 { try file.append(UInt8(7)) }
    try file.finish()
    let rows = try BinFile.open(path: path)
    let pool = try CandidatePool.nearestRows(to: 2, of: rows, count: 5)
    #expect(pool.candidates.map(\.node) == [0, 1, 3, 4, 5])
    let report = try pool.prune(parameters(R: 3, alpha: 1.2))
    #expect(report.neighbours == [0])
    #expect(report.decisions[1].occlusion?.factor == .infinity)
  }

  @Test("The pool of a node of an index holds what its search visits and its neighbours")
  func ofIndex() throws {
    let data = try DataFixture(count: 200)
    _ = try IndexBuild.run(data.request, control: JobControl())
    let index = try DiskIndex.open(prefix: data.prefix)
    let rows = try PackedRows(data.base, team: WorkerTeam(workerCount: 1))
    for node in [NodeID(0), 3, 199] {
      let (pool, origin) = try CandidatePool.visited(from: node, of: index)
      let members = Set(pool.candidates.map(\.node))
      #expect(members.isSuperset(of: try index.readNode(node).neighbours))
      #expect(!members.contains(node) && members.count <= origin.visitedCount + 12)
      #expect(origin.visitedCount >= 20 && origin.searchListSize == 20)
      #expect(pool.candidates.allSatisfy { $0.distance == rows.distance(node, $0.node) })
    }
    #expect(throws: IndexError.self) { try CandidatePool.visited(from: 200, of: index) }
  }

  @Test("Indexes of other metrics and of codes have pools too")
  func variants() throws {
    for (metric, codes) in [(Metric.innerProduct, 0), (.cosine, 0), (.l2, 6)] {
      let data = try DataFixture(count: 150, elementType: .float32)
      var request = data.request
      request.metric = metric
      if codes > 0 { request.diskCodeBytes = codes }
      _ = try IndexBuild.run(request, control: JobControl())
      let index = try DiskIndex.open(prefix: data.prefix)
      let (pool, _) = try CandidatePool.visited(from: 7, of: index)
      let report = try pool.prune(parameters(R: 12, alpha: 1.2))
      #expect(!report.neighbours.isEmpty && report.neighbours.count <= 12)
    }
  }
}

@Suite("What other alphas keep")
struct AlphaOutlookTests {
  @Test("Each entry is what a prune at its alpha keeps, whatever alpha was asked for before")
  func entries() throws {
    let data = try DataFixture(count: 150)
    let pool = try CandidatePool.nearestRows(to: 4, of: data.base, count: 100)
    for alpha in [Float(1.2), 1.37, 1, 3] {
      var parameters = VamanaParameters(maxDegree: 30, alpha: alpha, saturates: false)
      let outlook = try pool.outlook(parameters)
      #expect(outlook.of(.diskann).map(\.alpha) == CandidatePool.dialAlphas)
      let paper = outlook.of(.paper).map(\.alpha)
      #expect(paper == paper.sorted() && paper.contains(alpha))
      for entry in outlook {
        parameters.alpha = entry.alpha
        parameters.reading = entry.reading
        #expect(Set(try pool.prune(parameters).neighbours) == entry.kept)
      }
      let edge = try #require(outlook.of(.diskann).last?.kept.first)
      let first = try #require(outlook.firstAlpha(keeping: edge, .diskann))
      #expect(outlook.at(first, .diskann)?.kept.contains(edge) == true)
    }
  }

  @Test("DiskANN's rounds only add edges as alpha grows; the paper's rule is alpha 1 of them there")
  func growth() throws {
    let data = try DataFixture(count: 150, dimension: 6, elementType: .float32)
    let pool = try CandidatePool.nearestRows(to: 9, of: data.base, count: 90)
    let outlook = try pool.outlook(VamanaParameters(maxDegree: 90, saturates: false))
    let rounds = outlook.of(.diskann)
    for (less, more) in zip(rounds, rounds.dropFirst()) {
      #expect(less.kept.isSubset(of: more.kept))
    }
    #expect(outlook.at(1, .paper)?.kept == outlook.at(1, .diskann)?.kept)
  }
}
