import Canvas
import Foundation
import TestSupport
import Testing

/// Widgets as text at several sizes, in all glyph sets.
@Suite("Widgets look as recorded")
struct WidgetSnapshotTests {
  static let sizes = [
    Size(width: 24, height: 6), Size(width: 48, height: 12), Size(width: 80, height: 20),
  ]

  private func check(
    _ name: String, size: Size, glyphs: Glyphs, draw: (inout Canvas) -> Void
  ) {
    var canvas = Canvas(size: size, glyphs: glyphs)
    draw(&canvas)
    let snapshot = Snapshot(
      PlainEncoder.encode(canvas), named: "\(name)-\(size.width)x\(size.height)-\(glyphs.name)")
    #expect(snapshot.difference == nil, "\(snapshot.difference ?? "")")
  }

  @Test("table", arguments: sizes, Glyphs.all)
  func table(size: Size, glyphs: Glyphs) {
    let table = TextTable(
      columns: [
        .init("#", align: .right, width: .fixed(3), priority: 5),
        .init("node", align: .right, width: .fitting(maximum: 8), priority: 9),
        .init("PQ dist", align: .right, priority: 4), .init("state", priority: 6),
        .init("label", width: .flexible(minimum: 8), priority: 3),
        .init("exact", align: .right, priority: 2),
      ],
      rows: (0..<30).map { row in
        [
          "\(row + 1)", "\(row * 373 % 12_000)", .init("0.\(312 + row)"),
          .init("\(glyphs.expanded) expanded", role: .visited), "naïve-tiles-漢字-\(row)", "0.298",
        ]
      }, selectedRow: 14)
    check("table", size: size, glyphs: glyphs) { canvas in
      let inner = canvas.pane(
        canvas.bounds, title: "candidates",
        trailing: table.positionText(height: canvas.size.height - 2), isFocused: true)
      table.draw(on: &canvas, in: inner)
    }
  }

  @Test("line plot with a logarithmic axis", arguments: sizes, Glyphs.all)
  func linePlot(size: Size, glyphs: Glyphs) {
    let curve = [0.62, 0.78, 0.89, 0.95, 0.981, 0.993]
    let first = curve.enumerated().map { PlotPoint(x: $1, y: 9000 / pow(1.9, Double($0))) }
    let second = curve.enumerated().map { PlotPoint(x: $1 - 0.01, y: 6500 / pow(2.1, Double($0))) }
    let plot = LinePlot(
      series: [
        PlotSeries("W 4", points: first), PlotSeries("W 8", points: second, role: .seriesB),
      ], xAxis: .init("recall@10"), yAxis: .init("QPS", scale: .logarithmic))
    check("line-plot", size: size, glyphs: glyphs) { canvas in
      plot.draw(on: &canvas, in: canvas.bounds)
    }
  }

  @Test("bars and histogram", arguments: sizes, Glyphs.all)
  func bars(size: Size, glyphs: Glyphs) {
    let bars = Bars([
      .init("hop 1", value: 1, valueText: "1 read"), .init("hop 2", value: 4, valueText: "4 reads"),
      .init("hop 3", value: 2.5, valueText: "2.5 reads", role: .ssdRead),
    ])
    let degrees = (0..<64).map { $0 < 8 ? 0 : $0 * $0 * ($0 % 5 + 1) / 40 }
    let histogram = Histogram(counts: degrees, lowest: 0, highest: 64, label: "out-degree")
    check("bars", size: size, glyphs: glyphs) { canvas in
      let (top, bottom) = canvas.bounds.split(top: 3)
      bars.draw(on: &canvas, in: top)
      ProgressBar(fraction: 0.437).draw(on: &canvas, in: bottom.row(0))
      ProgressBar(fraction: nil, step: 5).draw(on: &canvas, in: bottom.row(1))
      histogram.draw(on: &canvas, in: bottom.split(top: 2).bottom)
    }
  }

  @Test("map of points with a path", arguments: sizes, Glyphs.all)
  func scatter(size: Size, glyphs: Glyphs) {
    let cloud = (0..<150).map { index in
      let angle = Double(index) * 2.399963
      return PlotPoint(
        x: cos(angle) * Double(index).squareRoot(), y: sin(angle) * Double(index).squareRoot())
    }
    let path = [cloud[140], cloud[80], cloud[30], cloud[4]]
    let map = ScatterPlot(series: [
      PlotSeries("data", points: cloud, role: .dim, style: .dots),
      PlotSeries("path", points: path, role: .frontier, marker: glyphs.beam),
      PlotSeries("query", points: [cloud[0]], role: .good, marker: "Q", style: .markers),
    ])
    check("map", size: size, glyphs: glyphs) { map.draw(on: &$0, in: $0.bounds) }
  }

  @Test("picture of a digit in every style", arguments: Glyphs.all)
  func picture(glyphs: Glyphs) {
    // A handwritten 3 from the digits data set.
    let values: [UInt8] = [
      0, 0, 7, 15, 13, 1, 0, 0, 0, 8, 13, 6, 15, 4, 0, 0, 0, 2, 1, 13, 13, 0, 0, 0, 0, 0, 2, 15, 11,
      1, 0, 0, 0, 0, 0, 1, 12, 12, 1, 0, 0, 0, 0, 0, 1, 10, 8, 0, 0, 0, 8, 4, 5, 14, 9, 0, 0, 0, 7,
      13, 13, 9, 0, 0,
    ]
    let picture = PixelPicture(width: 8, height: 8, values: values, maximum: 16)
    check("picture", size: Size(width: 34, height: 8), glyphs: glyphs) { canvas in
      var x = 0
      for style in PixelPicture.Style.allCases {
        let size = picture.size(style, glyphs: glyphs)
        let used = picture.draw(
          on: &canvas, in: Rect(x: x, y: 0, width: size.width, height: size.height))
        x = used.maxX + 1
      }
    }
  }
}
