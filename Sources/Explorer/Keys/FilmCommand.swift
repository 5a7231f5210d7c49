import Vamana

extension FilmRequest {
  /// Reads what stands behind `film`: `paper R 8 alpha 1`.
  init(parsing text: String) throws(ExplorerCommand.Fault) {
    self.init()
    var words = text.split(separator: " ").map(String.init)[...]
    if let word = words.first, let reading = VamanaReading(rawValue: word) {
      self.reading = reading
      words.removeFirst()
    }
    while let word = words.popFirst() {
      guard let value = words.popFirst() else { throw Self.usageFault(text) }
      switch word {
      case "R":
        let degree = try ExplorerCommand.number(value, "film R", from: 2)
        try Limits.check(degree, "R", from: 2, to: 512)
        maxDegree = degree
      case "L":
        let size = try ExplorerCommand.number(value, "film L", from: 1)
        try Limits.check(size, "L", from: 1, to: Limits.searchListSize)
        searchListSize = size
      case "alpha":
        guard let number = Float(value), number >= 1, number <= 10 else {
          throw .init(message: "alpha lies between 1 and 10, not \"\(value)\"")
        }
        alpha = number
      case "fill": fills = try ReadSavingWords.switched(value, "film fill")
      default: throw Self.usageFault(text)
      }
    }
  }

  private static func usageFault(_ text: String) -> ExplorerCommand.Fault {
    .init(message: ":film takes diskann or paper, R N, L N, alpha X, fill on|off, not \"\(text)\"")
  }
}

/// Where the line `:moment 17` or `:moment 25%` goes.
enum MomentTarget: Sendable, Equatable {
  case number(Int)
  case percent(Double)

  /// Reads what stands behind `moment`.
  init(parsing text: String) throws(ExplorerCommand.Fault) {
    guard text.hasSuffix("%") else {
      self = .number(try ExplorerCommand.number(text, "moment", from: 0))
      return
    }
    let number = text.dropLast().filter { $0 != " " }
    guard let percent = Double(number), (0...100).contains(percent) else {
      throw .init(message: ":moment needs a number, or 0% to 100%, not \"\(text)\"")
    }
    self = .percent(percent)
  }

  /// The moment of a film of so many.
  func moment(of count: Int) -> Int {
    switch self {
    case .number(let number): number
    case .percent(let percent): Int((percent / 100 * Double(count)).rounded())
    }
  }
}
