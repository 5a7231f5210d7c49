import Canvas
import DiskIndex
import Experiments
import Foundation
import Testing

@testable import Explorer

@Suite("Tables of every screen, and the clipboard")
struct CopyAndExportTests {
  /// What the export command wrote.
  private func written(_ effects: [Effect]) -> String? {
    for case .write(_, let file) in effects {
      if case .text(let text) = file.content { return text }
    }
    return nil
  }

  private func rows(_ json: String?) throws -> [[String: Any]] {
    let data = Data(try #require(json).utf8)
    return try #require(JSONSerialization.jsonObject(with: data) as? [[String: Any]])
  }

  @Test("Node: the column that has the keys, with who points to whom")
  func node() throws {
    var state = SyntheticState.opened()
    state.explore("c4")
    let out = try rows(written(state.press(":export table n.json<Enter>")))
    let links = state.node.neighbours
    #expect(out.count == links.count && !links.isEmpty)
    #expect(out.first?["from"] as? Int == Int(state.node.current ?? 0))
    #expect(out.map { $0["to"] as? Int } == links.map { Int($0.node) })
    state.explore("hh")
    let predecessors = state.node.predecessorLinks
    let incoming = try rows(
      written(
        state.press(":export p.csv<Enter>:export table p.json<Enter>")
          .suffix(1)))
    #expect(incoming.count == predecessors.count)
    #expect(incoming.allSatisfy { $0["to"] as? Int == Int(state.node.current ?? 0) })
  }

  @Test("Prune: every decision with its numbers")
  func prune() throws {
    var state = SyntheticState.opened()
    state.explore("5jj")
    let out = try rows(written(state.press(":export table p.json<Enter>")))
    let report = try #require(state.prune.report)
    #expect(out.map { $0["candidate"] as? Int } == report.decisions.map { Int($0.node) })
    #expect(out.map { $0["decision"] as? String } == report.decisions.map(\.outcome.rawValue))
    #expect(out.contains { $0["by"] is Int && $0["factor"] is Double })
  }

  @Test("Disk: all sectors with their reads; with the bytes in hand the fields of the sector")
  func disk() throws {
    var state = SyntheticState.opened()
    state.explore("c7")
    let sectors = try rows(written(state.press(":export table d.json<Enter>")))
    let card = try #require(state.disk.card)
    #expect(sectors.count == card.layout.sectorTotal)
    let reads = sectors.reduce(0) { $0 + ($1["readsOfSearch"] as? Int ?? 0) }
    #expect(reads == state.search.trace?.statistics.readCount)
    #expect(sectors.reduce(0) { $0 + ($1["nodes"] as? Int ?? 0) } == card.layout.nodeCount)
    state.explore("<Enter>")
    let fields = try rows(written(state.press(":export table f.json<Enter>")))
    #expect(fields.reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) } == 4096)
    #expect(fields.contains { $0["field"] as? String == "degree" && $0["node"] is Int })
  }

  @Test("The export menu offers a table on every screen that has a list", arguments: "45678")
  func menu(screen: Character) {
    var state = SyntheticState.sweeping(rows: 3)
    state.explore("3c\(screen)")
    #expect(state.exportChoices.contains { $0.kind == .table })
    #expect(state.exportChoices.last?.kind == .keys)
  }

  @Test("The copy key takes the selected row, the path of an index, the field of the form")
  func copies() {
    var state = SyntheticState.library()
    state.press("y")
    #expect(state.clipboard == "/cache/debian-packages")
    #expect(state.notice?.text == "copied: /cache/debian-packages")
    state = SyntheticState.opened()
    state.press("y")
    #expect(state.clipboard == nil && state.notice?.isWarning == true)
    state.walk("cjy")
    let second = state.search.trace?.results[1]
    #expect(state.clipboard?.hasPrefix("2\t\(second?.node ?? 0)\t") == true)
    state.explore("4y")
    #expect(state.clipboard?.hasPrefix("\(state.node.current ?? 9)\t") == true)
  }
}
