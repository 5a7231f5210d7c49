/// What a line such as `pages on` or `width 2` turns.
enum SavingSwitch: Sendable, Equatable {
  case navigation(Bool)
  case pages(Bool)
  case vectors(Bool)
  case pipelined(Bool)
  /// The width of the first hops, `nil` for W.
  case width(Int?)
  /// The stopping rule, `nil` for none.
  case stop(Float?)
}

/// The switches that make a search read less, as the command line has them.
enum ReadSavingWords {
  /// What stands behind the word of a switch; `nil` where `word` is none.
  static func read(
    _ text: String, _ word: String
  ) throws(ExplorerCommand.Fault) -> SavingSwitch? {
    switch word {
    case "navigation": .navigation(try switched(text, word))
    case "pages": .pages(try switched(text, word))
    case "vectors": .vectors(try switched(text, word))
    case "pipelined": .pipelined(try switched(text, word))
    case "width": .width(text == "off" ? nil : try width(text))
    case "stop": .stop(try stop(text))
    default: nil
    }
  }

  /// `on` or `off` behind `word`.
  static func switched(_ text: String, _ word: String) throws(ExplorerCommand.Fault) -> Bool {
    switch text {
    case "on": true
    case "off": false
    default: throw .init(message: ":\(word) needs on or off, not \"\(text)\"")
    }
  }

  private static func width(_ text: String) throws(ExplorerCommand.Fault) -> Int {
    guard let width = Int(text), width >= 1 else {
      throw .init(message: ":width needs the nodes of a first hop, or off, not \"\(text)\"")
    }
    return width
  }

  /// A factor above 0, or `off`, behind `stop`.
  static func stop(_ text: String) throws(ExplorerCommand.Fault) -> Float? {
    if text == "off" { return nil }
    guard let factor = Float(text), factor > 0, factor.isFinite else {
      throw .init(message: ":stop needs a factor such as 1.2, or off, not \"\(text)\"")
    }
    return factor
  }

  /// A factor without needless decimals.
  static func plain(_ factor: Float) -> String {
    factor == factor.rounded() && factor < 1e6 ? "\(Int(factor))" : "\(factor)"
  }
}
