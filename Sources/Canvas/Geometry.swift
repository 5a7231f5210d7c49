/// Columns and rows of a screen or a part of it.
public struct Size: Sendable, Equatable, Hashable {
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int
  /// A size.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

/// A rectangle of cells.
public struct Rect: Sendable, Equatable {
  /// Column of the left edge.
  public var x: Int
  /// Row of the upper edge.
  public var y: Int
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int
  /// A rectangle.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The first column right of the rectangle.
  public var maxX: Int { x + width }
  /// The first row below the rectangle.
  public var maxY: Int { y + height }
  /// Whether no cell lies inside.
  public var isEmpty: Bool { width <= 0 || height <= 0 }
  /// Whether a cell lies inside.
  public func contains(x column: Int, y row: Int) -> Bool {
    column >= x && column < maxX && row >= y && row < maxY
  }
  /// Columns and rows.
  public var size: Size { Size(width: width, height: height) }

  /// The rectangle without `columns` at the left and right and `rows` at the top and bottom; never negative.
  public func inset(columns: Int = 0, rows: Int = 0) -> Rect {
    Rect(
      x: x + min(columns, max(width, 0)), y: y + min(rows, max(height, 0)),
      width: max(width - 2 * columns, 0), height: max(height - 2 * rows, 0))
  }

  /// What lies in both rectangles; empty where they do not meet.
  public func intersection(_ other: Rect) -> Rect {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return Rect(
      x: left, y: top, width: max(min(maxX, other.maxX) - left, 0),
      height: max(min(maxY, other.maxY) - top, 0))
  }

  /// The leftmost `columns` and the rest.
  public func split(left columns: Int) -> (left: Rect, right: Rect) {
    let cut = min(max(columns, 0), max(width, 0))
    return (
      Rect(x: x, y: y, width: cut, height: height),
      Rect(x: x + cut, y: y, width: max(width - cut, 0), height: height)
    )
  }

  /// The uppermost `rows` and the rest.
  public func split(top rows: Int) -> (top: Rect, bottom: Rect) {
    let cut = min(max(rows, 0), max(height, 0))
    return (
      Rect(x: x, y: y, width: width, height: cut),
      Rect(x: x, y: y + cut, width: width, height: max(height - cut, 0))
    )
  }

  /// All but the lowest `rows`, and those.
  public func split(bottom rows: Int) -> (top: Rect, bottom: Rect) {
    split(top: max(height, 0) - min(max(rows, 0), max(height, 0)))
  }

  /// All but the rightmost `columns`, and those.
  public func split(right columns: Int) -> (left: Rect, right: Rect) {
    split(left: max(width, 0) - min(max(columns, 0), max(width, 0)))
  }

  /// One row of the rectangle, counted from its top.
  public func row(_ index: Int) -> Rect { Rect(x: x, y: y + index, width: width, height: 1) }
}
