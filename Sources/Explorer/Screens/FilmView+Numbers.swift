import Canvas
import Experiments
import Vamana
import VectorData

extension FilmView {
  /// Which moment the numbers are of: they come a little later than the picture.
  var numbersTitle: String {
    guard let numbers = film.numbers else { return "the graph: measuring" }
    return numbers.frame == film.moment
      ? "the graph now" : "the graph at moment \(Format.count(numbers.frame))"
  }

  /// The graph in numbers, and how many nodes have how many neighbours.
  func drawNumbers(on canvas: inout Canvas, in rect: Rect) {
    guard let numbers = film.numbers else {
      canvas.put("measuring", x: rect.x, y: rect.y, role: .dim, width: rect.width)
      return
    }
    let lines = self.numbers
    for (row, line) in lines.prefix(rect.height).enumerated() {
      canvas.put(line.name, x: rect.x, y: rect.y + row, role: .dim, width: 8)
      canvas.put(
        line.value, x: rect.x + 8, y: rect.y + row, role: line.role, width: max(rect.width - 8, 0))
    }
    let rest = rect.split(top: lines.count).bottom
    guard rest.height > 0 else { return }
    let counts = inGraph(numbers).counts
    if rest.height < 5 {
      drawDegreeRow(counts, on: &canvas, in: rest.row(0))
    } else {
      Histogram(
        counts: counts, lowest: 0, highest: Double(counts.count - 1), label: "neighbours of a node"
      ).draw(on: &canvas, in: rest.split(top: 1).bottom)
    }
  }

  /// How many nodes have 0, 1, 2, … neighbours as one row of columns between both ends.
  private func drawDegreeRow(_ counts: [Int], on canvas: inout Canvas, in row: Rect) {
    canvas.put("degrees", x: row.x, y: row.y, role: .dim, width: 8)
    let bars = Rect(
      x: row.x + 10, y: row.y, width: min(counts.count, max(row.width - 14, 0)), height: 1)
    canvas.put("0", x: row.x + 8, y: row.y, role: .dim)
    Histogram(counts: counts, lowest: 0, highest: 1, label: "").draw(on: &canvas, in: bars)
    canvas.put("\(counts.count - 1)", x: bars.maxX + 1, y: row.y, role: .dim)
  }

  /// The lines of the numbers.
  var numbers: [(name: String, value: String, role: Role)] {
    guard let numbers = film.numbers else { return [] }
    let (count, mean, _) = inGraph(numbers)
    let lengths = numbers.lengths
    return [
      ("points", "\(Format.count(count)) of \(Format.count(card.nodeCount)) in it", .text),
      ("degree", "\(Format.decimal(mean, 1)) mean, \(lengths.largestDegree) at most", .text),
      ("longest", "\(Format.distance(Float(lengths.longestLength)))", .text),
      (
        "reached", "\(Format.count(numbers.reachableCount)) from the medoid",
        numbers.reachableCount < count ? .warning : .text
      ),
      ("hops", "\(Format.decimal(lengths.meanHops, 1)) on average", .text),
      (
        "found", count < 2 ? "-" : "\(Format.fraction(numbers.linkedRecall)) of 10 nearest",
        .text
      ),
    ]
  }

  /// Points that the graph has, their mean degree, and how many have 0, 1, 2, … neighbours. The medoid is
  /// there from the start, the others from their insertion on.
  private func inGraph(_ numbers: GraphMoment) -> (count: Int, mean: Double, counts: [Int]) {
    let count = max(numbers.linkedCount, 1)
    var counts = numbers.degrees
    let edges = counts.enumerated().reduce(0) { $0 + $1.offset * $1.element }
    if !counts.isEmpty { counts[0] = count - numbers.linkedCount }
    // While it is built a node of DiskANN's may have a few more than R.
    let slack = isPaper ? 1 : card.parameters.slackFactor
    let width = max(Int(Float(card.parameters.maxDegree) * slack) + 1, counts.count)
    counts += [Int](repeating: 0, count: width - counts.count)
    return (count, Double(edges) / Double(count), counts)
  }

  // MARK: - The whole film

  /// Recall and reach over hops and degree, by moment; the knob stands in each curve.
  func drawOutline(on canvas: inout Canvas, in rect: Rect) {
    let (upper, lower) = rect.split(top: rect.height / 2)
    let shares: [(String, Role, (GraphMoment) -> Double)] = [
      ("reached", .seriesB, { Double($0.reachableCount) / Double(max($0.linkedCount, 1)) }),
      ("found", .seriesA, { $0.linkedRecall }),
    ]
    let sizes: [(String, Role, (GraphMoment) -> Double)] = [
      ("degree", .seriesB, { self.inGraph($0).mean }), ("hops", .seriesA, { $0.lengths.meanHops }),
    ]
    plot(shares, "share", range: 0...1).draw(on: &canvas, in: upper)
    plot(sizes, "mean", range: nil).draw(on: &canvas, in: lower)
  }

  private func plot(
    _ curves: [(String, Role, (GraphMoment) -> Double)], _ label: String,
    range: ClosedRange<Double>?
  ) -> LinePlot {
    let moments = film.outline
    let markers: [Character] = [glyphs.waiting, glyphs.beam]
    var series = zip(curves, markers).map { curve, marker in
      PlotSeries(
        curve.0,
        points: moments.map { PlotPoint(x: Double($0.frame), y: curve.2($0)) },
        role: curve.1, marker: marker, style: .line)
    }
    if let now = film.measured[film.moment] {
      series += zip(curves, markers).map { curve, marker in
        PlotSeries(
          "", points: [PlotPoint(x: Double(now.frame), y: curve.2(now))], role: .focus,
          marker: marker, style: .markers)
      }
    }
    return LinePlot(
      series: series, xAxis: .init("moment", range: 0...Double(max(card.momentCount, 1))),
      yAxis: .init(label, range: range), emptyText: "measuring")
  }
}
