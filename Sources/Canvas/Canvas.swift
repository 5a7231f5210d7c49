/// A grid of cells that screens draw on. Writing outside of it is ignored, so no screen can trap on a small size.
public struct Canvas: Sendable, Equatable {
  /// Columns and rows.
  public let size: Size
  /// Row by row, `size.width * size.height`.
  public private(set) var cells: [Cell]
  /// Where the terminal's cursor belongs (the focused item), for screen readers and text fields.
  public var cursor: (x: Int, y: Int)? {
    get { cursorPlace.map { ($0.width, $0.height) } }
    set { cursorPlace = newValue.map { Size(width: $0.x, height: $0.y) } }
  }
  private var cursorPlace: Size?

  /// Blank cells.
  public init(size: Size) {
    self.size = Size(width: max(size.width, 0), height: max(size.height, 0))
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
      guard x >= 0, y >= 0, x < size.width, y < size.height else { return }
      cells[y * size.width + x] = newValue
    }
  }
}
