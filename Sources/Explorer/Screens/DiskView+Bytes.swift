import Canvas
import DiskIndex
import Foundation
import VectorData

extension DiskView {
  /// The bytes of the selected sector, each line with what it means.
  func drawBytes(on canvas: inout Canvas, in rect: Rect, _ arrangement: DiskArrangement) {
    let title = "sector \(Format.count(disk.sector)) in hex"
    let trailing = "byte \(Format.count(disk.sector * DiskLayout.sectorBytes)) of the file"
    var inner = rect
    if arrangement.isBoxed {
      inner = canvas.pane(
        rect, title: title, trailing: trailing, isFocused: disk.pane == .bytes)
    } else {
      canvas.put(title, x: rect.x, y: rect.y, role: .title, width: rect.width)
      inner = rect.split(top: 1).bottom
    }
    guard let card = disk.bytes else {
      canvas.put("reading…", x: inner.x + 1, y: inner.y, role: .dim)
      return
    }
    let lines = SectorLines(card, bytesPerLine: arrangement.bytesPerLine).lines
    let first = disk.bytesPlace.firstVisible(count: lines.count, height: inner.height)
    let selected = disk.bytesPlace.row(of: lines.count)
    for (row, line) in lines.enumerated().dropFirst(first).prefix(inner.height) {
      let isSelected = row == selected && disk.pane == .bytes
      drawLine(
        line, of: card, on: &canvas, in: inner.row(row - first), isSelected: isSelected,
        bytesPerLine: arrangement.bytesPerLine)
    }
  }

  private func drawLine(
    _ line: SectorLines.Line, of card: SectorCard, on canvas: inout Canvas, in row: Rect,
    isSelected: Bool, bytesPerLine: Int
  ) {
    let role = role(line.field)
    if isSelected {
      canvas.fill(row, Cell(" ", role: .selected))
      canvas.put(glyphs.marker, x: row.x, y: row.y, role: .selected)
      canvas.cursor = (x: row.x, y: row.y)
    }
    var x = row.x + 2
    canvas.put(
      String(format: "%03x", line.bytes.lowerBound), x: x, y: row.y,
      role: isSelected ? .selected : .dim)
    x += 5
    let hex = card.sector.bytes[line.bytes].map { String(format: "%02x", $0) }
      .joined(separator: bytesPerLine == SectorLines.fullWidth ? " " : "")
    let columns = bytesPerLine == SectorLines.fullWidth ? 48 : 17
    canvas.put(hex, x: x, y: row.y, role: isSelected ? .selected : role, width: columns)
    x += columns
    canvas.put(
      meaning(line, of: card), x: x, y: row.y,
      role: isSelected ? .selected : line.isFirst ? .text : .dim, width: max(row.maxX - x, 0))
  }

  private func role(_ field: SectorField) -> Role {
    switch field.content {
    case .header: .title
    case .vector, .fullVector: .seriesA
    case .degree: .warning
    case .neighbours: .seriesB
    case .freeSlots, .padding: .dim
    }
  }

  /// What a line says.
  private func meaning(_ line: SectorLines.Line, of card: SectorCard) -> String {
    let bytes = card.sector.bytes[line.bytes]
    let offset = line.bytes.lowerBound - line.field.bytes.lowerBound
    switch line.field.content {
    case .header(let name):
      let value = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return "\(name) \(value)"
    case .vector(let node, let first):
      return vectorMeaning(node, bytes, at: first + offset, card, type: self.card.elementType)
    case .fullVector(let node, let first):
      return vectorMeaning(node, bytes, at: first + offset, card, type: .float32)
    case .degree: return "degree \(Self.words(bytes).first ?? 0)"
    case .neighbours(let node, let first):
      if let packed = card.sector.packedNeighbours[node] {
        return packedMeaning(packed, isFirst: line.isFirst, byteCount: line.field.bytes.count)
      }
      let ids = Self.words(bytes).map(String.init).joined(separator: " ")
      return "neighbour \(first + offset / 4 + 1)…: \(ids)"
    case .freeSlots:
      return "\((line.hiddenZeroCount + bytes.count) / 4) free slots" + zeros(line)
    case .padding:
      return "\(Format.count(line.hiddenZeroCount + bytes.count)) B of padding" + zeros(line)
    }
  }

  /// Gaps do not end at bytes: the first line says what all of them are.
  private func packedMeaning(_ rows: [NodeID], isFirst: Bool, byteCount: Int) -> String {
    guard isFirst else { return "more gaps" }
    guard !rows.isEmpty else { return "no neighbours, or damaged" }
    return "\(rows.count) neighbours in \(byteCount) B: "
      + rows.map(String.init).joined(separator: " ")
  }

  private func zeros(_ line: SectorLines.Line) -> String {
    line.hiddenZeroCount > 0 ? ", all zero" : ""
  }

  /// The first line of a vector names its node, the others its components.
  private func vectorMeaning(
    _ node: NodeID, _ bytes: ArraySlice<UInt8>, at first: Int, _ card: SectorCard,
    type: ElementType
  ) -> String {
    let name = card.labels[node] ?? ""
    guard first > 0 else { return "node \(node)" + (name.isEmpty ? ": coordinates" : "  \(name)") }
    let values: [String] =
      switch type {
      case .uint8: bytes.map(String.init)
      case .int8: bytes.map { String(Int8(bitPattern: $0)) }
      case .float32: Self.words(bytes).map { Format.distance(Float(bitPattern: $0)) }
      }
    return "coordinate \(first / type.byteCount)…: " + values.joined(separator: " ")
  }

  /// Little-endian words of 4 bytes; a cut one at the end is left out.
  private static func words(_ bytes: ArraySlice<UInt8>) -> [UInt32] {
    stride(from: bytes.startIndex, to: bytes.endIndex - 3, by: 4).map { start in
      (0..<4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[start + $1]) }
    }
  }
}
