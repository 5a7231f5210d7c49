import Canvas
import DiskIndex

extension ExplorerState {
  /// Two clicks on one cell within so many seconds are Enter.
  private static let doubleClickSeconds = 0.4

  /// Answers the left button: a tab, a hint of the footer, a row of a list, a cell of the map of the file.
  mutating func click(x: Int, y: Int) -> [Effect] {
    let isDouble =
      lastClick.map {
        $0.x == x && $0.y == y && seconds - $0.seconds < Self.doubleClickSeconds
      } ?? false
    lastClick = isDouble ? nil : Click(x: x, y: y, seconds: seconds)
    guard commandLine == nil, build.input == nil else { return [] }
    guard overlay == nil else { return clickInOverlay(x: x, y: y, isDouble: isDouble) }
    let row = Rect(x: 0, y: y, width: size.width, height: 1)
    if y == 0 {
      return HeaderBar.screen(at: x, self, in: row).map { attempt(.show($0)) } ?? []
    }
    if y == size.height - 1 {
      return FooterBar.action(at: x, self, in: row).map { attempt($0) } ?? []
    }
    if let effects = clickOnMap(x: x, y: y) { return effects + (isDouble ? press(.enter) : []) }
    guard let (focused, step) = list(atX: x, y: y) else { return [] }
    self = focused
    let effects = move(by: step)
    // Enter on the Sweep screen runs a sweep: too much for a click.
    return effects + (isDouble && screen != .sweep ? press(.enter) : [])
  }

  /// Answers the wheel: three rows of the list that has the keys.
  mutating func scroll(isUp: Bool) -> [Effect] {
    guard commandLine == nil, build.input == nil else { return [] }
    guard overlay != nil else { return move(by: isUp ? -3 : 3) }
    return (0..<3).flatMap { _ in pressInOverlay(isUp ? .up : .down) }
  }

  private mutating func clickInOverlay(x: Int, y: Int, isDouble: Bool) -> [Effect] {
    switch overlay {
    case .help, .export, .kept:
      guard let step = stepInOverlay(toX: x, y: y) else {
        overlay = nil
        return []
      }
      let key: Key = step < 0 ? .up : .down
      let effects = (0..<abs(step)).flatMap { _ in pressInOverlay(key) }
      return effects + (isDouble ? pressInOverlay(.enter) : [])
    case .explanation, .failure:
      overlay = nil
      return []
    case .confirmation, nil: return []
    }
  }

  /// Entries from the selected one of the overlay's list to the one at a cell.
  private func stepInOverlay(toX x: Int, y: Int) -> Int? {
    guard case .help(let help) = overlay else { return step(toX: x, y: y) }
    let body = ScreenFrame.overlayBody(self)
    let count = help.bindings(on: screen).count
    guard let entry = HelpView(help: help, state: self, body: body).entry(atX: x, y: y),
      let selected = help.place.row(of: count)
    else { return nil }
    return entry - selected
  }

  /// Rows from the selected one to the one at a cell; `nil` where that is no row of the list with the keys.
  private func step(toX x: Int, y: Int) -> Int? {
    let frame = ScreenFrame.draw(self)
    guard let rows = frame.focusedRows, let cursor = frame.cursor, rows.contains(x: x, y: y) else {
      return nil
    }
    return y - cursor.y
  }

  /// The list at a cell: a state in which it has the keys, and the rows to move by in it.
  private func list(atX x: Int, y: Int) -> (ExplorerState, Int)? {
    for state in [self] + otherFocuses {
      if let step = state.step(toX: x, y: y) { return (state, step) }
    }
    return nil
  }

  /// This state with the keys in each other list of the screen.
  private var otherFocuses: [ExplorerState] {
    switch screen {
    case .search where !search.isComparing:
      var other = self
      other.search.pane = search.pane == .upper ? .lower : .upper
      return [other]
    case .node:
      return NodeState.Column.allCases.filter { $0 != node.column }.map { column in
        var other = self
        other.node.column = column
        return other
      }
    default: return []
    }
  }

  /// A cell of the map of the index file; `nil` where there is none.
  private mutating func clickOnMap(x: Int, y: Int) -> [Effect]? {
    let arrangement = diskArrangement
    guard screen == .disk, disk.pane == .map || arrangement.showsBoth, let map = sectorMap,
      arrangement.map.contains(x: x, y: y)
    else { return nil }
    let row = map.firstRow(selected: disk.sector) + y - arrangement.map.y
    let sectors = map.sectors(row: row, column: x - arrangement.map.x)
    guard !sectors.isEmpty else { return [] }
    disk.pane = .map
    return select(sector: sectors.lowerBound)
  }
}

/// Where and when the left button was pressed.
struct Click: Sendable, Equatable {
  /// The column.
  var x: Int
  /// The row.
  var y: Int
  /// In seconds of the session.
  var seconds: Double
}
