/// The screens, by the digit of their tab; the raw value is the name on the command line.
public enum ScreenID: String, Sendable, CaseIterable {
  /// Data sets and indexes.
  case library
  /// Building an index.
  case build
  /// One query, hop by hop.
  case search
  /// The graph around one node.
  case node
  /// One node's RobustPrune.
  case prune
  /// Settings against recall and speed.
  case sweep
  /// The index file as a map of its sectors.
  case disk
  /// What ran and what it said.
  case log
  /// Lessons.
  case learn
  /// Points that come and go.
  case points
  /// The construction of the index, insertion by insertion.
  case film

  /// The key of the tab: a digit, as long as there are any.
  var digit: Character {
    switch self {
    case .library: "1"
    case .build: "2"
    case .search: "3"
    case .node: "4"
    case .prune: "5"
    case .sweep: "6"
    case .disk: "7"
    case .log: "8"
    case .learn: "9"
    case .points: "0"
    case .film: "F"
    }
  }

  /// The word on the tab.
  var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

  /// The tabs of the header: lessons, points and the film have one only while they are in front, so that the
  /// others keep their room.
  static func tabs(front: ScreenID) -> [ScreenID] {
    allCases.filter { ![.learn, .points, .film].contains($0) || front == $0 }
  }
}

extension ScreenID {
  /// Whether `find` looks for a node there, not for a query.
  var findsNodes: Bool { self == .node || self == .prune }

  /// Whether it is empty without an open index.
  var wantsIndex: Bool {
    switch self {
    case .search, .node, .prune, .sweep, .disk, .points, .film: true
    case .library, .build, .log, .learn: false
    }
  }
}
