import Canvas
import DiskIndex
import Experiments
import Testing
import Vamana
import VectorData

@testable import Explorer

@Suite("Pictures in words")
struct SpokenPictureTests {
  private static let size = ExplorerSession.spokenSize

  private func spoken(_ state: ExplorerState) -> [String] {
    var state = state
    state.isSpoken = true
    state.glyphs = .ascii
    var speech = Speech()
    return speech.changes(in: ScreenFrame.draw(state))
  }

  /// Lines in which signs that are neither letters nor numbers nor punctuation of words prevail: drawings.
  private func drawings(_ lines: [String]) -> [String] {
    lines.filter { line in
      let signs = line.filter { !$0.isLetter && !$0.isNumber && $0 != " " }
      return signs.count * 2 > line.filter { $0 != " " }.count
    }
  }

  private func spokenState() -> ExplorerState {
    var state = SyntheticState.opened(Self.size)
    state.isSpoken = true
    return state
  }

  @Test("The map of the path: nodes, hops, distances, and how far the query is")
  func map() throws {
    var state = spokenState()
    state.walk("   m")
    state.answerMap()
    let trace = try #require(state.search.trace)
    let lines = spoken(state)
    let count = trace.hops.flatMap(\.expanded).count
    let now = try #require(trace.hops.last).expanded.count
    #expect(
      lines.contains {
        $0.hasPrefix("map of the path (PCA): \(count) nodes expanded in 3 hops, \(now) in this hop")
          && $0.contains("10 true neighbours \(state.search.outlook.foundCount) found")
      }, "\(lines)")
    let nearest = trace.hops.map { $0.expanded.map(\.exactDistance).min() ?? 0 }
    let way = try #require(lines.first { $0.contains("nearest node of each hop") })
    #expect(
      way.contains("from \(Format.distance(nearest[0])) to \(Format.distance(nearest[2]))"))
    let place = try #require(lines.first { $0.contains("parts of its width") })
    #expect(place.contains("the start lies") && place.contains("not found"))
    #expect(drawings(lines).isEmpty, "\(drawings(lines))")
  }

  @Test("The plot of the distances: a line for each hop, some of them where they are many")
  func plot() throws {
    var state = spokenState()
    state.walk(":W 1<Enter>:L 40<Enter>cmm")
    state.answerMap()
    let trace = try #require(state.search.trace)
    #expect(trace.hops.count > 12)
    let lines = spoken(state)
    #expect(
      lines.contains(
        "plot of the distance by hop: \(trace.hops.count) hops, of which 12 are told"))
    let told = lines.filter { $0.hasPrefix("hop ") && $0.contains(" at ") }
    let last = try #require(trace.hops.last)
    let edge = try #require(trace.results.last).distance
    #expect(told.count == 12)
    #expect(
      told.last
        == "hop \(last.number): 1 node at \(Format.distance(last.expanded[0].exactDistance))"
        + "; the best 10 end at \(Format.distance(edge))")
    #expect(drawings(lines).isEmpty, "\(drawings(lines))")
  }

  @Test("The plots of a sweep: where each curve begins and ends, once it is done")
  func sweep() {
    var state = SyntheticState.sweeping(Self.size, rows: 8)
    state.isSpoken = true
    #expect(!spoken(state).contains { $0.contains("plot of") })
    state.finishSweep()
    var lines = spoken(state)
    #expect(lines.contains("plot of recall against queries per second"))
    let (first, last) = (SyntheticState.row(L: 10, W: 4), SyntheticState.row(L: 50, W: 4))
    #expect(
      lines.contains(
        "W 4: 4 points, from L 10 recall 0.9000 QPS \(SweepColumn.qps.text(of: first))"
          + " to L 50 recall 0.9800 QPS \(SweepColumn.qps.text(of: last))"), "\(lines)")
    state.press("vv")
    lines = spoken(state)
    #expect(
      lines.contains(
        "W 2: 4 points, from L 10 recall 0.9000 18.0 reads to L 50 recall 0.9800 58.0 reads"),
      "\(lines)")
    #expect(drawings(lines).isEmpty, "\(drawings(lines))")
  }

  @Test("The plane of a prune and the dial of alpha")
  func prune() throws {
    var state = spokenState()
    state.explore("5v")
    let outlook = state.prune.outlook.of(.diskann)
    var lines = spoken(state)
    let dial = try #require(lines.first { $0.hasPrefix("DiskANN: alpha 1: ") })
    #expect(dial.contains("alpha 1: \(outlook[0].neighbourCount) kept"))
    #expect(lines.contains { $0.hasPrefix("paper: alpha 1: ") })
    #expect(drawings(lines).isEmpty, "\(drawings(lines))")
    state.explore("v")
    lines = spoken(state)
    let kept = state.prune.neighboursShown
    let summary = try #require(lines.first { $0.hasPrefix("the pool in the plane: node ") })
    #expect(
      summary.contains("\(state.prune.report?.decisions.count ?? 0) candidates; \(kept.count) kept")
    )
    let card = try #require(state.prune.card)
    let own = try #require(card.plane.places[card.node])
    let first = try #require(card.plane.places[kept[0]])
    let side = first.x > own.x ? "right" : "left"
    let upward = first.y > own.y ? "up" : "down"
    let seen = try #require(lines.first { $0.hasPrefix("kept, as seen from the node: ") })
    let words = seen.split(separator: ":")[1].split(separator: ",")[0]
    #expect(words.contains(side) || words.contains(upward))
    #expect(words.hasPrefix(" \(kept[0]) "))
    #expect(drawings(lines).isEmpty, "\(drawings(lines))")
  }

  @Test("The map of the file: sectors that were read, and where reads and cached nodes lie")
  func disk() throws {
    var state = spokenState()
    state.explore("  7")
    let reads = state.search.hopsShown.flatMap(\.expanded).compactMap(\.ssdSector)
    var lines = spoken(state)
    let told = try #require(lines.first { $0.hasPrefix("sectors read by this search: ") })
    for sector in reads { #expect(told.contains("\(sector)")) }
    #expect(lines.contains { $0.hasPrefix("cached: 40 nodes (33.3 %) in ") })
    #expect(lines.contains { $0.contains("25 sectors of 4 KiB: 1 header + 24 of nodes") })
    #expect(drawings(lines).isEmpty, "\(drawings(lines))")
    state.explore("vr")
    lines = spoken(state)
    let heat = try #require(state.disk.heat).reads
    #expect(
      lines.contains {
        $0.hasPrefix(
          "reads by tenths of the file: \(heat.sum(over: 0..<2)), \(heat.sum(over: 2..<5))")
      }, "\(lines)")
    state.explore("v")
    #expect(spoken(state).contains { $0.hasPrefix("cached nodes by tenths of the file: ") })
  }

  @Test(
    "Directions are those of a rose of eight",
    arguments: [
      (1.0, 0.0, "right"), (1, 1, "up right"), (0, 2, "up"), (-1, 1, "up left"), (-3, 0.1, "left"),
      (-1, -1, "down left"), (0.1, -1, "down"), (2, -2, "down right"), (0, 0, "at the same place"),
    ])
  func directions(x: Double, y: Double, name: String) {
    #expect(PictureText.direction(x: x, y: y) == name)
  }

  @Test("Of many things the first, the last and some between are told")
  func spread() {
    #expect(
      PictureText.spread(0, atMost: 5) == [] && PictureText.spread(3, atMost: 5) == [0, 1, 2])
    #expect(PictureText.spread(100, atMost: 4) == [0, 33, 66, 99])
    #expect(PictureText.list(["a", "b", "c"], atMost: 2) == "a, b and 1 more")
  }

  @Test("A lesson leaves the map of the file its whole place")
  func diskBesideLesson() throws {
    var state = SyntheticState.opened(Size(width: 80, height: 24))
    state.explore("7")
    let lesson = try LessonFile.parse(
      "@lesson 7\n@title T\n@data points-mix\n@step One\n@show Words.\n", path: "x.lesson")
    state.lesson.run = LessonRun(lesson)
    let frame = PlainEncoder.encode(ScreenFrame.draw(state))
    #expect(frame.contains("sector 1: nodes 0 to 4"), "\(frame)")
    #expect(state.diskArrangement.upper.maxY <= ScreenFrame.parts(state).lesson.y)
  }
}
