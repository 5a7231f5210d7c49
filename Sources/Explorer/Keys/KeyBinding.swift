/// Where a key means what a binding says.
enum KeyScope: String, Sendable, CaseIterable {
  case everywhere = "Everywhere"
  case lists = "In lists"
  case library = "Library"
  case build = "Build"
  case search = "Search"
  case node = "Node"
  case prune = "Prune"
  case sweep = "Sweep"
  case disk = "Disk"
  case log = "Log"
  case learn = "Learn"
  case points = "Points"
  case film = "Film"
}

/// A line of the key table: it drives handling, the footer's hints and the help overlay.
struct KeyBinding: Sendable, Equatable {
  /// The keys, the one for hints first.
  var keys: [Key]
  /// What they do.
  var action: Action
  /// Where.
  var scope: KeyScope
  /// What the footer calls it, a word or two; `nil` keeps it out of the footer.
  var hint: String?
  /// What help says, a line.
  var help: String

  /// A binding.
  init(
    _ scope: KeyScope, _ keys: [Key], _ action: Action,
    hint: String? = nil, _ help: String
  ) {
    self.keys = keys
    self.action = action
    self.scope = scope
    self.hint = hint
    self.help = help
  }

  /// All keys as help shows them: "Space s →".
  var keyNames: String { keys.map(\.hintName).joined(separator: " ") }
}
