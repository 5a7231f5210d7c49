import Canvas
import VectorData

/// Data sets and indexes.
enum LibraryScreen {
  /// Draws the list and, below it, what is known of the selected entry.
  static func draw(_ state: ExplorerState, on canvas: inout Canvas, in body: Rect) {
    let library = state.library
    guard !library.entries.isEmpty else {
      let text =
        library.isScanned
        ? "No data and no index was found in the sample data, the cache folder or this folder.\n\n"
          + "Press o to open an index by its path, or 2 to build one from a file of vectors."
        : "looking for data and indexes …"
      EmptyNote.draw(text, on: &canvas, in: body, title: "Library")
      return
    }
    let detailRows = body.height >= 16 ? 8 : 0
    let (upper, lower) = body.split(bottom: detailRows)
    drawList(state, on: &canvas, in: upper)
    if detailRows > 0, let entry = library.selected {
      drawDetail(entry, state, on: &canvas, in: lower)
    }
  }

  private static func drawList(_ state: ExplorerState, on canvas: inout Canvas, in rect: Rect) {
    let entries = state.library.entries
    let nameColumns = min(entries.map { TextWidth.columns(of: name(of: $0)) }.max() ?? 0, 24)
    var table = TextTable(
      columns: [
        .init("kind", width: .fixed(7), priority: 7),
        // Blanks between columns and the least important ones go before a name is cut.
        .init("name", width: .flexible(minimum: max(nameColumns, 14)), priority: 9),
        .init("rows", align: .right, width: .fitting(maximum: 11), priority: 8),
        .init("dim", align: .right, width: .fitting(maximum: 5), priority: 5),
        .init("type", width: .fitting(maximum: 5), priority: 4),
        .init("R", align: .right, width: .fitting(maximum: 4), priority: 3),
        .init("L", align: .right, width: .fitting(maximum: 5), priority: 2),
        .init("alpha", align: .right, width: .fitting(maximum: 5), priority: 1),
        .init("PQ B", align: .right, width: .fitting(maximum: 4), priority: 2),
        .init("size", align: .right, width: .fitting(maximum: 9), priority: 5),
        .init("health", width: .fixed(10), priority: 6),
      ],
      rows: entries.map { row($0, state) },
      selectedRow: state.library.place.row(of: entries.count))
    let inner = canvas.pane(
      rect, title: "Library: sample data and indexes", trailing: "\(entries.count)", isFocused: true
    )
    table.scrollOffset = state.library.place.firstVisible(
      count: entries.count, height: table.visibleRowCount(height: inner.height))
    table.draw(on: &canvas, in: inner)
  }

  private static func row(_ entry: LibraryEntry, _ state: ExplorerState) -> [TextTable.Field] {
    switch entry {
    case .dataSet(let data):
      return [
        .init("data", role: .seriesA), .init(data.description.name),
        .init(Format.count(data.count)), .init("\(data.dimension)"),
        .init(data.elementType.rawValue), "", "", "", "", "",
        data.fault == nil ? .init("\(state.glyphs.good) ready", role: .good) : fault(state),
      ]
    case .index(let index):
      let isOpen = state.index?.prefix == index.prefix
      return [
        .init("index", role: .seriesB), .init(index.name),
        .init(index.count.map(Format.count) ?? "-"), number(index.dimension),
        .init(index.elementType?.rawValue ?? "-"), number(index.maxDegree),
        number(index.buildListSize), .init(index.alpha.map { "\($0)" } ?? "-"),
        number(index.pqBytes), .init(Format.bytes(index.diskBytes)),
        isOpen && index.health == .complete
          ? .init("\(state.glyphs.marker) open", role: .focus) : health(index, state),
      ]
    }
  }

  private static func name(of entry: LibraryEntry) -> String {
    switch entry {
    case .dataSet(let data): data.description.name
    case .index(let index): index.name
    }
  }

  private static func number(_ value: Int?) -> TextTable.Field {
    .init(value.map { "\($0)" } ?? "-")
  }

  private static func fault(_ state: ExplorerState) -> TextTable.Field {
    .init("\(state.glyphs.bad) faulty", role: .failure)
  }

  private static func health(_ index: IndexListing, _ state: ExplorerState) -> TextTable.Field {
    switch index.health {
    case .complete: .init("\(state.glyphs.good) complete", role: .good)
    case .verified: .init("\(state.glyphs.good) verified", role: .good)
    case .faulty: fault(state)
    }
  }

  /// A line of the detail: a name with its value, or running text without a name.
  private struct DetailLine {
    var name = ""
    var text: String
    var role = Role.text
  }

  private static func drawDetail(
    _ entry: LibraryEntry, _ state: ExplorerState, on canvas: inout Canvas, in rect: Rect
  ) {
    let (title, lines) = detail(entry, state)
    let inner = canvas.pane(rect, title: title).inset(columns: 1)
    var y = inner.y
    for line in lines {
      let indent = line.name.isEmpty ? 0 : 9
      let width = inner.width - indent
      for text in WordWrap.lines(of: line.text, width: width) where y < inner.maxY {
        canvas.put(line.name, x: inner.x, y: y, role: .dim, width: min(indent, inner.width))
        canvas.put(text, x: inner.x + indent, y: y, role: line.role, width: width)
        y += 1
      }
    }
  }

  private static func detail(
    _ entry: LibraryEntry, _ state: ExplorerState
  ) -> (title: String, lines: [DetailLine]) {
    switch entry {
    case .dataSet(let data): (data.description.title, detail(of: data))
    case .index(let index): (index.title, detail(of: index, state))
    }
  }

  private static func detail(of data: DataSetListing) -> [DetailLine] {
    var lines: [DetailLine] = []
    if let fault = data.fault { lines.append(DetailLine(text: fault, role: .failure)) }
    lines.append(DetailLine(text: data.description.summary))
    lines.append(DetailLine(name: "vectors", text: Format.path(data.basePath)))
    let extras = [
      data.description.queries.map { _ in "queries" },
      data.description.truth.map { _ in "their true neighbours" },
      data.description.names.map { _ in "names" },
      data.description.picture.map { _ in "pictures" },
    ].compactMap { $0 }
    if !extras.isEmpty {
      lines.append(DetailLine(name: "with", text: extras.joined(separator: ", ")))
    }
    lines.append(DetailLine(text: "Enter goes to the build form with good parameters."))
    return lines
  }

  private static func detail(of index: IndexListing, _ state: ExplorerState) -> [DetailLine] {
    var lines: [DetailLine] = []
    if case .faulty(let fault) = index.health {
      lines.append(DetailLine(text: fault, role: .failure))
    }
    lines.append(DetailLine(name: "files", text: "\(Format.path(index.prefix))_*"))
    if let path = index.dataPath {
      lines.append(DetailLine(name: "from", text: Format.path(path)))
    }
    if let metric = index.metric, metric != .l2 {
      lines.append(DetailLine(name: "metric", text: metric.valueName))
    }
    if let seed = index.seed { lines.append(DetailLine(name: "seed", text: "\(seed)")) }
    if let job = state.jobs[.verify], job.title.hasSuffix(" \(index.name)") {
      let text = "verifying  " + JobText.line(job, at: state.seconds, state)
      lines.append(DetailLine(text: text, role: .warning))
    } else if let job = state.jobs[.open] {
      lines.append(DetailLine(text: "\(job.title) …", role: .warning))
    } else if case .faulty = index.health {
      lines.append(DetailLine(text: "v lists every fault; d deletes the index."))
    } else {
      lines.append(DetailLine(text: "Enter opens it on the Search screen; v checks every byte."))
    }
    return lines
  }
}
