import Foundation

/// The concept pages of docs/concepts, and which of them the explanation shows.
struct ConceptState: Sendable, Equatable {
  /// A page: a title and running text.
  struct Page: Sendable, Equatable {
    var title: String
    var text: String
  }

  /// Every page that was found, by its file's name without its ending.
  var pages: [String: Page] = [:]
  /// The page of the explanation, 0 for what the screen shows.
  var place = 0

  /// Which pages stand behind the explanation of a screen, the nearest to what it shows first.
  static func names(of screen: ScreenID) -> [String] {
    switch screen {
    case .library: ["Recall", "Shards", "Deletes"]
    case .build: ["RobustPrune", "Alpha", "TwoPasses", "ProductQuantization", "Shards"]
    case .search:
      ["BeamSearch", "GreedySearch", "ProductQuantization", "NodeCache", "FewerReads", "Recall"]
    case .node: ["GreedySearch", "Medoid", "Alpha"]
    case .prune: ["RobustPrune", "Alpha", "TwoPasses"]
    case .sweep: ["Recall", "BeamSearch", "NodeCache", "FewerReads"]
    case .disk: ["DiskLayout", "NodeCache"]
    case .points: ["Deletes", "RobustPrune", "Alpha"]
    case .film: ["TwoPasses", "RobustPrune", "Alpha", "GreedySearch", "Medoid"]
    case .log, .learn: []
    }
  }

  /// The pages of a screen that are there.
  func pages(of screen: ScreenID) -> [Page] { Self.names(of: screen).compactMap { pages[$0] } }

  /// Reads the pages in `folder`: what cannot be read is left out.
  static func read(folder: String?) -> ConceptState {
    var state = ConceptState()
    guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    else { return state }
    for name in names where name.hasSuffix(".md") {
      guard let text = try? String(contentsOfFile: folder + "/" + name, encoding: .utf8),
        let page = page(text)
      else { continue }
      state.pages[String(name.dropLast(3))] = page
    }
    return state
  }

  /// A page of Markdown: a title behind `# `, and paragraphs whose lines become one.
  static func page(_ text: String) -> Page? {
    let paragraphs = text.split(separator: "\n\n").map {
      $0.split(separator: "\n").joined(separator: " ")
    }
    guard let title = paragraphs.first, title.hasPrefix("# ") else { return nil }
    return Page(
      title: String(title.dropFirst(2)),
      text: paragraphs.dropFirst().joined(separator: "\n\n"))
  }
}

extension ExplorerState {
  /// What the explanation says, with its title.
  var explanation: (title: String, text: String) {
    let pages = concepts.pages(of: screen)
    guard pages.indices.contains(concepts.place - 1) else {
      let more = pages.map(\.title).joined(separator: ", ")
      return (
        "What is this?  \(screen.title)",
        Explanation.text(of: screen) + (pages.isEmpty ? "" : "\n\nMore with →: \(more).")
      )
    }
    let page = pages[concepts.place - 1]
    return ("\(page.title)  (\(concepts.place) of \(pages.count), ← →)", page.text)
  }

  /// Turns to the next page of the explanation or to the one before.
  mutating func turnExplanation(_ key: Key) {
    let count = concepts.pages(of: screen).count
    let step = key == .left || key == .backTab ? -1 : 1
    concepts.place = (concepts.place + step + count + 1) % (count + 1)
    overlay = .explanation(firstLine: 0)
  }
}
