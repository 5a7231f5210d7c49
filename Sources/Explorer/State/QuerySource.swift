import VectorData

/// Where the vector of a query comes from.
enum QuerySource: Sendable, Equatable {
  /// The query file: the row that the setting names.
  case file
  /// A row of the data.
  case row(NodeID)
  /// Numbers that the user typed.
  case typed([Float])
  /// The middle between two rows of the data.
  case midpoint(NodeID, NodeID)

  /// What the screen calls it; `number` is that of a query of the file.
  func title(number: Int) -> String {
    switch self {
    case .file: "query \(number)"
    case .row(let node): "row \(node) as query"
    case .typed(let values): "typed query (\(Self.short(values)))"
    case .midpoint(let first, let second): "midpoint of rows \(first) and \(second)"
    }
  }

  /// A part of a file name.
  func fileName(number: Int) -> String {
    switch self {
    case .file: "query\(number)"
    case .row(let node): "row\(node)"
    case .typed: "typed"
    case .midpoint(let first, let second): "midpoint\(first)-\(second)"
    }
  }

  private static func short(_ values: [Float]) -> String {
    let shown = values.prefix(3).map { Format.distance($0) }.joined(separator: ", ")
    return values.count > 3 ? shown + ", …" : shown
  }
}
