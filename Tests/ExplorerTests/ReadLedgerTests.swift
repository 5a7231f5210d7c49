import Canvas
import DiskIndex
import Foundation
import TestSupport
import Testing
import Vamana
import VectorData

@testable import Experiments
@testable import Explorer

@Suite("What each switch did to the reads of a search")
struct ReadLedgerTests {
  @Test("A read that only one of the two makes is saved or caused, in the hop of its number")
  func counts() {
    let ledger = ReadLedger(
      reads: [[1, 2], [3], [9]],
      without: [(.navigation, [[1], [4, 5], [3], [6], [7]]), (.stop, [[1, 2], [3], [9]])],
      withoutAny: [[1], [2, 3, 4, 5], [6, 7, 8]])
    #expect(ledger.readCount == 4 && ledger.readsWithoutAny == 8)
    let navigation = ledger.lines[0]
    #expect(navigation.saved == [0, 2, 0, 2] && navigation.caused == [1, 0, 1])
    #expect(navigation.readsWithout == 6)
    #expect(ledger.lines[1].saved == [0, 0, 0, 0] && ledger.lines[1].caused == [0, 0, 0])
    #expect(ledger.causes == [2: [.navigation], 9: [.navigation]])
  }

  @Test("Cached nodes and those of a read page are no reads")
  func sources() {
    var trace = SearchTrace(query: 0, parameters: SearchParameters())
    var hop = TraceHop(number: 1)
    let sources: [NodeSource] = [
      .cache, .ssd(sector: 1, readMicroseconds: 5), .page(sector: 1), .memory,
    ]
    hop.expanded = sources.enumerated().map {
      TraceExpansion(node: NodeID($0), source: $1, sketchDistance: 0, exactDistance: 0)
    }
    trace.hops = [hop, TraceHop(number: 2)]
    #expect(ReadLedger.reads(of: trace) == [[1], []])
  }
}

/// The engine runs every search of a ledger: what it says of a switch is what happens when that is turned off.
@Suite("The ledger of a session tells what turning a switch off does")
struct ReadLedgerSessionTests {
  private static func index(in folder: TemporaryFolder) throws -> String {
    var random = SeededGenerator(seed: 8)
    var base = try OutputFile(path: folder.file("base.fbin"))
    try base.append(elements: [Int32(400), 96])
    try base.append(elements: (0..<400 * 96).map { _ in Float(random.nextUnit()) })
    try base.finish()
    var queries = try OutputFile(path: folder.file("query.fbin"))
    try queries.append(elements: [Int32(2), 96])
    try queries.append(elements: (0..<2 * 96).map { _ in Float(random.nextUnit()) })
    try queries.finish()
    var request = IndexBuild.Request(dataPath: folder.file("base.fbin"), prefix: folder.file("a"))
    request.graph.maxDegree = 12
    request.graph.searchListSize = 24
    request.codeSize = .bytes(24)
    request.notes.queriesPath = folder.file("query.fbin")
    _ = try IndexBuild.run(request, control: JobControl())
    _ = try IndexLayout.run(
      prefix: folder.file("a"), target: folder.file("b"), order: .graph,
      vectorPages: true, navigation: NavigationSize(share: 1), threadCount: 1)
    return folder.file("b")
  }

  @Test("Every switch, all of them on")
  func addsUp() throws {
    let folder = try TemporaryFolder()
    var options = ExplorerOptions(prefix: try Self.index(in: folder))
    options.hidesTimings = true
    let session = ExplorerSession(
      options: options,
      places: LibraryPlaces(
        dataSetFolders: [], cacheFolder: folder.path + "/cache", folders: []), wake: {})
    defer { session.shutDown() }
    let press = { (script: String) in
      for key in try KeyScript.parse(script) {
        session.handle(key)
        session.waitUntilIdle()
      }
    }
    session.resize(to: Size(width: 120, height: 40))
    session.waitUntilIdle()
    try press(":L 30<Enter>:W 4<Enter>:navigation on<Enter>:pages on<Enter>:pipelined on<Enter>")
    try press(":vectors on<Enter>:width 2<Enter>:stop 1.05<Enter>c")
    let ledger = try #require(session.state.search.ledger)
    #expect(ledger.readCount == session.state.search.trace?.statistics.readCount)
    #expect(ledger.lines.map(\.way) == ReadSavings.Way.allCases)
    for line in ledger.lines {
      #expect(
        line.readsWithout == ledger.readCount + line.saved.reduce(0, +) - line.caused.reduce(0, +))
      try press(":\(line.way.rawValue) off<Enter>")
      #expect(session.state.search.trace?.statistics.readCount == line.readsWithout)
      try press("u")
    }
    try press(":navigation off<Enter>:pages off<Enter>:pipelined off<Enter>")
    try press(":width off<Enter>:stop off<Enter>")
    #expect(session.state.search.trace?.statistics.readCount == ledger.readsWithoutAny)
    #expect(ledger.readCount < ledger.readsWithoutAny)
  }
}
