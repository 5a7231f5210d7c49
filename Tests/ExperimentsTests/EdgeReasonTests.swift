import DiskIndex
import Testing
import Vamana
import VectorData

@testable import Experiments

@Suite("Why an edge is there or not")
struct EdgeReasonTests {
  private func index(_ data: DataFixture) throws -> DiskIndex {
    _ = try IndexBuild.run(data.request, control: JobControl())
    return try DiskIndex.open(prefix: data.prefix)
  }

  @Test("Every pair has a reason that fits the graph, the pool and the prune")
  func pairs() throws {
    let data = try DataFixture(count: 160)
    let index = try index(data)
    let rows = try PackedRows(data.base, team: WorkerTeam(workerCount: 1))
    var seen: Set<EdgeReason.Verdict> = []
    for from in [NodeID(2), 90] {
      let stored = try index.readNode(from).neighbours
      let (pool, origin) = try CandidatePool.visited(from: from, of: index)
      let members = Set(pool.candidates.map(\.node))
      for to in stride(from: NodeID(0), to: 160, by: 1) where to != from {
        let reason = try EdgeReason.find(from: from, to: to, of: index)
        seen.insert(reason.verdict)
        #expect((reason.verdict == .present) == stored.contains(to))
        #expect((reason.verdict == .notInPool) == !members.contains(to))
        #expect(reason.distance == rows.distance(from, to))
        #expect(reason.origin == origin && reason.candidateCount == pool.candidates.count)
        #expect(reason.isReversed == (try index.readNode(to).neighbours.contains(from)))
        guard reason.verdict == .occluded else { continue }
        let occlusion = try #require(reason.decision.occlusion)
        #expect(occlusion.keeperDistance == rows.distance(occlusion.keeper, to))
        #expect(
          reason.roundAlphas[occlusion.round] * occlusion.keeperDistance < reason.distance)
      }
    }
    #expect(seen.isSuperset(of: [.present, .occluded, .notInPool]))
  }

  @Test("A node and itself, and nodes that are not there, are refused")
  func refusals() throws {
    let data = try DataFixture(count: 60)
    let index = try index(data)
    for (from, to) in [(NodeID(3), NodeID(3)), (60, 1), (1, 60)] {
      guard
        case .parameter? = thrownError({ () throws(IndexError) in
          _ = try EdgeReason.find(from: from, to: to, of: index)
        })
      else {
        Issue.record("\(from) \(to)")
        continue
      }
    }
  }

  @Test("A replay gives the neighbours of the index, for both readings")
  func replay() throws {
    for reading in VamanaReading.allCases {
      let data = try DataFixture(count: 120)
      var request = data.request
      request.graph.reading = reading
      _ = try IndexBuild.run(request, control: JobControl())
      let index = try DiskIndex.open(prefix: data.prefix)
      #expect(index.metadata?.passes == (reading == .paper ? "paper" : nil))
      let history = try EdgeHistory.replay(from: 7, to: 15, of: index)
      let stored = try index.readNode(7).neighbours
      #expect(history.neighbours == stored && history.isEdge == stored.contains(15))
    }
  }

  @Test("What cannot be replayed is said")
  func notReplayed() throws {
    let data = try DataFixture(count: 120)
    var request = data.request
    request.shardCount = 3
    _ = try IndexBuild.run(request, control: JobControl())
    let index = try DiskIndex.open(prefix: data.prefix)
    guard
      case .mismatch(_, "replay", _, "--shards")? = thrownError({ () throws(IndexError) in
        _ = try EdgeHistory.replay(from: 1, to: 2, of: index)
      })
    else {
      Issue.record("a graph in shards was replayed")
      return
    }
    request.graph.reading = .paper
    guard
      case .parameter("--passes", _, _)? = thrownError({ () throws(IndexError) in
        try request.validate()
      })
    else {
      Issue.record("paper in shards")
      return
    }
  }
}
