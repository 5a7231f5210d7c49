import DiskIndex
import TestSupport
import Testing
import Vamana
import VectorData

@testable import Experiments

@Suite("Moments of a film")
struct FilmReelTests {
  private static let readings = VamanaReading.allCases
  private static let rowCount = 430

  /// Batches of more than one point in both readings. Not kept for all tests: the leak checker does not find what a
  /// kept film holds.
  private func reel(_ reading: VamanaReading) throws -> FilmReel {
    let data = try DataFixture(count: Self.rowCount)
    var parameters = VamanaParameters(maxDegree: 6, searchListSize: 16)
    parameters.reading = reading
    return try FilmReel.record(data.base, parameters: parameters)
  }

  @Test("The graph of any moment is that of the film up to there", arguments: readings)
  func lists(reading: VamanaReading) throws {
    let reel = try reel(reading)
    let count = reel.film.frames.count
    for moment in [0, 1, 2, 255, 256, 257, count - 1, count, 100, 300, 3] {
      #expect(reel.lists(at: moment) == reel.film.lists(after: moment), "\(moment)")
    }
    #expect(reel.points.count == Self.rowCount && reel.dimension == 12)
  }

  @Test("Parts cover the film, and each insertion lies in one", arguments: readings)
  func parts(reading: VamanaReading) throws {
    let film = try reel(reading).film
    let parts = film.parts
    #expect(parts.first?.frames.lowerBound == 0)
    #expect(parts.last?.frames.upperBound == film.frames.count)
    for (part, next) in zip(parts, parts.dropFirst()) {
      #expect(part.frames.upperBound == next.frames.lowerBound)
    }
    let insertions = parts.filter { $0.kind == .insertions }
    let wanted = reading == .paper ? [Self.rowCount, Self.rowCount] : [Self.rowCount - 1]
    #expect(insertions.map(\.frames.count) == wanted)
    #expect(insertions.map(\.alpha) == (reading == .paper ? [1, 1.2] : [1.2]))
    #expect((parts.first?.kind == .lots) == (reading == .paper))
  }

  @Test("A scene tells what its insertion did, and the graph bears it out", arguments: readings)
  func scenes(reading: VamanaReading) throws {
    let reel = try reel(reading)
    var lookCount = 0
    for moment in stride(from: 1, through: reel.film.frames.count, by: 7) {
      let scene = reel.scene(at: moment)
      let lists = reel.lists(at: moment)
      #expect(scene.edgeCount == lists.reduce(0) { $0 + $1.count })
      for edge in scene.newEdges { #expect(lists[Int(edge.from)].contains(edge.to)) }
      for look in scene.secondLooks {
        lookCount += 1
        #expect(look.neighbours.count + look.dropped.count == look.candidateCount)
        #expect(Set(look.neighbours).isDisjoint(with: look.dropped) && !look.dropped.isEmpty)
      }
      guard let node = scene.frame?.node else { continue }
      #expect(!scene.kept.isEmpty && Set(scene.pool).isSuperset(of: scene.kept))
      #expect(!scene.pool.contains(node) && scene.pool.count == Set(scene.pool).count)
      let distances = scene.way.map { reel.distance(node, $0) }
      #expect(zip(distances, distances.dropFirst()).allSatisfy { $0 > $1 })
      for occlusion in scene.frame?.occlusions ?? [] {
        #expect(scene.pool.contains(occlusion.node) && scene.kept.contains(occlusion.keeper))
      }
      // Where its neighbours point back, they do so at the moment that is named.
      guard let then = scene.backEdgeMoment else { continue }
      let later = reel.lists(at: then)
      for edge in scene.backEdges {
        #expect(then >= moment && later[Int(edge.node)].contains(node) == edge.isKept)
      }
    }
    #expect(lookCount > 0)
  }

  @Test("Every insertion of a batch has its own occlusions", arguments: readings)
  func occlusions(reading: VamanaReading) throws {
    let reel = try reel(reading)
    let frames = reel.film.insertions(pass: 1).map { reel.film.frames[$0] }
    let passedOver = frames.filter { !$0.occlusions.isEmpty }
    #expect(passedOver.count > frames.count / 2)
    for frame in passedOver {
      #expect(frame.occlusions.allSatisfy { $0.node != frame.node && $0.keeper != frame.node })
    }
  }

  @Test("Edges are counted always and drawn as long as they are few")
  func edges() throws {
    let reel = try reel(.diskann)
    let scene = reel.scene(at: 40)
    let lists = reel.lists(at: 40)
    var pairs: Set<Set<NodeID>> = []
    for (node, list) in lists.enumerated() {
      for other in list { pairs.insert([NodeID(node), other]) }
    }
    let edges = try #require(scene.edges)
    #expect(Set(edges.map { [$0.from, $0.to] }) == pairs && edges.count == pairs.count)
    #expect(
      Set(scene.linked) == Set(lists.indices.filter { !lists[$0].isEmpty }.map { NodeID($0) }))
  }

  @Test("Figures of a moment are those of the film, and the end finds what it should")
  func figures() throws {
    let reel = try reel(.diskann)
    let data = try DataFixture(count: Self.rowCount)
    let rows = try PackedRows(data.base, team: WorkerTeam(workerCount: 1), keepsFloats: true)
    let count = reel.film.frames.count
    for moment in [0, 1, 60, count] {
      let numbers = try reel.measure(at: moment)
      #expect(try reel.film.moment(after: moment, rows: rows, searchListSize: 16) == numbers)
      #expect(numbers.frame == moment && numbers.linkedRecall >= numbers.recall)
    }
    let last = try reel.measure(at: count)
    #expect(last.reachableCount == Self.rowCount && last.linkedRecall == last.recall)
    #expect(last.recall > 0.8 && last.degrees.reduce(0, +) == Self.rowCount)
    // A graph of a third of the points answers with these.
    #expect(try reel.measure(at: 140).linkedRecall > 0.8)
  }

  @Test("An index of too many rows, and one whose data are gone, have no film")
  func refusals() throws {
    let data = try DataFixture(count: 120)
    _ = try IndexBuild.run(data.request, control: JobControl())
    let index = try DiskIndex.open(prefix: data.prefix)
    let build = try ReplayableBuild(of: index, rowLimit: 120)
    let reel = try FilmReel.record(build.vectors, parameters: build.parameters)
    try build.check(reel.lists(at: reel.film.frames.count))
    let empty = [[NodeID]](repeating: [], count: 120)
    #expect(thrownError { () throws(IndexError) in try build.check(empty) } != nil)
    guard
      case .mismatch(_, "replay", "at most 119 rows", "120")? = thrownError({
        () throws(IndexError) in
        _ = try ReplayableBuild(of: index, rowLimit: 119)
      })
    else {
      Issue.record("more rows than the film takes")
      return
    }
  }
}
