import Experiments
import VectorData

/// What a line behind `:` asks for.
enum ExplorerCommand: Sendable, Equatable {
  case hop(Int)
  case query(Int)
  case find(String)
  case label(String)
  case row(Int)
  case vector([Float])
  case midpoint(Int, Int)
  case compare(CompareRequest)
  case answerCount(Int)
  case searchListSizes([Int])
  case beamWidths([Int])
  case cache(Int)
  case caches([Int])
  case threads([Int])
  case saving(SavingSwitch)
  case target(SweepTarget)
  case name(String)
  case inflight(Int?)
  case open(String, ElementType?)
  case queries(QueryFiles)
  case build(String?)
  case export(ExportKind?, String)
  case trace(String)
  case theme(String)
  case glyphs(String)
  case mouse(Bool)
  case keep(String?)
  case kept
  case node(Int)
  case prune(Int)
  case alpha(Float)
  case maxDegree(Int)
  case pool(Int)
  case sector(Int)
  case show(ScreenID)
  case learn(Int)
  case points(PointsCommand)
  case film(FilmRequest)
  case moment(MomentTarget)
  case help
  case quit
  case quitAtOnce

  /// Why a line is not a command: a sentence.
  struct Fault: Error, Equatable {
    /// The sentence.
    let message: String
  }

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
    case "keep": .keep(nil)
    case "kept": .kept
    default: ScreenID(rawValue: word).map(ExplorerCommand.show)
    }
  }

  private static func command(_ word: String, _ operand: String) throws(Fault) -> ExplorerCommand {
    if let change = try ReadSavingWords.read(operand, word) { return .saving(change) }
    return switch word {
    case "hop": .hop(try number(operand, word, from: 0))
    case "query": .query(try number(operand, word, from: 0))
    case "find": .find(operand)
    case "label": .label(operand)
    case "row": .row(try number(operand, word, from: 0))
    case "vector": .vector(try vector(operand))
    case "mid": try midpoint(operand)
    case "compare": .compare(try CompareRequest(parsing: operand))
    case "K": .answerCount(try number(operand, word, from: 1))
    case "L": .searchListSizes(try numbers(operand, word))
    case "W": .beamWidths(try numbers(operand, word))
    case "cache": try cache(operand)
    case "threads": .threads(try numbers(operand, word))
    case "target": .target(try target(operand))
    case "name": .name(operand)
    case "inflight": .inflight(operand == "auto" ? nil : try number(operand, word, from: 1))
    case "open": try open(operand)
    case "queries": queries(operand)
    case "build": .build(operand)
    case "disk": .sector(try number(operand, word, from: 0))
    case "prune": .prune(try number(operand, word, from: 0))
    case "alpha": .alpha(try decimal(operand, word))
    case "R": .maxDegree(try number(operand, word, from: 1))
    case "pool": .pool(try number(operand, word, from: 1))
    case "node": .node(try number(operand, word, from: 0))
    case "export": export(operand)
    case "trace": .trace(operand)
    case "points": .points(try PointsCommand(parsing: operand))
    case "film": .film(try FilmRequest(parsing: operand))
    case "moment": .moment(try MomentTarget(parsing: operand))
    case "learn": .learn(try number(operand, word, from: 0))
    case "mouse": .mouse(try ReadSavingWords.switched(operand, "mouse"))
    case "keep": .keep(operand)
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

  /// A kind, if the first word is one, and a path.
  private static func export(_ text: String) -> ExplorerCommand {
    let parts = text.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, let kind = ExportKind(rawValue: String(parts[0])) else {
      return .export(nil, text)
    }
    return .export(kind, parts[1].trimmed)
  }

  private static func cache(_ text: String) throws(Fault) -> ExplorerCommand {
    guard text.contains(where: { $0 == "," || $0 == "." || $0 == "-" }) else {
      return .cache(try number(text, "cache", from: 0))
    }
    return .caches(try numbers(text, "cache", from: 0))
  }

  private static func target(_ text: String) throws(Fault) -> SweepTarget {
    let parts = text.split(separator: " ").filter { $0 != "recall" }
    guard let recall = parts.first.flatMap({ Double($0) }), recall > 0, recall <= 1,
      parts.count <= 2,
      let goal = parts.count == 1 ? .latency : SweepTarget.Goal(rawValue: String(parts[1]))
    else {
      throw Fault(message: ":target needs a recall up to 1, and latency or qps, not \"\(text)\"")
    }
    return SweepTarget(recall: recall, goal: goal)
  }

  private static func midpoint(_ text: String) throws(Fault) -> ExplorerCommand {
    let parts = text.split(whereSeparator: { $0 == "," || $0 == " " })
    guard parts.count == 2 else { throw Fault(message: ":mid needs two rows, not \"\(text)\"") }
    return .midpoint(
      try number(String(parts[0]), "mid", from: 0), try number(String(parts[1]), "mid", from: 0))
  }

  private static func vector(_ text: String) throws(Fault) -> [Float] {
    var values: [Float] = []
    for part in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
      guard let value = Float(part), value.isFinite else {
        throw Fault(message: ":vector needs numbers, not \"\(part)\"")
      }
      values.append(value)
    }
    return values
  }

  /// A whole number of at least `least` behind `word`.
  static func number(
    _ text: String, _ word: String, from least: Int
  ) throws(Fault) -> Int {
    let digits = text.filter { $0 != " " && $0 != "_" }
    guard let value = Int(digits), value >= least, value <= 1_000_000_000 else {
      throw Fault(message: ":\(word) needs a whole number from \(least), not \"\(text)\"")
    }
    return value
  }

  private static func decimal(_ text: String, _ word: String) throws(Fault) -> Float {
    guard let value = Float(text), value.isFinite else {
      throw Fault(message: ":\(word) needs a number such as 1.2, not \"\(text)\"")
    }
    return value
  }

  /// Numbers and ranges: `10,20,50`, `10..200:10`, `10..200 step 10`.
  private static func numbers(
    _ text: String, _ word: String, from least: Int = 1
  ) throws(Fault) -> [Int] {
    let parts = text.split(separator: " step ", maxSplits: 1).joined(separator: ":")
      .split(whereSeparator: { $0 == "," || $0 == " " })
    var values: [Int] = []
    for value in NumberRanges.parse(parts.joined(separator: ",")) ?? []
    where !values.contains(value) {
      values.append(value)
    }
    guard !values.isEmpty, values.count <= 64, values.allSatisfy({ $0 >= least }),
      values.allSatisfy({ $0 <= 1_000_000_000 })
    else {
      throw Fault(
        message: ":\(word) needs 1 to 64 whole numbers from \(least), not \"\(text)\"")
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
