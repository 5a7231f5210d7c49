import Experiments
import Testing
import VectorData

@testable import Explorer

@Suite("The command line")
struct CommandLineTests {
  @Test(
    "Lines become commands",
    arguments: [
      ("hop 7", ExplorerCommand.hop(7)), ("L 40", .searchListSizes([40])),
      ("L 50, 10 20,10", .searchListSizes([50, 10, 20])), ("W 2", .beamWidths([2])),
      ("K 10", .answerCount(10)), ("cache 512", .cache(512)), ("cache 12 000", .cache(12000)),
      ("query 17", .query(17)), ("find  text editor ", .find("text editor")),
      ("open /a b/index", .open("/a b/index", nil)), ("open x uint8", .open("x", .uint8)),
      ("queries q.fbin t", .queries(QueryFiles(queriesPath: "q.fbin", truthPath: "t"))),
      ("theme light", .theme("light")), ("inflight auto", .inflight(nil)),
      ("inflight 8", .inflight(8)), ("build", .build(nil)), ("build a.fbin", .build("a.fbin")),
      ("row 17", .row(17)), ("mid 3, 4", .midpoint(3, 4)),
      ("label text editor", .label("text editor")),
      ("vector 1,-2.5 3", .vector([1, -2.5, 3])),
      ("L 10..40 step 10", .searchListSizes([10, 20, 30, 40])),
      ("L 10..40:15,60", .searchListSizes([10, 25, 40, 60])),
      ("cache 0..20:10", .caches([0, 10, 20])),
      ("threads 1,2", .threads([1, 2])),
      ("pages on", .saving(.pages(true))), ("stop 1.5", .saving(.stop(1.5))),
      ("stop off", .saving(.stop(nil))), ("navigation on", .saving(.navigation(true))),
      ("pipelined off", .saving(.pipelined(false))), ("width 2", .saving(.width(2))),
      ("width off", .saving(.width(nil))),
      ("mouse off", .mouse(false)), ("keep", .keep(nil)), ("keep a b", .keep("a b")),
      ("kept", .kept), ("export keys a.keys", .export(.keys, "a.keys")),
      ("target 0.95", .target(SweepTarget(recall: 0.95, goal: .latency))),
      ("target recall 0.9 qps", .target(SweepTarget(recall: 0.9, goal: .qps))),
      ("export a.csv", .export(nil, "a.csv")),
      ("export screen a b.svg", .export(.screen, "a b.svg")),
      ("trace /a b.json", .trace("/a b.json")),
      ("q", .quit), ("q!", .quitAtOnce), ("sweep", .show(.sweep)), ("  log ", .show(.log)),
    ])
  func parses(line: String, command: ExplorerCommand) throws {
    #expect(try ExplorerCommand.parse(line) == command)
  }

  @Test(
    "Nonsense is answered with what is wrong",
    arguments: [
      "", "hopp 7", "hop", "hop seven", "hop -1", "K 0", "L", "L 0", "L ,", "W 1,x", "q now",
      "cache 99999999999", "log 3", "mid 4", "vector 1,x", "vector nan", "compare X 3",
      "compare index", "target 1.5", "target", "target 0.9 fast", "L 40..10", "L 10..20:0",
    ])
  func refuses(line: String) {
    #expect(throws: ExplorerCommand.Fault.self) { try ExplorerCommand.parse(line) }
  }

  @Test("Every word of the usage is a command")
  func usage() {
    for entry in ExplorerCommand.usage {
      let examples = [
        "mid": " 5 6", "compare": " L 5", "target": " 0.9", "pages": " on", "mouse": " on",
        "navigation": " on", "vectors": " on", "pipelined": " off", "points": " cut",
        "film": " paper",
      ]
      let operand = entry.operand.isEmpty ? "" : examples[entry.word] ?? " 5"
      #expect(throws: Never.self) { try ExplorerCommand.parse(entry.word + operand) }
    }
  }

  @Test("A faulty line stays open with the fault; the next key takes the fault away")
  func faultStays() {
    var state = SyntheticState.opened()
    state.press(":hopp<Enter>")
    #expect(state.commandLine?.fault?.contains("hopp") == true)
    state.press("<BS>")
    #expect(state.commandLine?.fault == nil)
    #expect(state.commandLine?.input.text == "hop")
  }

  @Test("Arrows recall lines, Tab completes a word")
  func history() {
    var state = SyntheticState.opened()
    state.press(":L 30<Enter>:W 2<Enter>:<Up><Up>")
    #expect(state.commandLine?.input.text == "L 30")
    state.press("<Down>")
    #expect(state.commandLine?.input.text == "W 2")
    state.press("<Esc>:k<Tab>")
    #expect(state.commandLine?.input.text == "ke" && state.commandLine?.fault == nil)
    state.press("<Esc>:thx<Tab>")
    #expect(state.commandLine?.fault == "no command begins with \"thx\"")
    state.press("<Esc>:the<Tab>")
    #expect(state.commandLine?.input.text == "theme ")
  }

  @Test("Text is edited at the cursor")
  func editing() {
    var input = TextInput("hp")
    _ = input.handle(.left)
    _ = input.handle("o")
    #expect(input.text == "hop" && input.cursor == 2)
    _ = input.handle(.home)
    _ = input.handle(.delete)
    #expect(input.text == "op")
    _ = input.handle(.end)
    _ = input.handle(" ")
    _ = input.handle("é")
    _ = input.handle(.control("w"))
    #expect(input.text == "op ")
    _ = input.handle(.control("u"))
    #expect(input.text.isEmpty && input.handle(.backspace) == .cancelled)
  }
}
