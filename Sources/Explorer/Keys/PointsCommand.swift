import Experiments

/// What the line `:points insert R 8 alpha 1.2` asks for.
struct PointsCommand: Sendable, Equatable {
  /// What is to be done.
  var act: UpdateBench.Act
  /// R of an index that it begins; that of the open index if `nil`.
  var maxDegree: Int?
  /// Its alpha.
  var alpha: Float?

  /// Another way to say what a key says.
  init(_ act: UpdateBench.Act) { self.act = act }

  /// Reads what stands behind `points`.
  init(parsing text: String) throws(ExplorerCommand.Fault) {
    let words = text.split(separator: " ").map(String.init)
    switch (words.first, words.count) {
    case ("insert", _):
      act = .insert
      try takeParameters(Array(words.dropFirst()))
    case ("delete", 2): act = .delete(percent: try Self.percent(words[1]))
    case ("cut", 1): act = .cut
    case ("consolidate", 1): act = .consolidate
    case ("replace", 2): act = .replace(percent: try Self.percent(words[1]), times: 1)
    case ("replace", 3):
      let times = try ExplorerCommand.number(words[2], "points replace", from: 1)
      try Limits.check(times, "the times", from: 1, to: 1000)
      act = .replace(percent: try Self.percent(words[1]), times: times)
    default:
      throw .init(
        message:
          ":points needs insert, delete 30, cut, consolidate or replace 10 5, not \"\(text)\"")
    }
  }

  private mutating func takeParameters(_ words: [String]) throws(ExplorerCommand.Fault) {
    guard words.count.isMultiple(of: 2) else {
      throw .init(message: ":points insert takes R N and alpha X")
    }
    for place in stride(from: 0, to: words.count, by: 2) {
      let value = words[place + 1]
      switch words[place] {
      case "R":
        let degree = try ExplorerCommand.number(value, "points insert R", from: 2)
        try Limits.check(degree, "R", from: 2, to: 512)
        maxDegree = degree
      case "alpha":
        guard let number = Float(value), number >= 1, number <= 10 else {
          throw .init(message: "alpha lies between 1 and 10, not \"\(value)\"")
        }
        alpha = number
      default: throw .init(message: ":points insert takes R and alpha, not \"\(words[place])\"")
      }
    }
  }

  private static func percent(_ text: String) throws(ExplorerCommand.Fault) -> Int {
    guard let percent = Int(text), (1...99).contains(percent) else {
      throw .init(message: "so many percent of the points, 1 to 99, not \"\(text)\"")
    }
    return percent
  }
}
