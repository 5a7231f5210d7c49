import VectorData

/// What a line behind `:` asks for.
enum ExplorerCommand: Sendable, Equatable {
  case hop(Int)
  case query(Int)
  case find(String)
  case answerCount(Int)
  case searchListSizes([Int])
  case beamWidths([Int])
  case cache(Int)
  case threads(Int)
  case inflight(Int?)
  case open(String, ElementType?)
  case queries(QueryFiles)
  case build(String?)
  case export(String)
  case theme(String)
  case glyphs(String)
  case show(ScreenID)
  case help
  case quit
  case quitAtOnce

  /// Why a line is not a command: a sentence.
  struct Fault: Error, Equatable {
    /// The sentence.
    let message: String
  }

  /// The words and what follows them, in the order of help.
  static let usage: [(word: String, operand: String)] = [
    ("hop", "N"), ("query", "N"), ("find", "TEXT"), ("K", "N"), ("L", "N[,N…]"), ("W", "N[,N…]"),
    ("cache", "N"), ("threads", "N"), ("inflight", "N|auto"), ("open", "PREFIX [TYPE]"),
    ("queries", "FILE [TRUTH]"),
    ("build", "[FILE]"), ("export", "FILE"), ("theme", "NAME"), ("glyphs", "NAME"),
    ("library", ""), ("search", ""), ("sweep", ""), ("log", ""), ("help", ""), ("q", ""),
    ("q!", ""),
  ]

  /// Reads a line without its colon.
  static func parse(_ line: String) throws(Fault) -> ExplorerCommand {
    let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
    guard let first = parts.first else { throw Fault(message: "type a command, or Esc") }
    let word = String(first)
    let operand = parts.count > 1 ? parts[1].trimmed : ""
    if operand.isEmpty, let plain = plainCommand(word) { return plain }
    guard let entry = usage.first(where: { $0.word == word }) else {
      throw Fault(message: "no command \"\(word)\"; ? lists the keys, :help too")
    }
    guard !entry.operand.isEmpty else { throw Fault(message: ":\(word) stands alone") }
    guard !operand.isEmpty else { throw Fault(message: ":\(word) needs \(entry.operand)") }
    return try command(word, operand)
  }

  private static func plainCommand(_ word: String) -> ExplorerCommand? {
    switch word {
    case "q", "quit": .quit
    case "q!": .quitAtOnce
    case "help", "h": .help
    case "build": .build(nil)
    default: ScreenID(rawValue: word).map(ExplorerCommand.show)
    }
  }

  private static func command(_ word: String, _ operand: String) throws(Fault) -> ExplorerCommand {
    switch word {
    case "hop": .hop(try number(operand, word, from: 0))
    case "query": .query(try number(operand, word, from: 0))
    case "find": .find(operand)
    case "K": .answerCount(try number(operand, word, from: 1))
    case "L": .searchListSizes(try numbers(operand, word))
    case "W": .beamWidths(try numbers(operand, word))
    case "cache": .cache(try number(operand, word, from: 0))
    case "threads": .threads(try number(operand, word, from: 1))
    case "inflight": .inflight(operand == "auto" ? nil : try number(operand, word, from: 1))
    case "open": try open(operand)
    case "queries": queries(operand)
    case "build": .build(operand)
    case "export": .export(operand)
    case "theme": .theme(operand)
    case "glyphs": .glyphs(operand)
    default: preconditionFailure("every word of the table with an operand is read here")
    }
  }

  /// A path, and behind it perhaps the element type.
  private static func open(_ operand: String) throws(Fault) -> ExplorerCommand {
    guard let space = operand.lastIndex(of: " "),
      let type = ElementType(rawValue: String(operand[operand.index(after: space)...]))
    else { return .open(operand, nil) }
    return .open(operand[..<space].trimmed, type)
  }

  private static func queries(_ operand: String) -> ExplorerCommand {
    let parts = operand.split(separator: " ", maxSplits: 1)
    return .queries(
      QueryFiles(
        queriesPath: UserPath.expanded(String(parts[0])),
        truthPath: parts.count > 1 ? UserPath.expanded(parts[1].trimmed) : nil))
  }

  private static func number(_ text: String, _ word: String, from least: Int) throws(Fault) -> Int {
    let digits = text.filter { $0 != " " && $0 != "_" }
    guard let value = Int(digits), value >= least, value <= 1_000_000_000 else {
      throw Fault(message: ":\(word) needs a whole number from \(least), not \"\(text)\"")
    }
    return value
  }

  private static func numbers(_ text: String, _ word: String) throws(Fault) -> [Int] {
    var values: [Int] = []
    for part in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
      let value = try number(String(part), word, from: 1)
      if !values.contains(value) { values.append(value) }
    }
    guard !values.isEmpty, values.count <= 64 else {
      throw Fault(message: ":\(word) needs 1 to 64 whole numbers, not \"\(text)\"")
    }
    return values
  }
}

extension Substring {
  /// Without blanks at both ends.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
