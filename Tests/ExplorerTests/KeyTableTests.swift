import Testing

@testable import Explorer

@Suite("The key table")
struct KeyTableTests {
  @Test("On no screen does a key mean two things", arguments: ScreenID.allCases)
  func unambiguous(screen: ScreenID) {
    var owners: [Key: Action] = [:]
    for binding in KeyTable.bindings(on: screen) {
      for key in binding.keys {
        // What a nearer scope has taken is not listed again.
        if let owner = owners[key] { Issue.record("\(key) is \(owner) and \(binding.action)") }
        owners[key] = binding.action
        #expect(KeyTable.action(for: key, on: screen) == binding.action)
      }
    }
  }

  @Test("Every binding has a key, and what help says is a line")
  func complete() {
    for binding in KeyTable.bindings {
      #expect(!binding.keys.isEmpty)
      #expect(!binding.help.isEmpty && binding.help.count <= 60, "\(binding.help)")
    }
  }

  @Test("Tabs have the digits of the design, the film a letter", arguments: ScreenID.allCases)
  func digits(screen: ScreenID) {
    for other in ScreenID.allCases {
      #expect(KeyTable.action(for: .character(screen.digit), on: other) == .show(screen))
    }
    #expect("1234567890F".contains(screen.digit))
  }

  @Test("The footer ends with help on every screen", arguments: ScreenID.allCases)
  func footer(screen: ScreenID) {
    let last = KeyTable.bindings(on: screen).last { $0.hint != nil }
    #expect(last?.action == .help)
  }

  @Test("Help lists what a screen's keys do, and its filter finds them by word and by key")
  func filter() {
    var help = HelpState()
    let all = help.bindings(on: .search)
    #expect(all.first?.scope == .search && all.last?.scope == .everywhere)
    help.filter = TextInput("beam width")
    #expect(help.bindings(on: .search).map(\.action) == [.prompt(.W)])
    help.filter = TextInput("PgDn")
    #expect(help.bindings(on: .log).map(\.action) == [.move(.pageDown)])
  }
}
