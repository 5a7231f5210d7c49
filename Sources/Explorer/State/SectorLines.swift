import DiskIndex
import VectorData

/// The bytes of a sector in lines: each has bytes of one field only.
struct SectorLines {
  /// Bytes of a line where there is room.
  static let fullWidth = 16

  /// A line.
  struct Line: Equatable {
    /// The bytes in the sector.
    var bytes: Range<Int>
    /// The field that they are of.
    var field: SectorField
    /// Whether it is the first line of its field.
    var isFirst: Bool
    /// More bytes of the same kind, all zero, that no line shows.
    var hiddenZeroCount = 0
  }

  /// From the start of the sector to its end.
  let lines: [Line]

  /// The lines of a sector. Free slots and padding that are zero take one line.
  init(_ card: SectorCard, bytesPerLine: Int) {
    var lines: [Line] = []
    for field in card.sector.fields {
      if Self.isHidden(field, card.sector.bytes) {
        let shown = field.bytes.prefix(bytesPerLine)
        let first = field.bytes.lowerBound
        lines.append(
          Line(
            bytes: first..<first + shown.count, field: field, isFirst: true,
            hiddenZeroCount: field.bytes.count - shown.count))
        continue
      }
      for start in stride(
        from: field.bytes.lowerBound, to: field.bytes.upperBound, by: bytesPerLine)
      {
        lines.append(
          Line(
            bytes: start..<min(start + bytesPerLine, field.bytes.upperBound), field: field,
            isFirst: start == field.bytes.lowerBound))
      }
    }
    self.lines = lines
  }

  private static func isHidden(_ field: SectorField, _ bytes: [UInt8]) -> Bool {
    switch field.content {
    case .padding, .freeSlots: bytes[field.bytes].allSatisfy { $0 == 0 }
    default: false
    }
  }
}
