import Canvas
import DiskIndex
import Experiments

extension ExplorerState {
  /// What the screen in front can be written as; the first is what most people want.
  var exportChoices: [ExportChoice] {
    var choices: [ExportChoice] = []
    if screen == .search, search.trace != nil, !search.isStale {
      choices.append(
        ExportChoice(
          kind: .trace, title: "this search as JSON",
          fileName: "\(traceName).json"))
      choices.append(
        ExportChoice(
          kind: .feder, title: "this search as Milvus Feder's trace",
          fileName: "\(traceName)-feder.json"))
    }
    if exportedList != nil {
      let name = tableFileName
      for (format, ending) in [("CSV", "csv"), ("JSON", "json"), ("Markdown", "md")] {
        choices.append(
          ExportChoice(
            kind: .table, title: "\(tableTitle) as \(format)", fileName: "\(name).\(ending)"))
      }
    }
    for (format, ending) in [
      ("text", "txt"), ("coloured text (ANSI)", "ansi"), ("a picture (SVG)", "svg"),
    ] {
      choices.append(
        ExportChoice(
          kind: .screen, title: "the screen as \(format)",
          fileName: "screen-\(screen.rawValue).\(ending)"))
    }
    choices.append(
      ExportChoice(kind: .keys, title: "what was pressed so far", fileName: "session.keys"))
    return choices
  }

  /// Asks for the name of the chosen kind.
  mutating func chooseExport(_ choice: ExportChoice) {
    overlay = nil
    commandLine = CommandLineState(input: TextInput(choice.command))
  }

  /// Has a file written; without a kind its name says what goes into it.
  mutating func export(
    _ kind: ExportKind?, to path: String
  ) throws(ExplorerCommand.Fault) -> [Effect] {
    let ending = path.split(separator: "/").last?.split(separator: ".").last.map(String.init) ?? ""
    let kind = try exportKind(kind, ending)
    guard kind.extensions.contains(ending) else {
      let endings = kind.extensions.map { ".\($0)" }.joined(separator: ", ")
      throw .init(message: "a \(kind.rawValue) is written to a file that ends in \(endings)")
    }
    let content: FileRequest.Content =
      switch kind {
      case .trace: .trace(try finishedTrace(), missed: search.missed, names: names)
      case .feder: .feder(try finishedTrace())
      case .table: .text(try tableText(ending))
      case .screen: .text(screenText(ending))
      case .keys: .text(keyLog.text)
      }
    return write(FileRequest(path: path, content: content, replaces: false))
  }

  /// The kind that was asked for, else the one that the extension says.
  private func exportKind(
    _ asked: ExportKind?, _ ending: String
  ) throws(ExplorerCommand.Fault) -> ExportKind {
    if let asked { return asked }
    if ending == "json", screen == .search { return .trace }
    if let kind = [ExportKind.table, .screen, .keys].first(where: { $0.extensions.contains(ending) }
    ) {
      return kind
    }
    throw .init(message: "the name ends in .csv, .json, .md, .txt, .ansi, .svg or .keys")
  }

  private func finishedTrace() throws(ExplorerCommand.Fault) -> SearchTrace {
    guard let trace = search.trace, !search.isStale else {
      throw .init(message: "no search to export yet: 3 and Space run one")
    }
    return trace
  }

  /// Identifiers of the nodes that the search met.
  private var names: [UInt32: String] {
    search.labels.compactMapValues { $0.identifier.isEmpty ? nil : $0.identifier }
  }

  // MARK: - Tables and screens

  private func tableText(_ ending: String) throws(ExplorerCommand.Fault) -> String {
    if screen == .sweep, ending == "json", let report = sweepReport {
      return FileExport.json(report)
    }
    guard let table = exportTable(isForPeople: ending == "md") else {
      throw .init(message: "this screen has no table to export yet")
    }
    return switch ending {
    case "csv": table.csv()
    case "json": table.json()
    default: table.markdown()
    }
  }

  /// The table of the screen in front: in full precision, or rounded as people read it where that differs.
  private func exportTable(isForPeople: Bool) -> TextTable? {
    if screen == .sweep, isForPeople, let run = sweep.run, !run.rows.isEmpty {
      return SweepTable.table(sweep.rows, of: run, other: sweep.other, hidesTimings: false)
    }
    return exportedList?.table
  }

  /// The list that has the movement keys, with the row under the marker; `nil` where there is none yet.
  var exportedList: ExportedList? {
    switch screen {
    case .search:
      guard let index,
        let table = SearchExport(view: SearchView(state: self, index: index)).table
      else { return nil }
      return ExportedList(table, selected: selectedSearchRow(of: table.rows.count))
    case .node:
      guard let index = readableIndex else { return nil }
      return ExportedList(node, hopOfNode: NodeView(state: self, index: index).hopOfNode)
    case .prune: return readableIndex == nil ? nil : ExportedList(prune)
    case .disk:
      guard readableIndex != nil, let card = disk.card, let map = sectorMap else { return nil }
      return ExportedList(DiskView(state: self, card: card, map: map))
    case .sweep:
      let rows = sweep.rows
      guard !rows.isEmpty else { return nil }
      return ExportedList(SweepTable.exported(rows), selected: sweep.place.row(of: rows.count))
    case .log:
      let entries = log.entries
      guard !entries.isEmpty else { return nil }
      return ExportedList(
        columns: ["seconds", "kind", "text"], count: entries.count,
        selected: log.place.row(of: entries.count)
      ) { ["\(entries[$0].seconds)", entries[$0].kind.rawValue, entries[$0].text] }
    case .points:
      let lines = points.lines
      guard !lines.isEmpty else { return nil }
      return ExportedList(
        PointsScreen.exported(lines), selected: points.place.row(of: lines.count))
    case .film: return film.card == nil ? nil : ExportedList(film)
    case .library, .build, .learn: return nil
    }
  }

  private func selectedSearchRow(of count: Int) -> Int? {
    if search.isComparing {
      return traceComparison.flatMap { search.comparison?.shownHop(in: $0) }
    }
    return (search.pane == .upper ? search.upperPlace : search.lowerPlace).row(of: count)
  }

  private var tableTitle: String {
    switch screen {
    case .search: break
    case .node: return node.column == .predecessors ? "who points here" : "the neighbours"
    case .prune: return "the decisions"
    case .disk: return isShowingBytes ? "the fields of the sector" : "the sectors"
    default: return "the table"
    }
    switch tableName {
    case "expanded": return "the expanded nodes"
    case "missed": return "the missed neighbours"
    case "compared": return "the compared hops"
    default: return "the \(tableName)"
    }
  }

  private var tableName: String { SearchExport.name(search) }

  private var isShowingBytes: Bool { disk.pane == .bytes && disk.bytes != nil }

  private var tableFileName: String {
    switch screen {
    case .search: "\(traceName)-\(tableName)"
    case .node:
      "node\(ExportedList.text(node.current))-"
        + (node.column == .predecessors ? "predecessors" : "neighbours")
    case .prune: "prune\(ExportedList.text(prune.node))"
    case .disk: isShowingBytes ? "sector\(disk.sector)" : "sectors-\(shortName)"
    default: "\(screen.rawValue)-\(shortName)"
    }
  }

  private var shortName: String { index?.name ?? "session" }

  private var traceName: String {
    let setting = search.setting
    return "trace-\(setting.source.fileName(number: setting.query))"
      + "-L\(setting.parameters.searchListSize)-W\(setting.parameters.beamWidth)"
  }

  /// The frame as it would be without the command line that asked for it.
  private func screenText(_ ending: String) -> String {
    var state = self
    state.overlay = nil
    state.commandLine = nil
    state.notice = nil
    let frame = ScreenFrame.draw(state)
    return switch ending {
    case "ansi": ANSIEncoder.encode(frame, theme: theme)
    case "svg": SVGEncoder.encode(frame, theme: theme)
    default: PlainEncoder.encode(frame)
    }
  }
}
