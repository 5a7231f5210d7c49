import Canvas
import DiskIndex
import VectorData

extension SearchView {
  /// The query as a picture, if rows are pictures.
  var queryPicture: PixelPicture? { picture(search.queryCard?.label) }

  /// What the strip of pictures shows.
  var pictureTitle: String {
    search.stage == .answers ? "the query and the answers" : "the query and the nodes of this hop"
  }

  /// The query and then the nodes of the hop or the answers, each with its name below, as many as fit.
  func drawPictures(on canvas: inout Canvas, in rect: Rect) {
    var items: [(picture: PixelPicture, caption: String, role: Role)] = []
    if let picture = queryPicture { items.append((picture, "query", .title)) }
    let nodes =
      search.stage == .answers
      ? (search.trace?.results ?? []).map(\.node) : (search.hop?.expanded ?? []).map(\.node)
    for node in nodes {
      guard let picture = picture(search.labels[node]) else { continue }
      let isTrue = trueRanks[node] != nil
      items.append((picture, caption(node), isTrue ? .good : .text))
    }
    var x = rect.x + 1
    for item in items {
      let large = item.picture.size(.large, glyphs: glyphs)
      let size =
        large.height < rect.height ? large : item.picture.size(.halfBlock, glyphs: glyphs)
      guard x + size.width <= rect.maxX else { return }
      let area = Rect(x: x, y: rect.y, width: size.width, height: min(size.height, rect.height - 1))
      item.picture.draw(on: &canvas, in: area, role: item.role)
      canvas.put(
        item.caption, x: x, y: area.maxY, role: item.role, width: size.width, align: .center)
      x += size.width + 2
    }
  }

  /// The number of a node and the last word of its name: "108: 1" for "a handwritten 1".
  private func caption(_ node: UInt32) -> String {
    guard let word = search.labels[node]?.text.split(separator: " ").last, word.count <= 8 else {
      return "\(node)"
    }
    return "\(node): \(word)"
  }

  private func picture(_ label: NodeLabel?) -> PixelPicture? {
    guard let format = index.picture, let pixels = label?.pixels else { return nil }
    return PixelPicture(width: format.width, height: format.height, values: pixels, maximum: 255)
  }
}
