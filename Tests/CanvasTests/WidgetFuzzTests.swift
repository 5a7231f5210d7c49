import Testing

@testable import Canvas

@Suite("Widgets in any rectangle")
struct WidgetFuzzTests {
  /// A linear congruential generator: the canvas must not depend on the engine's.
  private struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  @Test(
    "no size traps, nothing is written outside of the rectangle, wide characters stay whole",
    arguments: 0..<300)
  func anywhere(seed: UInt64) {
    var dice = Dice(state: seed &* 0x9E37_79B9)
    let glyphs = Glyphs.all[Int(seed % 3)]
    let size = Size(
      width: .random(in: 0...50, using: &dice), height: .random(in: 0...20, using: &dice))
    let rect = Rect(
      x: .random(in: -6...50, using: &dice), y: .random(in: -6...20, using: &dice),
      width: .random(in: -3...60, using: &dice), height: .random(in: -3...25, using: &dice))
    for widget in 0..<8 {
      var canvas = Canvas(size: size, glyphs: glyphs)
      canvas.fill(canvas.bounds, Cell("~", role: .dim))
      draw(widget, on: &canvas, in: rect, dice: &dice)
      #expect(canvas.cells.count == size.width * size.height)
      for y in 0..<size.height {
        for x in 0..<size.width {
          let isInside = x >= rect.x && x < rect.maxX && y >= rect.y && y < rect.maxY
          let cell = canvas[x, y]
          if !isInside { #expect(cell == Cell("~", role: .dim), "widget \(widget) at \(x), \(y)") }
          if cell.isContinuation { #expect(canvas[x - 1, y].columns == 2) }
          if glyphs.isASCII { #expect(cell.isASCII) }
        }
      }
    }
  }

  private func draw(_ widget: Int, on canvas: inout Canvas, in rect: Rect, dice: inout Dice) {
    let points = (0..<20).map { _ in
      PlotPoint(x: .random(in: -5...5, using: &dice), y: .random(in: -1...50, using: &dice))
    }
    let series = [
      PlotSeries("größe 漢", points: points), PlotSeries("b", points: points.reversed()),
    ]
    switch widget {
    case 0: canvas.pane(rect, title: "title 漢字", trailing: "17 of 漢")
    case 1:
      let rows = (0..<30).map { [TextTable.Field("\($0) 漢字漢字"), TextTable.Field("naïve")] }
      TextTable(
        columns: [.init("first"), .init("second", width: .flexible(minimum: 3))], rows: rows,
        selectedRow: .random(in: 0..<40, using: &dice)
      ).draw(on: &canvas, in: rect)
    case 2:
      LinePlot(series: series, xAxis: .init("x 漢"), yAxis: .init("y", scale: .logarithmic))
        .draw(on: &canvas, in: rect)
    case 3: ScatterPlot(series: series).draw(on: &canvas, in: rect)
    case 4:
      Bars([.init("漢字漢字", value: 3, valueText: "3 漢"), .init("b", value: 1, valueText: "1")])
        .draw(on: &canvas, in: rect)
    case 5:
      Histogram(counts: [1, 2, 0, 9], lowest: 0, highest: 4, label: "degree 漢")
        .draw(on: &canvas, in: rect)
    case 6: ProgressBar(fraction: .random(in: 0...1, using: &dice)).draw(on: &canvas, in: rect)
    default:
      PixelPicture(width: 8, height: 8, values: (0..<64).map { UInt8($0) }, maximum: 63)
        .draw(on: &canvas, in: rect)
    }
  }
}
