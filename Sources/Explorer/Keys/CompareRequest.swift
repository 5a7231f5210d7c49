/// What the line `:compare L 60 W 2 cache 500 index PREFIX` asks for: what it leaves out stays as it is.
struct CompareRequest: Sendable, Equatable {
  /// L of the second search.
  var listSize: Int?
  /// W of the second search.
  var beamWidth: Int?
  /// Nodes of its cache.
  var cacheNodeCount: Int?
  /// The switches that it turns.
  var switches: [SavingSwitch] = []
  /// The index that it searches, the open one if `nil`.
  var prefix: String?

  /// Reads pairs of a word and a value, in any order; the prefix takes the rest of the line.
  init(parsing text: String) throws(ExplorerCommand.Fault) {
    var rest = text[...]
    while let word = CompareRequest.word(&rest) {
      guard word != "index" else {
        prefix = rest.isEmpty ? nil : UserPath.expanded(String(rest))
        if prefix == nil { throw .init(message: ":compare index needs a PREFIX") }
        return
      }
      let value = CompareRequest.word(&rest) ?? ""
      if let change = try ReadSavingWords.read(value, word) {
        switches.append(change)
        continue
      }
      switch word {
      case "L": listSize = try ExplorerCommand.number(value, "compare L", from: 1)
      case "W": beamWidth = try ExplorerCommand.number(value, "compare W", from: 1)
      case "cache": cacheNodeCount = try ExplorerCommand.number(value, "compare cache", from: 0)
      default:
        throw .init(
          message: ":compare knows L, W, cache, the switches and index, not \"\(word)\"")
      }
    }
  }

  private static func word(_ rest: inout Substring) -> String? {
    rest = rest.drop { $0 == " " }
    guard !rest.isEmpty else { return nil }
    let word = rest.prefix { $0 != " " }
    rest = rest[word.endIndex...].drop { $0 == " " }
    return String(word)
  }
}
