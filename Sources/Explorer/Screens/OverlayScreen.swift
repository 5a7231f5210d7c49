import Canvas

/// What lies over a screen: help, explanation, failure, question.
enum OverlayScreen {
  /// Draws the overlay in the middle of the body.
  static func draw(
    _ overlay: Overlay, _ state: ExplorerState, on canvas: inout Canvas, in body: Rect
  ) {
    switch overlay {
    case .help(let help): HelpView(help: help, state: state, body: body).draw(on: &canvas)
    case .explanation(let firstLine):
      let (title, text) = state.explanation
      drawText(text, title: title, on: &canvas, in: place(76, body, state), firstLine: firstLine)
    case .failure(let title, let message):
      drawText(
        message, title: title, on: &canvas, in: place(76, body, state), firstLine: 0,
        role: .failure)
    case .export(let list): drawExport(list, state, on: &canvas, in: place(76, body, state))
    case .kept(let listings, let list):
      drawKept(listings, list, on: &canvas, in: place(76, body, state))
    case .confirmation(let confirmation):
      drawText(
        confirmation.question + "\n\ny yes    n no", title: "Sure?", on: &canvas,
        in: place(76, body, state), firstLine: 0)
    }
  }

  /// The middle of the body, so many columns wide; all of it where nothing may be cut off.
  static func place(_ columns: Int, _ body: Rect, _ state: ExplorerState) -> Rect {
    guard !state.isSpoken, body.width > columns else { return body }
    return Rect(
      x: body.x + (body.width - columns) / 2, y: body.y, width: columns, height: body.height)
  }

  private static func drawText(
    _ text: String, title: String, on canvas: inout Canvas, in body: Rect, firstLine: Int,
    role: Role = .text
  ) {
    let width = body.width
    let lines = WordWrap.lines(of: text, width: max(width - 4, 1))
    let height = min(lines.count + 2, body.height)
    let box = centred(width: width, height: height, in: body)
    let first = min(firstLine, max(lines.count - (height - 2), 0))
    let isCut = lines.count > height - 2
    let inner = canvas.pane(
      box, title: title,
      trailing: isCut ? "\(first + 1)-\(first + height - 2) of \(lines.count)" : "",
      isFocused: true
    ).inset(columns: 1)
    for (row, line) in lines.dropFirst(first).prefix(inner.height).enumerated() {
      canvas.put(line, x: inner.x, y: inner.y + row, role: role, width: inner.width)
    }
  }

  /// What the screen can be written as, with the names that are offered.
  private static func drawExport(
    _ place: ListPlace, _ state: ExplorerState, on canvas: inout Canvas, in body: Rect
  ) {
    let choices = state.exportChoices
    let box = centred(
      width: body.width, height: min(body.height, choices.count + 2), in: body)
    let inner = canvas.pane(
      box, title: "Export: what?", trailing: "Enter asks for the name", isFocused: true)
    var table = TextTable(
      columns: [
        .init("what", width: .flexible(minimum: 20), priority: 9),
        .init("file", width: .fitting(maximum: 34), priority: 5),
      ],
      rows: choices.map { [.init($0.title), .init($0.fileName, role: .dim)] },
      selectedRow: place.row(of: choices.count), showsHeader: false)
    table.scrollOffset = place.firstVisible(count: choices.count, height: inner.height)
    table.draw(on: &canvas, in: inner)
  }

  /// The runs that were kept.
  private static func drawKept(
    _ listings: [KeptSweepListing], _ place: ListPlace, on canvas: inout Canvas, in body: Rect
  ) {
    let box = centred(
      width: body.width, height: min(body.height, max(listings.count, 1) + 3), in: body)
    let inner = canvas.pane(
      box, title: "Kept runs of sweeps", trailing: Format.plural(listings.count, "run"),
      isFocused: true)
    guard !listings.isEmpty else {
      canvas.put(
        "none yet: s on the Sweep screen keeps the run that is shown", x: inner.x + 1, y: inner.y,
        role: .dim, width: inner.width - 1)
      return
    }
    var table = TextTable(
      columns: [
        .init("name", width: .flexible(minimum: 16), priority: 9),
        .init("index", width: .fitting(maximum: 24), priority: 5),
        .init("rows", align: .right, width: .fitting(maximum: 5), priority: 7),
        .init("recall", align: .right, width: .fitting(maximum: 13), priority: 6),
      ],
      rows: listings.map { listing in
        guard listing.fault == nil else {
          return [.init(listing.name, role: .failure), .init(listing.fault ?? "", role: .failure)]
        }
        return [
          .init(listing.name), .init(listing.indexName), .init("\(listing.rowCount)"),
          .init(listing.recallText),
        ]
      }, selectedRow: place.row(of: listings.count))
    table.scrollOffset = place.firstVisible(
      count: listings.count, height: table.visibleRowCount(height: inner.height))
    table.draw(on: &canvas, in: inner)
  }

  static func centred(width: Int, height: Int, in body: Rect) -> Rect {
    Rect(
      x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width: width,
      height: height)
  }
}
