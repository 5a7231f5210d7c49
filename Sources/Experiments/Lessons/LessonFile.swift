import Foundation
import Vamana
import VectorData

/// Reads lesson files: lines that begin with `@` and a word, and the text below them.
public enum LessonFile {
  /// How the names of lesson files end.
  public static let ending = ".lesson"
  /// No lesson is longer; a file that is not one must not fill the memory.
  private static let largestBytes = 1 << 20

  /// The lesson of the file at `path`.
  ///
  /// - Throws: `IndexError.system` when it cannot be read, `malformed` with the line that is wrong.
  public static func read(path: String) throws(IndexError) -> Lesson {
    let file = try MappedFile(path: path)
    defer { withExtendedLifetime(file) {} }
    guard file.bytes.count <= largestBytes, let text = String(validating: file.bytes, as: UTF8.self)
    else {
      throw .malformed(
        path: path, offset: nil, field: "content", expected: "a lesson: UTF-8 text up to 1 MiB",
        found: "\(file.bytes.count) bytes of something else")
    }
    return try parse(text, path: path)
  }

  /// The lessons in `folder`, by number. Files that are no lessons are left out; `read` says why.
  public static func readAll(in folder: String) -> [Lesson] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(ending) }.sorted()
      .compactMap { try? read(path: folder + "/" + $0) }
      .sorted { ($0.number, $0.path) < ($1.number, $1.path) }
  }

  /// The lesson that `text` describes.
  ///
  /// - Throws: `IndexError.malformed` with the first line that is wrong.
  public static func parse(_ text: String, path: String) throws(IndexError) -> Lesson {
    var reader = LessonReader(path: path)
    for (place, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      try reader.take(String(line), number: place + 1)
    }
    return try reader.finish()
  }
}

/// Takes a lesson file line by line.
private struct LessonReader {
  /// What the lines without `@` belong to.
  private enum Target {
    case nothing, look, question, show
  }

  private var lesson: Lesson
  private var target = Target.nothing
  /// The text that is being read, with the number of its first line.
  private var lines: [(text: String, number: Int)] = []

  init(path: String) { lesson = Lesson(path: path) }

  mutating func take(_ line: String, number: Int) throws(IndexError) {
    if line.hasPrefix("#") { return }
    guard line.hasPrefix("@") else { return try takeText(line, number) }
    try endText()
    let parts = line.dropFirst().split(separator: " ", maxSplits: 1)
    let word = parts.first.map(String.init) ?? ""
    let operand = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
    target = .nothing
    switch word {
    case "lesson": lesson.number = try Self.number(operand, "@lesson", number, lesson.path)
    case "title": lesson.title = operand
    case "about": lesson.about = operand
    case "minutes": lesson.minutes = try Self.number(operand, "@minutes", number, lesson.path)
    case "data": lesson.index.dataSet = operand
    case "build": try takeBuild(operand, number)
    case "step": lesson.steps.append(Lesson.Step(title: operand, line: number))
    default: try takePart(word, operand, number)
    }
  }

  /// A line of a step.
  private mutating func takePart(
    _ word: String, _ operand: String, _ number: Int
  ) throws(IndexError) {
    guard let last = lesson.steps.indices.last else {
      throw fault(number, "a line of the head, or @step first", "@\(word)")
    }
    switch word {
    case "keys": lesson.steps[last].keys = Lesson.Keys(script: operand, line: number)
    case "then": lesson.steps[last].then = Lesson.Keys(script: operand, line: number)
    case "look": target = .look
    case "show": target = .show
    case "ask":
      target = .question
      lesson.steps[last].question = operand
    case "see": lesson.steps[last].sights.append(Lesson.Sight(text: operand, line: number))
    default: throw fault(number, "a word of docs/lessons.md", "@\(word)")
    }
    if target == .look || target == .show, !operand.isEmpty { lines = [(operand, number)] }
  }

  private mutating func takeText(_ line: String, _ number: Int) throws(IndexError) {
    let trimmed = line.trimmingCharacters(in: .whitespaces)
    if target == .question, let last = lesson.steps.indices.last {
      guard !trimmed.isEmpty else { return }
      guard let mark = trimmed.first, mark == "-" || mark == "+" else {
        throw fault(number, "an answer: - or + and the text", trimmed)
      }
      lesson.steps[last].choices.append(
        Lesson.Choice(
          text: trimmed.dropFirst().trimmingCharacters(in: .whitespaces), isRight: mark == "+"))
      return
    }
    guard target != .nothing || trimmed.isEmpty else {
      throw fault(number, "a line that begins with @ or #", trimmed)
    }
    if target != .nothing { lines.append((trimmed, number)) }
  }

  /// Puts the text that was read where it belongs: lines become one, empty lines end paragraphs.
  private mutating func endText() throws(IndexError) {
    defer { lines = [] }
    guard target == .look || target == .show, let last = lesson.steps.indices.last else { return }
    var text = Lesson.Text()
    var needsBlank = false
    for (line, number) in lines {
      guard !line.isEmpty else {
        if needsBlank { text.pieces.append(.words("\n")) }
        needsBlank = false
        continue
      }
      if needsBlank { text.pieces.append(.words(" ")) }
      text.pieces += try pieces(line, number)
      needsBlank = true
    }
    if text.pieces.last == .words("\n") { text.pieces.removeLast() }
    if target == .look { lesson.steps[last].look = text } else { lesson.steps[last].show = text }
  }

  /// Words and `{name = literal}`.
  private func pieces(_ line: String, _ number: Int) throws(IndexError) -> [Lesson.Text.Piece] {
    var pieces: [Lesson.Text.Piece] = []
    var rest = line[...]
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { pieces.append(.words(String(rest[..<open]))) }
      let parts =
        rest.firstIndex(of: "}").map {
          rest[rest.index(after: open)..<$0].split(separator: "=").map {
            $0.trimmingCharacters(in: .whitespaces)
          }
        } ?? []
      guard let close = rest.firstIndex(of: "}"), close > open, parts.count == 2,
        Double(parts[1]) != nil
      else { throw fault(number, "{name = number}", String(rest[open...])) }
      pieces.append(.fact(Lesson.Fact(name: parts[0], literal: parts[1], line: number)))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { pieces.append(.words(String(rest))) }
    return pieces
  }

  /// `R 8 L 20 alpha 1.2 pq 2 passes paper shards 3 order graph navigation 0.1`.
  private mutating func takeBuild(_ operand: String, _ number: Int) throws(IndexError) {
    let words = operand.split(separator: " ").map(String.init)
    guard words.count.isMultiple(of: 2), !words.isEmpty else {
      throw fault(number, "pairs such as R 8 alpha 1.2", operand)
    }
    for place in stride(from: 0, to: words.count, by: 2) {
      let (word, value) = (words[place], words[place + 1])
      switch word {
      case "R": lesson.index.maxDegree = try Self.number(value, word, number, lesson.path)
      case "L": lesson.index.searchListSize = try Self.number(value, word, number, lesson.path)
      case "pq": lesson.index.pqBytes = try Self.number(value, word, number, lesson.path)
      case "shards": lesson.index.shardCount = try Self.number(value, word, number, lesson.path)
      case "alpha":
        guard let alpha = Float(value) else { throw fault(number, "a number", value) }
        lesson.index.alpha = alpha
      case "passes":
        guard let reading = VamanaReading(rawValue: value) else {
          throw fault(number, "diskann or paper", value)
        }
        lesson.index.reading = reading
      case "order":
        guard let order = IndexLayout.Order(rawValue: value) else {
          throw fault(number, "graph or rows", value)
        }
        lesson.index.order = order
      case "navigation":
        guard let share = Double(value), share > 0, share <= 1 else {
          throw fault(number, "a share above 0, at most 1", value)
        }
        lesson.index.navigationShare = share
      default:
        throw fault(number, "R, L, alpha, pq, passes, shards, order or navigation", word)
      }
    }
  }

  mutating func finish() throws(IndexError) -> Lesson {
    try endText()
    guard !lesson.title.isEmpty, !lesson.index.dataSet.isEmpty else {
      throw fault(1, "@title and @data", "none")
    }
    guard !lesson.steps.isEmpty else { throw fault(1, "@step", "none") }
    for step in lesson.steps {
      guard !step.look.pieces.isEmpty || !step.show.pieces.isEmpty else {
        throw fault(step.line, "@look or @show below @step", "none")
      }
      guard step.question == nil || (2...4).contains(step.choices.count) else {
        throw fault(step.line, "two to four answers to @ask", "\(step.choices.count)")
      }
      guard step.question == nil || step.choices.count(where: \.isRight) == 1 else {
        throw fault(step.line, "one answer with +", "\(step.choices.count(where: \.isRight))")
      }
    }
    return lesson
  }

  private static func number(
    _ text: String, _ word: String, _ line: Int, _ path: String
  ) throws(IndexError) -> Int {
    guard let value = Int(text), (0...1_000_000).contains(value) else {
      throw .malformed(
        path: path, offset: nil, field: "line \(line)",
        expected: "a whole number behind \(word)", found: text.isEmpty ? "nothing" : text)
    }
    return value
  }

  private func fault(_ line: Int, _ expected: String, _ found: String) -> IndexError {
    .malformed(
      path: lesson.path, offset: nil, field: "line \(line)", expected: expected,
      found: found.isEmpty ? "nothing" : found)
  }
}
