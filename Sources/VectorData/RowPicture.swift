/// Rows that are pictures: `width · height` brightness values, 0 … `maximum`.
public struct RowPicture: Codable, Sendable, Equatable {
  /// Pixels per line.
  public var width: Int
  /// Lines.
  public var height: Int
  /// The brightest value.
  public var maximum: Float

  /// A picture format.
  public init(width: Int, height: Int, maximum: Float) {
    self.width = width
    self.height = height
    self.maximum = maximum
  }
}
