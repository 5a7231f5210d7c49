import Canvas

/// The key table over a screen, group by group; entries that cannot be done now are dim and say why.
struct HelpView {
  private static let scopeColumns = 10
  /// Below so many columns each entry has its groups left out and the keys that fit in few columns.
  private static let wideColumns = 60

  private let help: HelpState
  private let state: ExplorerState
  private let bindings: [KeyBinding]
  private let place: Rect
  private let list: WrappedList

  /// The help for the screen in front, in the middle of `body`.
  init(help: HelpState, state: ExplorerState, body: Rect) {
    self.help = help
    self.state = state
    bindings = help.bindings(on: state.screen)
    place = OverlayScreen.place(78, body, state)
    list = Self.list(bindings, help, state, columns: place.width - 2)
  }

  private static func list(
    _ bindings: [KeyBinding], _ help: HelpState, _ state: ExplorerState, columns: Int
  ) -> WrappedList {
    let isWide = columns >= wideColumns
    let keyColumns = isWide ? 13 : 6
    return WrappedList(
      fieldWidths: (isWide ? [scopeColumns] : []) + [keyColumns],
      entries: bindings.enumerated().map { place, binding in
        let isFirst = place == 0 || bindings[place - 1].scope != binding.scope
        let scope = TextTable.Field(isFirst ? binding.scope.rawValue : "", role: .title)
        let keys = TextTable.Field(
          binding.keyNames(columns: keyColumns, glyphs: state.glyphs), role: .focus)
        let obstacle = state.obstacle(to: binding.action)
        return WrappedList.Entry(
          (isWide ? [scope] : []) + [keys],
          obstacle.map { .init("\(binding.help) (\($0))", role: .dim) } ?? .init(binding.help))
      }, selectedEntry: help.place.row(of: bindings.count))
  }

  /// The box: as high as its lines, at most the body.
  private var box: Rect {
    let lines = list.lineCount(width: place.width - 2, glyphs: state.glyphs)
    return OverlayScreen.centred(
      width: place.width, height: min(place.height, max(lines, 1) + 2), in: place)
  }

  /// Draws it.
  func draw(on canvas: inout Canvas) {
    let filter = help.filter.map { "  filter: \($0.text)" } ?? ""
    let inner = canvas.pane(
      box, title: "Keys\(filter)", trailing: Format.plural(bindings.count, "entry", "entries"),
      isFocused: true)
    guard !bindings.isEmpty else {
      canvas.put("nothing matches; Esc shows all", x: inner.x + 1, y: inner.y, role: .dim)
      return
    }
    list.draw(on: &canvas, in: inner)
  }

  /// The entry at a cell.
  func entry(atX x: Int, y: Int) -> Int? {
    let inner = box.inset(columns: 1, rows: 1)
    guard inner.contains(x: x, y: y) else { return nil }
    return list.entry(atRow: y - inner.y, in: inner, glyphs: state.glyphs)
  }
}

extension KeyBinding {
  /// The keys that fit in so many columns, the one for hints first.
  fileprivate func keyNames(columns: Int, glyphs: Glyphs) -> String {
    let names = keys.map(\.hintName)
    let counts = (1...max(names.count, 1)).reversed()
    let texts = counts.map { names.prefix($0).joined(separator: " ") }
    return texts.first { glyphs.columns(of: $0) <= columns } ?? names.first ?? ""
  }
}
