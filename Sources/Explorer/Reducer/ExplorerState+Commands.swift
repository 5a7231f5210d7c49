import Canvas
import VectorData

extension ExplorerState {
  /// Answers a key while the command line is open.
  mutating func pressInCommandLine(_ key: Key) -> [Effect] {
    guard var line = commandLine else { return [] }
    line.fault = nil
    switch line.input.handle(key) {
    case .editing: commandLine = line
    case .cancelled: commandLine = nil
    case .committed: return run(line.input.text)
    case .ignored:
      switch key {
      case .up: recall(&line, step: 1)
      case .down: recall(&line, step: -1)
      case .tab: complete(&line)
      default: break
      }
      commandLine = line
    }
    return []
  }

  private func recall(_ line: inout CommandLineState, step: Int) {
    let place = (line.historyPlace ?? -1) + step
    guard place < commandHistory.count else { return }
    guard place >= 0 else {
      line.historyPlace = nil
      line.input = TextInput()
      return
    }
    line.historyPlace = place
    line.input = TextInput(commandHistory[commandHistory.count - 1 - place])
  }

  /// Completes the word before the first blank as far as all commands that begin so agree.
  private func complete(_ line: inout CommandLineState) {
    let text = line.input.text
    guard !text.isEmpty, !text.contains(" ") else { return }
    let matches = ExplorerCommand.usage.filter { $0.word.hasPrefix(text) }
    guard let first = matches.first else {
      line.fault = "no command begins with \"\(text)\""
      return
    }
    let common = matches.reduce(first.word) { common, other in
      String(zip(common, other.word).prefix { $0 == $1 }.map(\.0))
    }
    let isWhole = matches.count == 1 && !first.operand.isEmpty
    line.input = TextInput(common + (isWhole ? " " : ""))
  }

  /// Runs a line; a faulty one stays open with what is wrong below it.
  private mutating func run(_ text: String) -> [Effect] {
    do throws(ExplorerCommand.Fault) {
      let effects = try execute(try ExplorerCommand.parse(text))
      commandLine = nil
      commandHistory.removeAll { $0 == text }
      commandHistory.append(text)
      return effects
    } catch {
      commandLine?.fault = error.message
      return []
    }
  }

  private mutating func execute(
    _ command: ExplorerCommand
  ) throws(ExplorerCommand.Fault) -> [Effect] {
    switch command {
    case .show(let screen): return show(screen)
    case .learn(let number):
      try startLesson(number: number)
      return []
    case .help:
      overlay = .help(HelpState())
      return []
    case .quit: return quit()
    case .quitAtOnce:
      isFinished = true
      return []
    case .open(let prefix, let type):
      return openIndex(prefix: UserPath.expanded(prefix), elementType: type)
    case .queries(let files):
      guard let index else { throw .init(message: "no index is open: press 1 and Enter") }
      return openIndex(prefix: index.prefix, elementType: index.elementType, queries: files)
    case .build(let path): return showBuildForm(path: path.map(UserPath.expanded))
    case .theme(let name): return try setTheme(name)
    case .glyphs(let name): return try setGlyphs(name)
    case .mouse(let isOn):
      usesMouse = isOn
      return []
    case .keep(let name): return try keepSweep(as: name)
    case .kept: return listKeptSweeps()
    case .export(let kind, let path): return try export(kind, to: UserPath.expanded(path))
    case .trace(let path): return openTrace(path: UserPath.expanded(path))
    case .threads, .inflight, .caches, .target, .name: return try executeInSweep(command)
    case .points(let command): return try change(command)
    case .film(let request): return try recordFilm(request)
    case .moment(let target): return try goToMoment(target)
    case .row, .label, .vector, .midpoint: return try executeQuery(command)
    case .compare(let request): return try compare(request)
    default:
      guard index != nil else { throw .init(message: "no index is open: press 1 and Enter") }
      if let effects = try executeOnIndex(command) { return effects }
      return try screen == .sweep ? executeInSweep(command) : executeInSearch(command)
    }
  }

  private mutating func showBuildForm(path: String?) -> [Effect] {
    screen = .build
    guard let path else { return [] }
    build.texts[.data] = path
    build.source = nil
    return estimate()
  }

  private mutating func setTheme(_ name: String) throws(ExplorerCommand.Fault) -> [Effect] {
    guard let theme = Theme.named(name) else {
      throw .init(
        message: "no theme \"\(name)\": \(Theme.all.map(\.name).joined(separator: ", "))")
    }
    self.theme = theme
    return []
  }

  private mutating func setGlyphs(_ name: String) throws(ExplorerCommand.Fault) -> [Effect] {
    guard let glyphs = Glyphs.named(name) else {
      throw .init(
        message: "no glyphs \"\(name)\": \(Glyphs.all.map(\.name).joined(separator: ", "))")
    }
    self.glyphs = glyphs
    return []
  }

  /// Has a file written.
  mutating func write(_ file: FileRequest) -> [Effect] {
    [.write(jobs.start(.write, title: "write \(file.path)", at: seconds), file)]
  }
}
