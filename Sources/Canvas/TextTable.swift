/// A table of text that is drawn on a canvas and exported to CSV and Markdown from the same rows.
public struct TextTable: Sendable {
  /// One field of a row.
  public struct Field: Sendable, Equatable, ExpressibleByStringInterpolation {
    /// What it says.
    public var text: String
    /// What it means; the selected row shows all fields as `selected`.
    public var role: Role

    /// A field.
    public init(_ text: String, role: Role = .text) {
      self.text = text
      self.role = role
    }

    /// Ordinary text.
    public init(stringLiteral value: String) {
      self.init(value)
    }
  }

  /// How wide a column is.
  public enum ColumnWidth: Sendable, Equatable {
    /// Exactly so many columns.
    case fixed(Int)
    /// As wide as its widest field or its title, at most so many columns.
    case fitting(maximum: Int)
    /// At least so many columns, and its share of whatever is left.
    case flexible(minimum: Int)
  }

  /// A column of the table.
  public struct Column: Sendable, Equatable {
    /// Stands in the header.
    public var title: String
    /// Numbers stand at the right.
    public var align: Alignment
    /// How wide it is.
    public var width: ColumnWidth
    /// Columns of the lowest priority are left out first where the screen is narrow; among equals the
    /// rightmost.
    public var priority: Int

    /// A column.
    public init(
      _ title: String, align: Alignment = .left, width: ColumnWidth = .fitting(maximum: 24),
      priority: Int = 1
    ) {
      self.title = title
      self.align = align
      self.width = width
      self.priority = priority
    }
  }

  /// The columns, left to right.
  public var columns: [Column]
  /// The rows; a row that is shorter than `columns` ends with blank fields.
  public var rows: [[Field]]
  /// The selected row, drawn in reverse with a leading marker; nil leaves the marker's columns out.
  public var selectedRow: Int?
  /// The first row shown, as far as the selected row stays in sight.
  public var scrollOffset: Int
  /// Whether the titles are shown.
  public var showsHeader: Bool

  /// A table.
  public init(
    columns: [Column], rows: [[Field]] = [], selectedRow: Int? = nil, scrollOffset: Int = 0,
    showsHeader: Bool = true
  ) {
    self.columns = columns
    self.rows = rows
    self.selectedRow = selectedRow
    self.scrollOffset = scrollOffset
    self.showsHeader = showsHeader
  }

  /// Rows of data that a height of so many rows shows.
  public func visibleRowCount(height: Int) -> Int {
    max(height - (showsHeader ? 1 : 0), 0)
  }

  /// The first row that is shown in so many rows: `scrollOffset`, moved as little as possible so that the
  /// selected row is visible and no space is left below the last row.
  public func firstVisibleRow(height: Int) -> Int {
    let visible = visibleRowCount(height: height)
    guard visible > 0 else { return 0 }
    var first = scrollOffset
    if let selectedRow, rows.indices.contains(selectedRow) {
      first = min(max(first, selectedRow - visible + 1), selectedRow)
    }
    return max(min(first, rows.count - visible), 0)
  }

  /// Which rows are in sight, such as `1-20 of 300`, for the edge of a pane.
  public func positionText(height: Int) -> String {
    guard !rows.isEmpty else { return "empty" }
    let first = firstVisibleRow(height: height)
    let last = min(first + visibleRowCount(height: height), rows.count)
    return first == 0 && last == rows.count
      ? "\(rows.count)" : "\(first + 1)-\(last) of \(rows.count)"
  }

  func field(row: Int, column: Int) -> Field {
    rows[row].indices.contains(column) ? rows[row][column] : Field("")
  }
}
