import Canvas
import DiskIndex

extension SearchView {
  /// At 80 × 24: one pane, the hop above, the candidates below.
  func drawStacked(on canvas: inout Canvas, in body: Rect) {
    let inner = canvas.pane(body, title: queryTitle, trailing: settingText(width: body.width))
    var rest = drawHead(on: &canvas, in: inner, isWide: false)
    guard search.stage != .start else {
      drawStart(on: &canvas, in: rest)
      return
    }
    if index.picture != nil, rest.height >= 17, search.map.view == .lists {
      let (pictures, below) = rest.split(top: 6)
      canvas.paneRule(in: across(pictures, of: body), y: pictures.y, title: pictureTitle)
      drawPictures(on: &canvas, in: pictures.split(top: 1).bottom)
      rest = below
    }
    // Why a neighbour was missed is a sentence: whoever reads the list below gets its room.
    let isReadingBelow = search.pane == .lower && !search.missed.isEmpty
    let wanted = search.stage == .answers && !isReadingBelow ? 10 : 4
    let upperRows = min(max(search.upperCount, 1), wanted)
    let (upper, lower) = rest.split(top: min(upperRows + 2, max(rest.height - 5, 3)))
    canvas.paneRule(
      in: across(upper, of: body), y: upper.y, title: upperTitle, isFocused: isFocused(.upper))
    drawUpper(on: &canvas, in: upper.split(top: 1).bottom, isNarrow: true)
    var list = lower
    if lower.height >= 24, search.stage != .answers {
      let (table, plot) = lower.split(bottom: 10)
      canvas.paneRule(in: across(plot, of: body), y: plot.y, title: plotTitle)
      drawPlot(on: &canvas, in: plot.split(top: 1).bottom)
      list = table
    }
    canvas.paneRule(
      in: across(list, of: body), y: list.y, title: lowerTitle(height: list.height - 1),
      isFocused: isFocused(.lower))
    drawLower(on: &canvas, in: list.split(top: 1).bottom)
  }

  /// From 108 columns: the hop, the true neighbours and the plot at the left, the candidates at the right.
  func drawWide(on canvas: inout Canvas, in body: Rect) {
    let (top, below) = body.split(top: ledgerText(columns: body.width - 4) == nil ? 5 : 6)
    let head = canvas.pane(top, title: queryTitle, trailing: settingText(width: body.width))
    _ = drawHead(on: &canvas, in: head, isWide: true)
    guard search.stage != .start else {
      drawStart(on: &canvas, in: canvas.pane(below, title: "start"))
      return
    }
    let (left, right) = below.split(left: body.width * 56 / 100)
    let rows = search.stage == .answers ? 10 : max(min(search.upperCount, 8), 4)
    var (upper, rest) = left.split(top: min(rows + 3, max(left.height - 8, 6)))
    if search.stage == .answers {
      (upper, rest) = left.split(top: min(search.upperCount + 3, max(left.height - 9, 6)))
    }
    drawUpper(
      on: &canvas,
      in: canvas.pane(upper, title: upperTitle, isFocused: isFocused(.upper)),
      isNarrow: upper.width < 80)
    if index.picture != nil, rest.height >= 13 {
      let (pictures, below) = rest.split(top: rest.height >= 21 ? 11 : 7)
      drawPictures(on: &canvas, in: canvas.pane(pictures, title: pictureTitle))
      rest = below
    }
    drawTruthAndPlot(on: &canvas, in: rest)
    var list = right
    if right.height >= 30, search.map.view == .lists {
      let (above, map) = right.split(top: right.height - 15)
      drawMap(on: &canvas, in: canvas.pane(map, title: mapTitle))
      list = above
    }
    let inner = canvas.pane(
      list, title: lowerTitle(height: list.height - 2), isFocused: isFocused(.lower))
    drawLower(on: &canvas, in: inner)
  }

  private func drawTruthAndPlot(on canvas: inout Canvas, in rect: Rect) {
    let truthRows = min(outlook.neighbours.count, 10) + 3
    let showsTruth = search.stage != .answers && !outlook.neighbours.isEmpty
    guard showsTruth, rect.height >= truthRows + 9 else {
      if showsTruth, rect.height < 9 {
        drawTruth(on: &canvas, in: rect)
      } else {
        drawSmallerPicture(on: &canvas, in: rect)
      }
      return
    }
    let (truth, plot) = rect.split(top: truthRows)
    drawTruth(on: &canvas, in: truth)
    drawSmallerPicture(on: &canvas, in: plot)
  }

  /// The plot, or the map where the plot has the larger place.
  private func drawSmallerPicture(on canvas: inout Canvas, in rect: Rect) {
    if search.map.view == .plot {
      drawMap(on: &canvas, in: canvas.pane(rect, title: mapTitle))
    } else {
      drawPlot(on: &canvas, in: canvas.pane(rect, title: plotTitle))
    }
  }

  private func drawTruth(on canvas: inout Canvas, in rect: Rect) {
    let inner = canvas.pane(rect, title: "true neighbours by now")
    draw(truthTable(), on: &canvas, in: inner, isFocused: false)
  }

  /// Below 60 columns or 16 rows: no boxes, and only the list that has the movement keys.
  func drawSmall(on canvas: inout Canvas, in body: Rect) {
    let parameters = search.setting.parameters
    let ways = parameters.savings.ways
    let switches =
      ways.count > 2 && body.width < 60
      ? [Format.plural(ways.count, "switch", "switches")] : ways.map(\.shortName)
    let setting =
      "K\(parameters.answerCount) L\(parameters.searchListSize) W\(parameters.beamWidth)"
      + switches.map { " " + $0 }.joined()
    let first = body.row(0)
    canvas.put(setting, x: first.maxX - setting.count, y: first.y, role: .title)
    canvas.put(
      queryTitle, x: first.x, y: first.y, role: .title, width: first.width - setting.count - 1)
    let totals = totals
    let reads = "\(stageText): \(Format.plural(totals.readCount, "read"))"
    let hits = "\(reads), \(Format.plural(totals.cacheHitCount, "hit"))"
    let isStart = search.stage == .start
    canvas.put(
      Format.fitting((isStart ? [] : [hits, reads]) + [stageText], columns: body.width),
      x: body.x, y: body.y + 1, width: body.width)
    let list = body.split(top: 3).bottom
    if search.stage == .start {
      drawStart(on: &canvas, in: body.split(top: 2).bottom)
      return
    }
    canvas.put(
      recallText(columns: body.width), x: body.x, y: body.y + 2, width: body.width)
    if search.pane == .upper, search.map.view == .lists,
      search.content != .neighbours || search.stage == .answers
    {
      drawUpper(on: &canvas, in: list, isNarrow: true)
    } else {
      drawLower(on: &canvas, in: list)
    }
  }
}
