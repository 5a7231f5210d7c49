import DiskIndex
import TestSupport
import Testing
import Vamana
import VectorData

@testable import Experiments

@Suite("Builds written down")
struct BuildFilmTests {
  private static let readings = VamanaReading.allCases

  private func parameters(_ reading: VamanaReading, R: Int = 6) -> VamanaParameters {
    var parameters = VamanaParameters(maxDegree: R, searchListSize: 16)
    parameters.reading = reading
    return parameters
  }

  private func graph(_ data: DataFixture, _ parameters: VamanaParameters) throws -> VamanaGraph {
    try VamanaBuilder.build(
      data.base, parameters: parameters, team: WorkerTeam(workerCount: 2), control: JobControl())
  }

  @Test("The last moment of a film is the graph of the build", arguments: readings)
  func lastMoment(reading: VamanaReading) throws {
    let data = try DataFixture(count: 260)
    let wanted = parameters(reading)
    let graph = try graph(data, wanted)
    let film = try BuildFilm.record(data.base, parameters: wanted)
    let last = film.lists(after: film.frames.count)
    for node in 0..<260 { #expect(last[node] == Array(graph.neighbours(of: NodeID(node)))) }
    #expect(film.medoid == graph.medoid)
    let passes = reading == .paper ? [1, 2] : [1]
    for pass in passes {
      let nodes = film.insertions(pass: pass).compactMap { film.frames[$0].node }
      #expect(Set(nodes).count == nodes.count)
      #expect(nodes.count == (reading == .paper ? 260 : 259))
    }
  }

  @Test("A frame has what its node visited, and its row is left of that")
  func frames() throws {
    let data = try DataFixture(count: 150)
    let film = try BuildFilm.record(data.base, parameters: parameters(.diskann))
    for frame in film.frames {
      guard let node = frame.node,
        let own = frame.changes.first(where: { $0.node == node && $0.cause == .insertion })
      else { continue }
      #expect(Set(frame.visited).isSuperset(of: own.neighbours))
      #expect(frame.visited.first == film.medoid)
      for occlusion in frame.occlusions {
        #expect(frame.visited.contains(occlusion.node) && own.neighbours.contains(occlusion.keeper))
      }
    }
  }

  @Test("The history of an edge leads to what the graph has", arguments: readings)
  func history(reading: VamanaReading) throws {
    let data = try DataFixture(count: 90)
    let wanted = parameters(reading, R: 5)
    let graph = try graph(data, wanted)
    for (from, to) in [(3, 17), (8, 80), (0, 1), (44, 52), (9, 25), (60, 28)] {
      for (a, b) in [(NodeID(from), NodeID(to)), (NodeID(to), NodeID(from))] {
        let history = try EdgeHistory.replay(
          from: a, to: b, vectors: data.base, parameters: wanted)
        #expect(history.neighbours == Array(graph.neighbours(of: a)))
        #expect(history.isEdge == state(after: history.events), "\(a) to \(b)")
      }
    }
  }

  /// Whether the edge is there after a history.
  private func state(after events: [EdgeHistory.Event]) -> Bool {
    events.reduce(false) { isThere, event in
      switch event {
      case .random, .connected, .backEdge: true
      case .inserted: isThere
      case .pruned(_, _, .kept), .pruned(_, _, .filled): true
      case .pruned: false
      }
    }
  }

  @Test("The figure has two rows of four moments, and the second row has longer edges")
  func figure() throws {
    let data = try DataFixture(count: 120, dimension: 2, elementType: .float32)
    for reading in Self.readings {
      let figure = try PlaneFigure.make(of: data.base, parameters: parameters(reading, R: 12))
      #expect(figure.rows.map(\.alpha) == [1, 1.2] && figure.points.count == 120)
      let last = figure.rows.compactMap(\.panels.last)
      #expect(figure.rows.allSatisfy { $0.panels.count == 4 } && last.count == 2)
      #expect(last[1].lengths.meanDegree > last[0].lengths.meanDegree)
      #expect(figure.svg.hasPrefix("<svg") && figure.svg.hasSuffix("</svg>\n"))
      let again = try PlaneFigure.make(of: data.base, parameters: parameters(reading, R: 12))
      #expect(again.svg == figure.svg)
      let graph = try graph(data, parameters(reading, R: 12))
      let lists = (0..<NodeID(120)).map { Array(graph.neighbours(of: $0)) }
      // A test of its own would build with saturation; the figure shows the graph of its parameters.
      #expect(last[1].lists == lists)
    }
  }

  @Test("More points than a picture can show are refused")
  func refusal() throws {
    let data = try DataFixture(count: 2100, dimension: 2, elementType: .float32)
    guard
      case .mismatch? = thrownError({ () throws(IndexError) in
        _ = try PlaneFigure.make(of: data.base, parameters: parameters(.paper))
      })
    else {
      Issue.record("not refused")
      return
    }
  }
}
