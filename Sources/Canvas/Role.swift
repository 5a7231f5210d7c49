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
