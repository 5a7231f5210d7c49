import Canvas
import DiskIndex
import Experiments
import Testing
import VectorData

@testable import Explorer

@Suite("The Disk screen")
struct DiskReducerTests {
  private func opened(_ keys: String = "", size: Size = SyntheticState.size) -> ExplorerState {
    var state = SyntheticState.opened(size)
    state.explore("7" + keys)
    return state
  }

  @Test("It asks for the layout, and again when the cache has changed")
  func opens() {
    var state = SyntheticState.opened()
    let effects = state.press("7")
    #expect(effects == [.surveyDisk(state.job(.disk), cacheNodeCount: 0)])
    state.answerNodes(effects)
    #expect(state.disk.card?.layout == SyntheticDisk.layout && state.jobs[.disk] == nil)
    #expect(state.press("37") == [])
    state.walk("3:cache 40<Enter>")
    #expect(state.press("7") == [.surveyDisk(state.job(.disk), cacheNodeCount: 40)])
  }

  @Test("A map of any number of sectors has a cell for each, at every zoom")
  func map() {
    for total in [1, 2, 25, 76, 77, 10_000, 1_234_567] {
      for zoom in 0..<25 {
        let map = SectorMap(columns: 76, rows: 13, sectorTotal: total, zoom: zoom)
        #expect(map.scale.nonzeroBitCount == 1)
        #expect(zoom > 0 || map.rowTotal <= 13)
        var next = 0
        for row in 0..<min(map.rowTotal, 40) {
          for column in 0..<76 {
            let cell = map.sectors(row: row, column: column)
            #expect(cell.lowerBound == next)
            next = cell.upperBound
          }
        }
        #expect(next == min(total, 40 * map.sectorsPerRow))
        let first = map.firstRow(selected: total - 1)
        let last = (total - 1) / map.sectorsPerRow
        #expect(first <= last && last < first + 13)
      }
    }
  }

  @Test("Arrows move by cells, g goes to a sector; neither leaves the file")
  func moves() {
    var state = opened()
    state.explore("lll")
    #expect(state.disk.sector == 4)
    state.explore("hhhhhhhhh")
    #expect(state.disk.sector == 0)
    state.explore("G")
    #expect(state.disk.sector == 24)
    state.explore("jl")
    #expect(state.disk.sector == 24)
    state.explore("g7<Enter>")
    #expect(state.disk.sector == 7 && state.disk.pane == .bytes)
    #expect(state.disk.bytes?.sector.number == 7)
    state.press("<Esc>:disk 25<Enter>")
    #expect(state.commandLine?.fault?.contains("between 0 and 24") == true)
  }

  @Test("n goes from mark to mark, around; on a layer without marks it says so")
  func marks() {
    var state = SyntheticState.opened()
    state.explore("c7")
    let read = Set(state.search.hopsShown.flatMap { $0.expanded }.compactMap(\.ssdSector)).sorted()
    #expect(read.count > 2)
    state.explore(":disk 0<Enter><Esc>")
    for sector in read {
      state.explore("n")
      #expect(state.disk.sector == sector)
    }
    state.explore("n")
    #expect(state.disk.sector == read[0])
    state.explore("vn")
    #expect(state.notice != nil && state.disk.sector == read[0])
  }

  @Test("From the Node screen d shows the node's record; Enter there leads back to a node, Esc too")
  func record() throws {
    var state = SyntheticState.opened()
    state.explore("4:node 17<Enter>")
    let effects = state.press("d")
    #expect(state.screen == .disk && state.disk.pane == .bytes)
    state.answerNodes(effects)
    let card = try #require(state.disk.bytes)
    let lines = SectorLines(card, bytesPerLine: SectorLines.fullWidth).lines
    #expect(lines[state.disk.bytesPlace.selected].field.content == .vector(17, first: 0))
    state.explore("<Enter>")
    #expect(state.screen == .node && state.node.current == 17)
    state.explore("<Esc>")
    #expect(state.screen == .disk)
  }

  @Test("The reads of all queries are counted on demand, and can be stopped")
  func heat() {
    var state = opened()
    let effects = state.press("r")
    #expect(effects == [.measureHeat(state.job(.heat), state.search.setting)])
    #expect(state.disk.layer == .queries && state.press("r") == [])
    #expect(state.press("x") == [.cancel(state.job(.heat))])
    state.answer(.failed(state.job(.heat), .heat, .cancelled))
    #expect(state.disk.heat == nil && state.jobs[.heat] == nil)
    state.explore("r")
    #expect(state.disk.heat?.queryCount == 200)
  }

  @Test("Every byte of a sector is in one line, except hidden zeros that are counted")
  func lines() throws {
    for keys in [":disk 3<Enter>", ":disk 0<Enter>"] {
      let card = try #require(opened(keys).disk.bytes)
      for width in [8, 16] {
        var next = 0
        for line in SectorLines(card, bytesPerLine: width).lines {
          #expect(line.bytes.lowerBound == next && line.bytes.count <= width)
          #expect(line.field.bytes.contains(line.bytes.lowerBound))
          next = line.bytes.upperBound + line.hiddenZeroCount
        }
        #expect(next == DiskLayout.sectorBytes)
      }
    }
  }
}
