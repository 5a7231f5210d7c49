import DiskIndex
import Experiments

/// The switches that make a search read less, of a search and of a sweep alike (docs/io-laboratory.md).
struct ReadSavings: Sendable, Equatable {
  /// One of them, by its word on the command line.
  enum Way: String, Sendable, CaseIterable {
    case navigation
    case pages
    case vectors
    case pipelined
    case width
    case stop

    /// Its word where there is little room.
    var shortName: String {
      switch self {
      case .navigation: "nav"
      case .pipelined: "piped"
      case .vectors: "apart"
      case .pages, .width, .stop: rawValue
      }
    }
  }

  /// Whether the navigation graph is walked before the first read.
  var usesNavigation = false
  /// Whether a sector that was read is used whole.
  var usesWholePages = false
  /// Whether vectors are read apart from edges, after a walk over all nodes.
  var usesVectorPages = false
  /// Whether W reads stay under way.
  var isPipelined = false
  /// The width of the first hops; W if `nil`.
  var approachWidth: Int?
  /// When the search ends early; never if `nil`.
  var stopFactor: Float?

  /// Those that are on, in the order of their words.
  var ways: [Way] { Way.allCases.filter(has) }

  /// Whether one is on.
  func has(_ way: Way) -> Bool {
    switch way {
    case .navigation: usesNavigation
    case .pages: usesWholePages
    case .vectors: usesVectorPages
    case .pipelined: isPipelined
    case .width: approachWidth != nil
    case .stop: stopFactor != nil
    }
  }

  /// The same with one of them off.
  func without(_ way: Way) -> ReadSavings {
    var rest = self
    switch way {
    case .navigation: rest.turn(.navigation(false))
    case .pages: rest.usesWholePages = false
    case .vectors: rest.usesVectorPages = false
    case .pipelined: rest.isPipelined = false
    case .width: rest.approachWidth = nil
    case .stop: rest.stopFactor = nil
    }
    return rest
  }

  /// Takes over what was typed; vectors apart need the walk before them.
  mutating func turn(_ change: SavingSwitch) {
    switch change {
    case .navigation(let isOn):
      usesNavigation = isOn
      if !isOn { usesVectorPages = false }
    case .pages(let isOn): usesWholePages = isOn
    case .vectors(let isOn):
      usesVectorPages = isOn
      if isOn { usesNavigation = true }
    case .pipelined(let isOn): isPipelined = isOn
    case .width(let width): approachWidth = width
    case .stop(let factor): stopFactor = factor
    }
  }

  /// An approach is no wider than the beam. Returns whether it was.
  mutating func fitApproach(to beamWidth: Int) -> Bool {
    guard let width = approachWidth, width > beamWidth else { return false }
    approachWidth = beamWidth
    return true
  }
}

extension ReadSavings {
  /// Those that are on as they are typed: "pages on", "stop 1.2".
  var words: [String] {
    ways.map { way in
      switch way {
      case .navigation, .pages, .vectors, .pipelined: "\(way.rawValue) on"
      case .width: "width \(approachWidth ?? 1)"
      case .stop: "stop \(stopFactor.map(ReadSavingWords.plain) ?? "off")"
      }
    }
  }

  /// The same in a line, each with two blanks before it; nothing if all are off.
  var text: String { words.map { "  " + $0 }.joined() }

  /// The same where there is little room: more than two go without what can be left out.
  var shortText: String { shortWords.map { "  " + $0 }.joined() }

  /// The same one by one.
  var shortWords: [String] {
    guard ways.count > 2 else { return words }
    return zip(ways, words).map { way, word in word.hasSuffix(" on") ? way.shortName : word }
  }

  /// What is otherwise than in `other`: "stop 1.2", "no pages".
  func differences(from other: ReadSavings) -> [String] {
    let mine = Dictionary(uniqueKeysWithValues: zip(ways, shortWords))
    return Way.allCases.compactMap { way in
      let isSame =
        has(way) == other.has(way)
        && (way != .width || approachWidth == other.approachWidth)
        && (way != .stop || stopFactor == other.stopFactor)
      return isSame ? nil : mine[way] ?? "no \(way.shortName)"
    }
  }

  /// The same as options of the command line.
  var options: [String] {
    ways.map { way in
      switch way {
      case .navigation: "--navigation"
      case .pages: "--whole-pages"
      case .vectors: "--vector-pages"
      case .pipelined: "--pipelined"
      case .width: "--approach-width \(approachWidth ?? 1)"
      case .stop: "--stop-factor \(stopFactor.map(ReadSavingWords.plain) ?? "1")"
      }
    }
  }
}

/// What has the switches among its parameters: a search, a sweep.
protocol ReadSaving {
  var usesNavigation: Bool { get set }
  var usesWholePages: Bool { get set }
  var usesVectorPages: Bool { get set }
  var isPipelined: Bool { get set }
  var approachWidth: Int? { get set }
  var stopFactor: Float? { get set }
}

extension ReadSaving {
  /// The switches as they stand.
  var savings: ReadSavings {
    get {
      ReadSavings(
        usesNavigation: usesNavigation, usesWholePages: usesWholePages,
        usesVectorPages: usesVectorPages, isPipelined: isPipelined, approachWidth: approachWidth,
        stopFactor: stopFactor)
    }
    set {
      usesNavigation = newValue.usesNavigation
      usesWholePages = newValue.usesWholePages
      usesVectorPages = newValue.usesVectorPages
      isPipelined = newValue.isPipelined
      approachWidth = newValue.approachWidth
      stopFactor = newValue.stopFactor
    }
  }
}

extension SearchParameters: ReadSaving {}
extension Sweep.Request: ReadSaving {}
