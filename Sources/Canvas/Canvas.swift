/// A grid of cells that screens draw on. Writing outside of it is ignored, so no screen can trap on a small size.
public struct Canvas: Sendable, Equatable {
  /// Columns and rows.
  public let size: Size
  /// The characters that may be used; with the ASCII set whatever is written is transliterated.
  public let glyphs: Glyphs
  /// Row by row, `size.width * size.height`.
  public private(set) var cells: [Cell]
  /// Where the terminal's cursor belongs (the focused item), for screen readers and text fields.
  public var cursor: (x: Int, y: Int)? {
    get { cursorPlace.map { ($0.width, $0.height) } }
    set { cursorPlace = newValue.map { Size(width: $0.x, height: $0.y) } }
  }
  private var cursorPlace: Size?
  /// Where the rows of the list stand that has the movement keys; one of them is the cursor's.
  public internal(set) var focusedRows: Rect?
  /// Whether the cursor is shown: in text fields. Elsewhere it only follows the focus, unseen.
  public var isCursorVisible = false
  /// Whether the frame is for the ear: pictures are then described.
  public var isSpoken = false
  /// The words of the pictures, in the order in which they were drawn.
  public internal(set) var pictures: [PictureWords] = []

  /// Blank cells.
  public init(size: Size, glyphs: Glyphs = .braille) {
    self.size = Size(width: max(size.width, 0), height: max(size.height, 0))
    self.glyphs = glyphs
    cells = [Cell](repeating: Cell(), count: self.size.width * self.size.height)
  }

  /// The whole canvas as a rectangle.
  public var bounds: Rect { Rect(x: 0, y: 0, width: size.width, height: size.height) }

  /// One cell; reads outside give a blank, writes outside are ignored.
  public subscript(x: Int, y: Int) -> Cell {
    get {
      guard x >= 0, y >= 0, x < size.width, y < size.height else { return Cell() }
      return cells[y * size.width + x]
    }
    set {
      let cell = shown(newValue)
      write(cell, columns: cell.columns, x: x, y: y)
    }
  }

  /// Writes a cell of `columns` (1 or 2). A wide character that is cut by an edge shows as a blank.
  mutating func write(_ cell: Cell, columns: Int, x: Int, y: Int) {
    guard y >= 0, y < size.height else { return }
    let row = y * size.width
    guard columns == 2 else {
      guard x >= 0, x < size.width else { return }
      blankHalves(aroundX: x, columns: 1, y: y)
      cells[row + x] = cell
      return
    }
    guard x >= 0, x + 1 < size.width else {
      let blank = Cell(ascii: 0x20, role: cell.role)
      write(blank, columns: 1, x: x, y: y)
      write(blank, columns: 1, x: x + 1, y: y)
      return
    }
    blankHalves(aroundX: x, columns: 2, y: y)
    cells[row + x] = cell
    cells[row + x + 1] = .continuation(role: cell.role)
  }

  /// Writes `count` bytes of printable ASCII; what lies outside is left out.
  mutating func write(plain bytes: Substring.UTF8View, count: Int, x: Int, y: Int, role: Role) {
    let first = max(x, 0)
    let end = min(x + count, size.width)
    guard first < end, y >= 0, y < size.height else { return }
    blankHalves(aroundX: first, columns: end - first, y: y)
    var place = y * size.width + first
    for byte in bytes.dropFirst(first - x).prefix(end - first) {
      cells[place] = Cell(ascii: byte, role: role)
      place += 1
    }
  }

  /// Gives every cell of `rect` a role and leaves its text.
  public mutating func setRole(_ role: Role, in rect: Rect) {
    let area = rect.intersection(bounds)
    for y in area.y..<area.maxY {
      for index in (y * size.width + area.x)..<(y * size.width + area.maxX) {
        cells[index].role = role
      }
    }
  }

  /// Fills `rect` with copies of a cell, blank by default.
  public mutating func fill(_ rect: Rect, _ cell: Cell = Cell()) {
    let area = rect.intersection(bounds)
    guard !area.isEmpty else { return }
    let cell = shown(cell)
    for y in area.y..<area.maxY {
      blankHalves(aroundX: area.x, columns: area.width, y: y)
      for index in (y * size.width + area.x)..<(y * size.width + area.maxX) {
        cells[index] = cell
      }
    }
  }

  /// A wide character of which one half is about to be overwritten loses the other half too.
  private mutating func blankHalves(aroundX x: Int, columns: Int, y: Int) {
    let row = y * size.width
    if cells[row + x].isContinuation, x > 0 {
      cells[row + x - 1] = Cell(ascii: 0x20, role: cells[row + x - 1].role)
    }
    let after = x + columns
    if after < size.width, cells[row + after].isContinuation {
      cells[row + after] = Cell(ascii: 0x20, role: cells[row + after].role)
    }
  }

  private func shown(_ cell: Cell) -> Cell {
    guard glyphs.isASCII, !cell.isASCII else { return cell }
    let ascii = glyphs.transliterated(String(cell.character)).first ?? "?"
    return Cell(ascii, role: cell.role)
  }
}
