/// A canvas as lines for the ear: without boxes, blank runs shortened, pictures in words, and only what has changed
/// since the last time.
public struct Speech: Sendable {
  private var said: Set<String> = []
  private var saidSelection: String?

  /// Nothing was said yet.
  public init() {}

  /// All is said again next time.
  public mutating func forget() { self = Speech() }

  /// The lines of a canvas that were not on the one before, in order; the selected row also when it was there.
  public mutating func changes(in canvas: Canvas) -> [String] {
    let lines = Self.lines(of: canvas)
    var selection: String?
    var changes: [String] = []
    for (line, isSelected) in lines {
      if isSelected { selection = line }
      let isNew = !said.contains(line)
      guard isNew || (isSelected && line != saidSelection) else { continue }
      changes.append((isSelected ? "> " : "") + line)
    }
    said = Set(lines.map(\.line))
    saidSelection = selection
    return changes
  }

  /// A line in parts of at most `columns` columns, broken at blanks; the parts behind the first are indented by
  /// two. Nothing is left out but the blanks at which it breaks.
  public static func wrapped(_ line: String, columns: Int) -> [String] {
    var parts: [String] = []
    var rest = line[...]
    while TextWidth.columns(of: rest) + (parts.isEmpty ? 0 : 2) > columns {
      let room = columns - (parts.isEmpty ? 0 : 2)
      var end = rest.startIndex
      var used = 0
      while end < rest.endIndex {
        used += TextWidth.columns(of: String(rest[end]))
        guard used <= room else { break }
        end = rest.index(after: end)
      }
      // A blank right behind the part is where it breaks; without any it breaks where it must.
      let head = rest[..<end]
      let blank = rest[end] == " " ? end : head.lastIndex(of: " ") ?? end
      let cut = blank > rest.startIndex ? blank : max(end, rest.index(after: rest.startIndex))
      parts.append((parts.isEmpty ? "" : "  ") + trimmed(rest[..<cut]))
      rest = rest[cut...].drop { $0 == " " }
    }
    return rest.isEmpty ? parts : parts + [(parts.isEmpty ? "" : "  ") + rest]
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.last == " " { text.removeLast() }
    return text
  }

  /// The rows with words or numbers in them, without borders and without the marker of the selected row; the words
  /// of a picture follow the row in which it begins.
  static func lines(of canvas: Canvas) -> [(line: String, isSelected: Bool)] {
    (0..<canvas.size.height).flatMap { y in
      let words = words(inRow: y, of: canvas)
      let isSelected = canvas.cursor?.y == y && canvas.focusedRows != nil
      let row = words.contains { $0.isLetter || $0.isNumber } ? [(words, isSelected)] : []
      return row
        + canvas.pictures.filter { $0.area.y == y }.flatMap { $0.lines.map { ($0, false) } }
    }
  }

  private static func words(inRow y: Int, of canvas: Canvas) -> String {
    let pictures = canvas.pictures.map(\.area).filter { $0.y <= y && y < $0.maxY }
    var words = ""
    var blanks = 0
    for x in 0..<canvas.size.width {
      let cell = canvas[x, y]
      guard !cell.isContinuation else { continue }
      guard cell.character != " ", !isFrame(cell, x: x, y: y, of: canvas),
        !pictures.contains(where: { $0.contains(x: x, y: y) })
      else {
        blanks += 1
        continue
      }
      if blanks > 0, !words.isEmpty { words += blanks > 1 ? "  " : " " }
      blanks = 0
      words.append(cell.character)
    }
    return words
  }

  /// Whether a cell is of a box, or the marker that `> ` is said for.
  private static func isFrame(_ cell: Cell, x: Int, y: Int, of canvas: Canvas) -> Bool {
    let glyphs = canvas.glyphs
    if cell.role == .border { return true }
    if cell.role == .selected { return cell.character == glyphs.marker && isEdge(x, y, canvas) }
    // The box of the pane with the keys has the role of hints, whose keys look like it.
    guard cell.role == .focus else { return false }
    if cell.character == glyphs.horizontal {
      return [x - 1, x + 1].contains {
        canvas[$0, y].character == glyphs.horizontal && canvas[$0, y].role == .focus
      }
    }
    let corners = [
      glyphs.vertical, glyphs.topLeft, glyphs.topRight, glyphs.bottomLeft, glyphs.bottomRight,
      glyphs.teeLeft, glyphs.teeRight,
    ]
    return corners.contains(cell.character) && (x == 0 || x == canvas.size.width - 1)
  }

  private static func isEdge(_ x: Int, _ y: Int, _ canvas: Canvas) -> Bool {
    canvas.cursor.map { $0.x == x && $0.y == y } ?? false
  }
}
