/// A small grey picture, such as a row of pixels from a data set, in characters of one colour: no background
/// colour is assumed, dark and light terminals both show ink on paper.
public struct PixelPicture: Sendable, Equatable {
  /// How large a pixel is on the screen.
  public enum Style: Sendable, CaseIterable {
    /// Two cells a pixel: about square.
    case large
    /// Two pixels above each other in a cell.
    case halfBlock
    /// 2 × 4 pixels in a cell, black or white.
    case dots
  }

  /// Pixels across and down.
  public let width, height: Int
  /// Ink of each pixel from 0 (none) to 1, row by row.
  private let ink: [Double]

  /// A picture of `width * height` values from 0 (no ink) to `maximum`; missing values are blank.
  public init(width: Int, height: Int, values: some Collection<UInt8>, maximum: Int) {
    self.width = max(width, 0)
    self.height = max(height, 0)
    let scale = Double(max(maximum, 1))
    var ink = values.prefix(self.width * self.height).map { min(Double($0) / scale, 1) }
    ink += [Double](repeating: 0, count: self.width * self.height - ink.count)
    self.ink = ink
  }

  /// Cells that a style needs; the ASCII set draws dots as half blocks.
  public func size(_ style: Style, glyphs: Glyphs = .braille) -> Size {
    switch style {
    case .large: Size(width: width * 2, height: height)
    case .halfBlock: Size(width: width, height: (height + 1) / 2)
    case .dots where glyphs.plotStyle != .braille: size(.halfBlock)
    case .dots: Size(width: (width + 1) / 2, height: (height + 3) / 4)
    }
  }

  /// Draws in the largest style that fits into `rect`, and returns its cells; the smallest is cut if need be.
  @discardableResult
  public func draw(
    on canvas: inout Canvas, in rect: Rect, role: Role = .text, glyphs: Glyphs? = nil
  ) -> Rect {
    let glyphs = glyphs ?? canvas.glyphs
    let style =
      Style.allCases.first {
        let size = self.size($0, glyphs: glyphs)
        return size.width <= rect.width && size.height <= rect.height
      } ?? .dots
    let size = self.size(style, glyphs: glyphs)
    let area = rect.intersection(
      Rect(x: rect.x, y: rect.y, width: size.width, height: size.height))
    canvas.fill(area)
    canvas.describe(area, as: ["picture of \(width) x \(height) pixels"])
    if style == .dots, glyphs.plotStyle == .braille {
      drawDots(on: &canvas, in: area, role: role)
      return area
    }
    for y in 0..<area.height {
      for x in 0..<area.width {
        let sign =
          style == .large
          ? shade(pixel(x / 2, y), glyphs: glyphs)
          : halfBlock(pixel(x, 2 * y), pixel(x, 2 * y + 1), glyphs: glyphs)
        canvas[area.x + x, area.y + y] = Cell(sign, role: role)
      }
    }
    return area
  }

  private func pixel(_ x: Int, _ y: Int) -> Double {
    x < width && y < height ? ink[y * width + x] : 0
  }

  private func shade(_ ink: Double, glyphs: Glyphs) -> Character {
    glyphs.shades[Int((ink * Double(glyphs.shades.count - 1)).rounded())]
  }

  /// The sign whose two halves come nearest to the two pixels.
  private func halfBlock(_ upper: Double, _ lower: Double, glyphs: Glyphs) -> Character {
    guard !glyphs.isASCII else { return shade((upper + lower) / 2, glyphs: glyphs) }
    var best: Character = " "
    var smallest = Double.infinity
    let steps = Double(glyphs.shades.count - 1)
    var choices = glyphs.shades.enumerated().map {
      (sign: $1, upper: Double($0) / steps, lower: Double($0) / steps)
    }
    choices += [("▀", 1, 0), ("▄", 0, 1)]
    for choice in choices {
      let (a, b) = (upper - choice.upper, lower - choice.lower)
      let error = a * a + b * b
      if error < smallest { (best, smallest) = (choice.sign, error) }
    }
    return best
  }

  private func drawDots(on canvas: inout Canvas, in area: Rect, role: Role) {
    var raster = DotRaster(columns: area.width, rows: area.height, style: .braille)
    for y in 0..<height {
      for x in 0..<width where pixel(x, y) >= 0.5 { raster.set(x: x, y: y, role: role) }
    }
    raster.draw(on: &canvas, x: area.x, y: area.y)
  }
}
