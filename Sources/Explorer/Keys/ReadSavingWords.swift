import DiskIndex
import Experiments

/// The switches that make a search read less, as the command line has them.
enum ReadSavingWords {
  /// `on` or `off` behind `pages`.
  static func pages(_ text: String) throws(ExplorerCommand.Fault) -> Bool {
    try switched(text, "pages")
  }

  /// `on` or `off` behind `word`.
  static func switched(_ text: String, _ word: String) throws(ExplorerCommand.Fault) -> Bool {
    switch text {
    case "on": true
    case "off": false
    default: throw .init(message: ":\(word) needs on or off, not \"\(text)\"")
    }
  }

  /// A factor above 0, or `off`, behind `stop`.
  static func stop(_ text: String) throws(ExplorerCommand.Fault) -> Float? {
    if text == "off" { return nil }
    guard let factor = Float(text), factor > 0, factor.isFinite else {
      throw .init(message: ":stop needs a factor such as 1.2, or off, not \"\(text)\"")
    }
    return factor
  }

  /// The switches that are on, as they are typed; each with two blanks before it, nothing if all are off.
  static func text(usesWholePages: Bool, stopFactor: Float?) -> String {
    (usesWholePages ? "  pages on" : "") + (stopFactor.map { "  stop \(plain($0))" } ?? "")
  }

  /// A factor without needless decimals.
  static func plain(_ factor: Float) -> String {
    factor == factor.rounded() && factor < 1e6 ? "\(Int(factor))" : "\(factor)"
  }
}

extension SearchParameters {
  /// The switches of this search that are on: "  pages on  stop 1.2".
  var savingText: String {
    ReadSavingWords.text(usesWholePages: usesWholePages, stopFactor: stopFactor)
  }
}

extension Sweep.Request {
  /// The switches of this sweep that are on.
  var savingText: String {
    ReadSavingWords.text(usesWholePages: usesWholePages, stopFactor: stopFactor)
  }
}
