/// What can be written from a screen.
enum ExportKind: String, Sendable, CaseIterable {
  /// A search as JSON, to be opened again.
  case trace
  /// A search as Milvus' Knowhere gives it to Feder.
  case feder
  /// The list that has the movement keys: CSV, JSON or Markdown by the extension.
  case table
  /// The screen as it stands: text, ANSI or SVG by the extension.
  case screen
  /// What was pressed so far, for `beamscope replay`.
  case keys

  /// Extensions that a file of this kind may have.
  var extensions: [String] {
    switch self {
    case .trace, .feder: ["json"]
    case .table: ["csv", "json", "md"]
    case .screen: ["txt", "ansi", "svg"]
    case .keys: ["keys"]
    }
  }
}

/// A line of the menu behind the export key.
struct ExportChoice: Sendable, Equatable {
  /// What is written.
  var kind: ExportKind
  /// What the menu calls it.
  var title: String
  /// The name that is offered.
  var fileName: String

  /// The command that writes it.
  var command: String { "export \(kind.rawValue) \(fileName)" }
}
