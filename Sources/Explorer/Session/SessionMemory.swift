import DiskIndex
import VectorData

/// Where a session was left: what the next one starts with.
public struct SessionMemory: Sendable, Equatable {
  /// The index that was open, by an absolute path.
  var prefix: String?
  /// The type of its vectors.
  var elementType: ElementType?
  /// Queries that the user named, if he did.
  var queries: QueryFiles?
  /// The screen in front.
  var screen = ScreenID.library
  /// The query of the file.
  var query = 0
  /// The row that was the query in its place.
  var row: NodeID?
  /// K, L, W, cache and switches, as lines of the configuration file have them.
  var setting = Preferences()
  /// Lines of the command line, the newest last.
  var commands: [String] = []

  /// More lines are not kept.
  static let commandCapacity = 50

  /// Nothing is known.
  init() {}

  /// Reads what `text` gave. What is not understood is left out: a memory is no reason to complain.
  public init(_ text: String) {
    var queriesPath: String?
    var truthPath: String?
    for line in SettingLines(text).lines {
      switch line.key {
      case "version": break
      case "index": prefix = line.value
      case "type": elementType = ElementType(rawValue: line.value)
      case "queries": queriesPath = line.value
      case "truth": truthPath = line.value
      case "screen": screen = ScreenID(rawValue: line.value) ?? .library
      case "query": query = max(Int(line.value) ?? 0, 0)
      case "row": row = NodeID(line.value)
      case "command": commands.append(line.value)
      default: _ = setting.take(line.key, line.value)
      }
    }
    queries = queriesPath.map { QueryFiles(queriesPath: $0, truthPath: truthPath) }
    commands = commands.suffix(Self.commandCapacity)
  }

  /// Lines `key = value`.
  public var text: String {
    var lines = ["version = \(PreferenceKey.version)", "screen = \(screen.rawValue)"]
    if let prefix {
      lines += ["index = \(prefix)", "query = \(query)"]
      if let elementType { lines.append("type = \(elementType.rawValue)") }
      if let queries {
        lines.append("queries = \(queries.queriesPath)")
        if let truth = queries.truthPath { lines.append("truth = \(truth)") }
      }
      if let row { lines.append("row = \(row)") }
      lines += setting.lines
    }
    lines += commands.suffix(Self.commandCapacity).map { "command = \($0)" }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension SessionMemory {
  /// What is to be remembered of a session.
  init(_ state: ExplorerState) {
    screen = state.screen
    // A line break would make another line of it.
    commands = state.commandHistory.filter { !$0.contains(where: \.isNewline) }
    guard let index = state.readableIndex, !index.prefix.contains(where: \.isNewline) else {
      return
    }
    prefix = UserPath.absolute(index.prefix)
    elementType = index.elementType
    if let named = state.namedQueries, !named.queriesPath.contains(where: \.isNewline) {
      queries = QueryFiles(
        queriesPath: UserPath.absolute(named.queriesPath),
        truthPath: named.truthPath.map(UserPath.absolute))
    }
    let current = state.search.setting
    query = current.query
    if case .row(let node) = current.source { row = node }
    let parameters = current.parameters
    let lines: [(String, String)] = [
      ("K", "\(parameters.answerCount)"), ("L", "\(parameters.searchListSize)"),
      ("W", "\(parameters.beamWidth)"), ("cache", "\(current.cacheNodeCount)"),
      ("navigation", parameters.usesNavigation ? "on" : "off"),
      ("pages", parameters.usesWholePages ? "on" : "off"),
      ("vectors", parameters.usesVectorPages ? "on" : "off"),
      ("pipelined", parameters.isPipelined ? "on" : "off"),
      ("width", parameters.approachWidth.map { "\($0)" } ?? "off"),
      ("stop", parameters.stopFactor.map(ReadSavingWords.plain) ?? "off"),
    ]
    for (key, value) in lines { _ = setting.take(key, value) }
  }
}
