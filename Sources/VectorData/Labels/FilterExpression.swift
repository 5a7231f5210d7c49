/// Which points a filtered search may answer: labels joined by AND, OR and NOT.
///
/// `games AND NOT (doc OR libs)`; words of either case, `&`, `|`, `!` mean the same. NOT binds closest, then
/// AND, then OR. A label with spaces, operators or the name of an operator stands in double quotes.
public indirect enum FilterExpression: Sendable, Equatable {
  /// Points that carry this label.
  case label(String)
  /// Points that pass both.
  case and(FilterExpression, FilterExpression)
  /// Points that pass either.
  case or(FilterExpression, FilterExpression)
  /// Points that do not pass.
  case not(FilterExpression)

  /// Reads an expression.
  ///
  /// - Parameter name: Where it comes from, for errors ("--filter", or a file and its line).
  /// - Throws: `IndexError.parameter` with the column of the fault.
  public init(_ text: String, name: String = "--filter") throws(IndexError) {
    var parser = FilterParser(text, name: name)
    self = try parser.parse()
  }

  /// The points that pass. O(points of the labels + nodes / 64).
  ///
  /// - Throws: `IndexError.parameter` for a label that no point carries.
  public func passing(_ labels: PointLabels) throws(IndexError) -> NodeSet {
    switch self {
    case .label(let name):
      guard let label = labels.number(of: name) else {
        throw .parameter(
          name: "--filter", expected: Self.known(labels), found: "the label \"\(name)\"")
      }
      return labels.passing(label: label)
    case .not(let inner):
      return try inner.passing(labels).complement
    case .and(let left, let right):
      var set = try left.passing(labels)
      set.formIntersection(try right.passing(labels))
      return set
    case .or(let left, let right):
      var set = try left.passing(labels)
      set.formUnion(try right.passing(labels))
      return set
    }
  }

  /// The labels of an expression that joins labels by OR alone, `nil` for any other.
  public var alternatives: [String]? {
    switch self {
    case .label(let name): return [name]
    case .or(let left, let right):
      guard let first = left.alternatives, let second = right.alternatives else { return nil }
      return first + second
    case .and, .not: return nil
    }
  }

  private static func known(_ labels: PointLabels) -> String {
    let some = labels.names.prefix(8).joined(separator: ", ")
    return "a label of the index (\(some)\(labels.names.count > 8 ? ", …" : ""))"
  }
}

/// A recursive descent over the words of an expression.
private struct FilterParser {
  private let name: String
  private let tokens: [(token: Token, column: Int)]
  private let end: Int
  private var place = 0

  private enum Token: Equatable {
    case label(String)
    case and, or, not, open, close
    case unfinished
  }

  init(_ text: String, name: String) {
    self.name = name
    end = text.count + 1
    tokens = Self.tokens(of: Array(text))
  }

  // More than anybody types; a hostile text cannot exhaust the stack.
  private static let maximumDepth = 200
  private static let maximumTokens = 2000

  mutating func parse() throws(IndexError) -> FilterExpression {
    guard tokens.count <= Self.maximumTokens else {
      throw .parameter(
        name: name, expected: "at most \(Self.maximumTokens) words", found: "\(tokens.count)")
    }
    let expression = try parseOr(depth: 0)
    guard place == tokens.count else { throw fault("AND, OR or the end") }
    return expression
  }

  private mutating func parseOr(depth: Int) throws(IndexError) -> FilterExpression {
    var left = try parseAnd(depth: depth)
    while take(.or) { left = .or(left, try parseAnd(depth: depth)) }
    return left
  }

  private mutating func parseAnd(depth: Int) throws(IndexError) -> FilterExpression {
    var left = try parseNot(depth: depth)
    while take(.and) { left = .and(left, try parseNot(depth: depth)) }
    return left
  }

  private mutating func parseNot(depth: Int) throws(IndexError) -> FilterExpression {
    guard depth < Self.maximumDepth else { throw fault("at most \(Self.maximumDepth) levels") }
    if take(.not) { return .not(try parseNot(depth: depth + 1)) }
    if take(.open) {
      let inner = try parseOr(depth: depth + 1)
      guard take(.close) else { throw fault("AND, OR or )") }
      return inner
    }
    guard place < tokens.count, case .label(let label) = tokens[place].token else {
      throw fault("a label, NOT or (")
    }
    place += 1
    return .label(label)
  }

  private mutating func take(_ token: Token) -> Bool {
    guard place < tokens.count, tokens[place].token == token else { return false }
    place += 1
    return true
  }

  private func fault(_ expected: String) -> IndexError {
    let column = place < tokens.count ? tokens[place].column : end
    let found = place < tokens.count ? Self.description(tokens[place].token) : "the end"
    return .parameter(name: name, expected: "\(expected) at column \(column)", found: found)
  }

  private static func description(_ token: Token) -> String {
    switch token {
    case .label(let label): "\"\(label)\""
    case .and: "AND"
    case .or: "OR"
    case .not: "NOT"
    case .open: "("
    case .close: ")"
    case .unfinished: "a quote without its end"
    }
  }

  private static func tokens(of text: [Character]) -> [(token: Token, column: Int)] {
    var tokens: [(token: Token, column: Int)] = []
    var place = 0
    while place < text.count {
      let start = place
      place += 1
      switch text[start] {
      case let blank where blank.isWhitespace: continue
      case "(": tokens.append((.open, start + 1))
      case ")": tokens.append((.close, start + 1))
      case "&": tokens.append((.and, start + 1))
      case "|": tokens.append((.or, start + 1))
      case "!": tokens.append((.not, start + 1))
      case "\"":
        let rest = text[place...]
        let closing = rest.firstIndex(of: "\"")
        let label = String(text[place..<(closing ?? text.count)])
        tokens.append((closing == nil ? .unfinished : .label(label), start + 1))
        place = (closing ?? text.count) + 1
      default:
        while place < text.count, !isDelimiter(text[place]) { place += 1 }
        tokens.append((word(String(text[start..<place])), start + 1))
      }
    }
    return tokens
  }

  private static func isDelimiter(_ character: Character) -> Bool {
    character.isWhitespace || "()&|!\"".contains(character)
  }

  private static func word(_ text: String) -> Token {
    switch text.uppercased() {
    case "AND": .and
    case "OR": .or
    case "NOT": .not
    default: .label(text)
    }
  }
}
