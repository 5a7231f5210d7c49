/// What a piece of text means; a theme turns it into colours and attributes.
public enum Role: UInt8, Sendable, CaseIterable {
  /// Ordinary text.
  case text
  /// Less important text.
  case dim
  /// Titles and headings.
  case title
  /// Borders and rules.
  case border
  /// The border of the focused pane and keys in the footer.
  case focus
  /// The selected row: reverse video, no colours of its own.
  case selected
  /// A node from the cache.
  case cacheHit
  /// A node read from the SSD.
  case ssdRead
  /// A node in the beam of this hop.
  case frontier
  /// An expanded node.
  case visited
  /// Something waiting.
  case waiting
  /// A true neighbour, a kept edge, a success.
  case good
  /// Something to watch.
  case warning
  /// A failure.
  case failure
  /// Data series of plots.
  case seriesA
  /// The second series.
  case seriesB
  /// The third series.
  case seriesC
}

/// One character position. A wide character occupies its cell and an empty `continuation` cell after it.
public struct Cell: Sendable, Equatable {
  /// The character, with its combining marks.
  public var character: Character
  /// What it means.
  public var role: Role
  /// Whether this is the second half of a wide character.
  public var isContinuation: Bool

  /// A cell.
  public init(_ character: Character = " ", role: Role = .text, isContinuation: Bool = false) {
    self.character = character
    self.role = role
    self.isContinuation = isContinuation
  }
}

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
}
