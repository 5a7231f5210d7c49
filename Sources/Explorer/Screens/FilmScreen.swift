import Canvas
import Experiments
import Vamana
import VectorData

/// The construction of the index as a film: a picture of the graph, the insertion in words, the graph in
/// numbers, and where in the film one stands.
enum FilmScreen {
  /// Draws the screen: picture and words side by side, or one of them where it is small or said.
  static func draw(_ state: ExplorerState, on canvas: inout Canvas, in body: Rect) {
    guard state.readableIndex != nil, state.filmObstacle == nil, let card = state.film.card,
      let scene = state.film.scene
    else {
      EmptyNote.draw(note(state), on: &canvas, in: body, title: "Film of the build")
      return
    }
    let view = FilmView(state: state, card: card, scene: scene)
    if state.isSpoken {
      view.drawLines(on: &canvas, in: body)
    } else if body.width >= 70, body.height >= 19 {
      view.drawWhole(on: &canvas, in: body)
    } else {
      view.drawSmall(on: &canvas, in: body)
    }
  }

  /// What stands there instead of a film.
  private static func note(_ state: ExplorerState) -> String {
    guard state.readableIndex != nil else { return state.noIndexNote }
    if let obstacle = state.filmObstacle { return "No film: \(obstacle)." }
    if let job = state.jobs[.film] {
      return "The engine builds the index again and writes down what it does:\n\n"
        + JobText.line(job, at: state.seconds, state) + "\n\nx stops it."
    }
    if let fault = state.film.fault { return "No film: \(fault)" }
    return "The film of the build of this index: F records it."
  }
}

/// What the Film screen shows.
struct FilmView {
  let state: ExplorerState
  let card: FilmCard
  let scene: FilmScene
  let film: FilmState

  init(state: ExplorerState, card: FilmCard, scene: FilmScene) {
    self.state = state
    self.card = card
    self.scene = scene
    film = state.film
  }

  var glyphs: Glyphs { state.glyphs }
  /// Whether the build was the paper's.
  var isPaper: Bool { card.parameters.reading == .paper }

  // MARK: - Titles

  /// "insertion 87 of 199".
  var placeTitle: String {
    guard let (part, number) = card.place(of: scene.moment) else {
      return "before the first insertion"
    }
    switch part.kind {
    case .lots: return "a graph drawn by lot"
    case .insertions:
      return "insertion \(Format.count(number)) of \(Format.count(part.frames.count))"
    case .ending: return "the last look"
    }
  }

  /// "pass 2, alpha 1.2".
  func title(of part: BuildFilm.Part) -> String {
    switch part.kind {
    case .lots: "by lot"
    case .insertions:
      "\(isPaper ? "pass \(part.pass)" : "one pass"), alpha \(Format.alpha(part.alpha))"
    case .ending: "last look"
    }
  }

  /// What was built and how, in as many words as so many columns hold.
  private func filmTitle(columns: Int) -> String {
    let parameters = card.parameters
    let whose = card.isOfIndex ? "this index's build" : "another build"
    let passes = isPaper ? "the paper's passes" : "DiskANN's pass"
    let sizes = "R \(parameters.maxDegree)  L \(parameters.searchListSize)"
    let alpha = "alpha \(Format.alpha(parameters.alpha))"
    let isBare = !isPaper && !parameters.saturates
    let (fill, shortFill) = isBare ? ("  not filled up", "  bare") : ("", "")
    return Format.fitting(
      [
        "\(whose): \(passes), \(sizes)  \(alpha)\(fill)",
        "\(card.isOfIndex ? "this index" : "another"): \(passes), \(sizes)  \(alpha)\(fill)",
        "\(passes), \(sizes)  \(alpha)\(fill)",
        "\(sizes)  \(alpha)\(fill)", "\(sizes)  \(alpha)\(shortFill)",
      ], columns: columns)
  }

  /// "moment 87 of 200", as wide at every moment.
  private var momentText: String {
    let count = Format.count(card.momentCount)
    let number = Format.count(film.moment)
    return "moment " + String(repeating: " ", count: max(count.count - number.count, 0))
      + "\(number) of \(count)"
  }

  // MARK: - Arrangements

  func drawWhole(on canvas: inout Canvas, in body: Rect) {
    let hasLabels = body.height >= 30
    let (upper, lower) = body.split(bottom: hasLabels ? 4 : 3)
    let (left, right) = upper.split(left: body.width * (body.width >= 108 ? 62 : 58) / 100)
    let isFigures = film.facet == .numbers
    let picture = canvas.pane(
      left, title: isFigures ? "the whole film in numbers" : pictureTitle,
      trailing: isFigures ? "" : planeText, isFocused: true
    ).inset(columns: 1)
    if isFigures {
      drawOutline(on: &canvas, in: picture)
    } else {
      drawPicture(on: &canvas, in: picture)
    }
    drawBeside(on: &canvas, in: right)
    // A pane keeps four columns for itself and three between its title and the text at the right.
    let title = filmTitle(columns: lower.width - 7 - momentText.count)
    let bar = canvas.pane(lower, title: title, trailing: momentText).inset(columns: 1)
    drawScrubber(on: &canvas, in: bar, hasLabels: hasLabels)
  }

  /// The insertion in words over the graph in numbers, both where they always stand.
  private func drawBeside(on canvas: inout Canvas, in rect: Rect) {
    let inner = canvas.pane(rect, title: placeTitle).inset(columns: 1)
    let numberRows = inner.height >= 26 ? max(inner.height * 45 / 100, 12) : 7
    let (words, below) = inner.split(bottom: numberRows + 1)
    drawWords(on: &canvas, in: words)
    canvas.paneRule(in: rect, y: below.y, title: numbersTitle)
    drawNumbers(on: &canvas, in: below.split(top: 1).bottom)
  }

  /// Below 70 columns or 19 rows: no boxes; the numbers take the place of the picture.
  func drawSmall(on canvas: inout Canvas, in body: Rect) {
    let (head, below) = body.split(top: 1)
    let number = "\(Format.count(film.moment))/\(Format.count(card.momentCount))"
    canvas.put(number, x: head.maxX - number.count, y: head.y, role: .title)
    let room = head.width - number.count - 1
    let node = scene.frame?.node
    canvas.put(
      Format.fitting(
        (node.map { ["\(placeTitle): node \($0)", "inserts node \($0)"] } ?? [placeTitle]),
        columns: room), x: head.x, y: head.y, role: .title, width: room)
    let (middle, bar) = below.split(bottom: 1)
    if film.facet == .numbers {
      drawNumbers(on: &canvas, in: middle)
    } else {
      let (picture, words) = middle.split(bottom: middle.height >= 5 ? 1 : 0)
      let series = drawMap(on: &canvas, in: picture)
      PlotLegend(series: series).draw(on: &canvas, in: words, glyphs: glyphs)
    }
    drawBar(on: &canvas, in: bar)
  }

  /// All in words, a line each.
  func drawLines(on canvas: inout Canvas, in body: Rect) {
    let moment = momentText.replacing("  ", with: " ")
    var lines = [(filmTitle(columns: .max), "\(moment): \(placeTitle)")]
    lines += facts.map { ($0.name, $0.text) }
    lines += numbers.map { ($0.name, $0.value) }
    for (row, line) in lines.prefix(body.height).enumerated() {
      canvas.put("\(line.0): \(line.1)", x: body.x, y: body.y + row, width: body.width)
    }
  }

  // MARK: - The scrubber

  private func drawScrubber(on canvas: inout Canvas, in rect: Rect, hasLabels: Bool) {
    drawBar(on: &canvas, in: rect.row(0))
    guard hasLabels, rect.height > 1 else { return }
    let bar = barArea(in: rect)
    for part in card.parts {
      let start = column(of: part.frames.lowerBound, in: bar)
      let end = column(of: part.frames.upperBound, in: bar)
      let text = title(of: part)
      guard end - start > text.count else { continue }
      canvas.put(text, x: start + (end - start - text.count) / 2 + 1, y: rect.y + 1, role: .dim)
    }
  }

  /// Speed, the film with a knob where one stands, percent.
  private func drawBar(on canvas: inout Canvas, in row: Rect) {
    let bar = barArea(in: row)
    let speed = FilmPlay.speeds[film.play?.speed ?? film.speed]
    let isPlaying = film.play != nil
    canvas.put(
      isPlaying ? "\(glyphs.marker) \(speed)/s" : "p plays", x: row.x, y: row.y,
      role: isPlaying ? .focus : .dim, width: bar.x - row.x - 1)
    canvas.fill(bar, Cell(glyphs.horizontal, role: .dim))
    let knob = column(of: film.moment, in: bar)
    for x in bar.x..<knob { canvas[x, row.y] = Cell(glyphs.horizontal, role: .focus) }
    for part in card.parts {
      let x = column(of: part.frames.lowerBound, in: bar)
      canvas[x, row.y] = Cell(glyphs.teeTop, role: x < knob ? .focus : .dim)
    }
    canvas[bar.x, row.y] = Cell(glyphs.teeLeft, role: .focus)
    canvas[bar.maxX - 1, row.y] = Cell(glyphs.teeRight, role: .dim)
    canvas[knob, row.y] = Cell(glyphs.expanded, role: .focus)
    let percent = film.moment * 100 / max(card.momentCount, 1)
    canvas.put("\(percent) %", x: bar.maxX + 1, y: row.y, width: 5, align: .right)
  }

  private func barArea(in rect: Rect) -> Rect {
    let row = rect.row(0)
    return row.split(left: min(8, row.width / 4)).right.split(right: 6).left
  }

  private func column(of moment: Int, in bar: Rect) -> Int {
    bar.x + (bar.width - 1) * moment / max(card.momentCount, 1)
  }
}
