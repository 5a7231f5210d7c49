/// What a picture says, for those who hear frames: these lines in the place of its cells.
public struct PictureWords: Sendable, Equatable {
  /// The cells that mean nothing to the ear; none where the words stand for a picture that is not drawn.
  public let area: Rect
  /// What they show, in words and numbers; empty where the text beside them says it already.
  public let lines: [String]
}

extension Canvas {
  /// Says what a picture shows. Whoever draws it has the facts; its cells are only dots.
  ///
  /// The words cost nothing unless the canvas is for the ear (`isSpoken`).
  public mutating func describe(_ rect: Rect, as lines: @autoclosure () -> [String]) {
    guard isSpoken else { return }
    let words = glyphs.isASCII ? lines().map { glyphs.transliterated($0) } : lines()
    pictures.append(PictureWords(area: rect, lines: words))
  }
}
