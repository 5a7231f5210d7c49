/// Neighbouring cells of one role: what an encoder or a terminal writes in one piece.
public struct CellRun: Sendable, Equatable {
  /// Column of the first cell.
  public var x: Int
  /// Columns covered.
  public var columns: Int
  /// What all of them mean.
  public var role: Role
  /// The text as UTF-8.
  public var text: [UInt8]
}

extension Canvas {
  /// The runs of a row within some of its columns. A run ends after every character that is wide or has
  /// combining marks: terminals differ on the width of some, and so the next run begins in its column again.
  public func runs(inRow y: Int, columns: Range<Int>? = nil) -> [CellRun] {
    guard y >= 0, y < size.height else { return [] }
    let columns = (columns ?? 0..<size.width).clamped(to: 0..<size.width)
    var runs: [CellRun] = []
    var isClosed = true
    for x in columns {
      let cell = cells[y * size.width + x]
      if cell.isContinuation, let last = runs.indices.last {
        runs[last].columns += 1
        continue
      }
      if isClosed || runs[runs.count - 1].role != cell.role {
        runs.append(CellRun(x: x, columns: 0, role: cell.role, text: []))
      }
      cell.appendUTF8(to: &runs[runs.count - 1].text)
      runs[runs.count - 1].columns += 1
      isClosed = cell.mayDisagreeOnWidth
    }
    return runs
  }

  /// The columns of a row that differ from another canvas of the same size, from the first to the last, wide
  /// characters whole; nil when the rows are the same.
  public func changedColumns(inRow y: Int, since other: Canvas) -> Range<Int>? {
    precondition(other.size == size, "canvases of different sizes have no common columns")
    guard y >= 0, y < size.height else { return nil }
    let row = y * size.width
    guard
      var first = (0..<size.width).first(where: { cells[row + $0] != other.cells[row + $0] }),
      var last = (first..<size.width).last(where: { cells[row + $0] != other.cells[row + $0] })
    else { return nil }
    while first > 0, cells[row + first].isContinuation || other.cells[row + first].isContinuation {
      first -= 1
    }
    while last + 1 < size.width,
      cells[row + last + 1].isContinuation || other.cells[row + last + 1].isContinuation
    {
      last += 1
    }
    return first..<(last + 1)
  }
}
