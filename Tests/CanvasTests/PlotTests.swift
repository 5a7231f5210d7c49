import Testing

@testable import Canvas

@Suite("Plots: axes, dots, hostile values")
struct PlotTests {
  private func axis(_ low: Double, _ high: Double, _ scale: PlotScale = .linear) -> AxisRange? {
    AxisRange(covering: ValueExtent(low: low, high: high), scale: scale)
  }

  @Test(
    "ticks are round, inside of the axis, and no more than asked for",
    arguments: [
      (0, 1, 6, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      (0.62, 0.993, 4, ["0.7", "0.8", "0.9"]),
      (0, 64, 5, ["0", "20", "40", "60"]), (-3, 3, 3, ["-2", "0", "2"]),
      (12_000, 50_000, 4, ["20k", "30k", "40k", "50k"]),
      (0, 3e6, 4, ["0", "1M", "2M", "3M"]),
    ] as [(Double, Double, Int, [String])])
  func linearTicks(low: Double, high: Double, count: Int, expected: [String]) throws {
    let ticks = try #require(axis(low, high)).ticks(atMost: count)
    #expect(TickText.texts(of: ticks) == expected)
  }

  @Test("logarithmic ticks are powers of ten, with 2 and 5 where there is room")
  func logarithmicTicks() throws {
    #expect(
      try #require(axis(200, 9000, .logarithmic)).ticks(atMost: 6) == [200, 500, 1000, 2000, 5000])
    #expect(
      try #require(axis(1, 1e6, .logarithmic)).ticks(atMost: 4) == [1, 100, 10_000, 1_000_000])
  }

  @Test("any range gives few ticks, all of them on the axis", arguments: 0..<200)
  func ticksOfRandomRanges(seed: Int) throws {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    func random() -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) / Double(1 << 53)
    }
    let low = (random() - 0.5) * [1e-9, 1, 1e6, 1e250][seed % 4]
    let axis = try #require(self.axis(low, low + random() * [1e-6, 1, 1e9][seed % 3] + 1e-12))
    for count in [1, 2, 5, 9] {
      let ticks = axis.ticks(atMost: count)
      #expect(ticks.count <= count && ticks.allSatisfy { axis.place(of: $0) != nil })
    }
  }

  @Test(
    "values that cannot be shown are left out, and nothing traps",
    arguments: [Double.nan, .infinity, -.infinity, 1e308, -1e308, 0, -1, .leastNonzeroMagnitude])
  func hostileValues(value: Double) {
    var canvas = Canvas(size: Size(width: 60, height: 12))
    for scale in [PlotScale.linear, .logarithmic] {
      let plot = LinePlot(
        series: [
          PlotSeries(
            "s",
            points: [PlotPoint(x: 1, y: 1), PlotPoint(x: value, y: 2), PlotPoint(x: 3, y: value)])
        ], xAxis: .init("x", scale: scale), yAxis: .init("y", scale: scale))
      plot.draw(on: &canvas, in: canvas.bounds)
      #expect(PlainEncoder.encode(canvas).contains("●"))
      ScatterPlot(series: plot.series).draw(on: &canvas, in: canvas.bounds)
      #expect(PlainEncoder.encode(canvas).contains("●"))
    }
    Bars([.init("a", value: value, valueText: "v")]).draw(on: &canvas, in: canvas.bounds)
    ProgressBar(fraction: value).draw(on: &canvas, in: canvas.bounds)
  }

  @Test("no data says so")
  func emptyPlot() {
    var canvas = Canvas(size: Size(width: 20, height: 3))
    LinePlot(series: [], xAxis: .init("x"), yAxis: .init("y")).draw(on: &canvas, in: canvas.bounds)
    #expect(PlainEncoder.lines(of: canvas)[1] == "    no data yet")
    ScatterPlot(series: []).draw(on: &canvas, in: canvas.bounds)
    #expect(PlainEncoder.lines(of: canvas)[1] == "       no map")
  }

  @Test("each dot of a cell has its place in braille, quadrants and ASCII")
  func dots() {
    func drawn(_ style: Glyphs.PlotStyle, _ dots: [(Int, Int)]) -> Character {
      var raster = DotRaster(columns: 1, rows: 1, style: style)
      for (x, y) in dots { raster.set(x: x, y: y, role: .good) }
      var canvas = Canvas(size: Size(width: 1, height: 1))
      raster.draw(on: &canvas, x: 0, y: 0)
      return canvas[0, 0].character
    }
    #expect(drawn(.braille, [(0, 0)]) == "⠁" && drawn(.braille, [(1, 3)]) == "⢀")
    #expect(drawn(.braille, [(0, 0), (0, 1), (0, 2), (0, 3)]) == "⡇")
    #expect(drawn(.block, [(1, 0)]) == "▝" && drawn(.block, [(0, 1), (1, 1)]) == "▄")
    #expect(drawn(.ascii, [(0, 0)]) == "'" && drawn(.ascii, [(0, 0), (0, 1)]) == ":")
    #expect(drawn(.braille, [(2, 0), (0, 4), (-1, 0)]) == " ")
  }

  @Test(
    "a line is whole: each step is at most one dot", arguments: [(9, 3), (3, 7), (0, 7), (9, 0)])
  func lines(end: (Int, Int)) {
    for swapped in [false, true] {
      var raster = DotRaster(columns: 10, rows: 4, style: .ascii)
      let corner = (x: end.0, y: end.1)
      raster.line(
        from: swapped ? corner : (0, 0), to: swapped ? (0, 0) : corner, role: .text)
      var canvas = Canvas(size: Size(width: 10, height: 4))
      raster.draw(on: &canvas, x: 0, y: 0)
      let used = canvas.cells.filter { !$0.isBlank }.count
      #expect(used >= max(end.0, end.1 / 2) && used <= end.0 + end.1 + 1)
    }
  }

  @Test("many buckets are added up, few are repeated, and a lonely one is seen")
  func histogram() {
    var canvas = Canvas(size: Size(width: 8, height: 2))
    var counts = [Int](repeating: 0, count: 4000)
    counts[10] = 1_000_000
    counts[3999] = 1
    Histogram(counts: counts, lowest: 0, highest: 1, label: "").draw(on: &canvas, in: canvas.bounds)
    #expect(PlainEncoder.lines(of: canvas) == ["█", "█      ▁"])
    Histogram(counts: [1, 2], lowest: 0, highest: 1, label: "").draw(on: &canvas, in: canvas.bounds)
    #expect(PlainEncoder.lines(of: canvas) == ["    ████", "████████"])
  }
}
