import Canvas
import Experiments
import Vamana
import VectorData

extension FilmView {
  /// A line of the insertion: what it is about, what there is to say, the rows that it has at least.
  struct Fact {
    var name: String
    /// The same in ever fewer words.
    var forms: [String]
    var role = Role.text
    var rows: Int

    /// All that there is to say.
    var text: String { forms.first ?? "" }

    init(name: String, text: String, role: Role = .text, rows: Int) {
      self.init(name: name, forms: [text], role: role, rows: rows)
    }

    init(name: String, forms: [String], role: Role = .text, rows: Int) {
      self.name = name
      self.forms = forms
      self.role = role
      self.rows = rows
    }

    /// The first form that so many rows hold, else the last, in lines.
    func lines(columns: Int, rows: Int, glyphs: Glyphs) -> [String] {
      var lines: [String] = []
      for form in forms {
        lines = WordWrap.lines(of: glyphs.transliterated(form), width: columns)
        if lines.count <= rows { break }
      }
      return lines
    }
  }

  /// The insertion in words: always the same lines at the same places.
  func drawWords(on canvas: inout Canvas, in rect: Rect) {
    let facts = facts
    let least = facts.reduce(0) { $0 + $1.rows }
    let spare = max(rect.height - least, 0) / max(facts.count, 1)
    var row = rect.y
    for fact in facts {
      let rows = fact.rows + min(spare, 2)
      canvas.put(fact.name, x: rect.x, y: row, role: .dim, width: Self.nameColumns)
      let width = max(rect.width - Self.nameColumns, 1)
      // A name in one line is cut at its end, not at its last blank.
      let lines =
        rows == 1 ? [fact.text] : fact.lines(columns: width, rows: rows, glyphs: glyphs)
      for (place, line) in lines.prefix(rows).enumerated() where row + place < rect.maxY {
        let isCut = place == rows - 1 && lines.count > rows
        canvas.put(
          isCut ? line + String(glyphs.ellipsis) : line, x: rect.x + Self.nameColumns,
          y: row + place, role: fact.role, width: width)
      }
      row += rows
    }
  }

  private static let nameColumns = 8

  /// What the frame did, in the order in which the engine does it.
  var facts: [Fact] {
    guard let frame = scene.frame else { return startFacts }
    guard let node = frame.node else { return otherFacts(frame) }
    let name = film.label.isEmpty ? "" : "  \(film.label)"
    return [
      Fact(name: "node", text: "p = \(node)\(name)", role: .title, rows: 1),
      Fact(name: "search", forms: searchForms(frame), rows: 2),
      Fact(name: "prune", text: pruneText(frame), rows: 2),
      Fact(name: "back", forms: backForms, rows: 2),
      Fact(name: "again", forms: againForms, rows: 2),
    ]
  }

  private var startFacts: [Fact] {
    let what =
      isPaper
      ? "Points without an edge. Each gets neighbours by lot, then all go in, twice; searches start at M."
      : "Points without an edge. They go in one after the other, in an order drawn by lot; searches start at M."
    return [
      Fact(name: "start", text: what, rows: 5),
      Fact(
        name: "keys",
        text: "\(glyphs.isASCII ? "Right" : "→") inserts the next, p plays, v parts what you see",
        role: .focus, rows: 3),
    ]
  }

  private func otherFacts(_ frame: BuildFilm.Frame) -> [Fact] {
    if frame.changes.contains(where: { $0.cause == .random }) {
      return [
        Fact(
          name: "lots", text: "Every node gets R neighbours drawn by lot: long edges everywhere.",
          rows: 5)
      ]
    }
    let trimmed = scene.secondLooks.count
    let connected = scene.newEdges.count
    return [
      Fact(
        name: "trim",
        text: trimmed == 0
          ? "No node has more than R neighbours."
          : "\(Format.plural(trimmed, "node")) had more than R neighbours and \(trimmed == 1 ? "was" : "were") pruned to R.",
        rows: 3),
      Fact(
        name: "connect",
        text: connected == 0
          ? "Every node can be reached from the medoid."
          : "\(Format.plural(connected, "edge")) to nodes that no walk came to.", rows: 3),
    ]
  }

  private func searchForms(_ frame: BuildFilm.Frame) -> [String] {
    let visited = "\(glyphs.expanded) \(Format.count(frame.visited.count)) visited; the way: "
    return lists(scene.way).map { visited + $0 }
  }

  private func pruneText(_ frame: BuildFilm.Frame) -> String {
    let kept = scene.kept.count
    let occluded = frame.occlusions.count { !scene.kept.contains($0.node) }
    let rest = scene.pool.count - kept - occluded
    return "\(glyphs.good) \(kept) kept \(glyphs.bad) \(occluded) occluded"
      + (rest > 0 ? " \(glyphs.waiting) \(rest) left over" : "")
  }

  private var backForms: [String] {
    guard let moment = scene.backEdgeMoment else { return ["no node gets a new edge back"] }
    let kept = scene.backEdges.count(where: \.isKept)
    let lost = scene.backEdges.count - kept
    let point = kept == 1 ? "points" : "point"
    let away = lost > 0 ? ", \(lost) pruned it away" : ""
    let when = moment == scene.moment ? "" : " at moment \(Format.count(moment))"
    return [
      "\(Format.plural(kept, "neighbour")) \(point) back\(away)\(when)",
      "\(kept) \(point) back\(away)\(when)", "\(kept) \(point) back\(away)",
    ]
  }

  private var againForms: [String] {
    guard let first = scene.secondLooks.first else { return ["no node is overfull"] }
    let head = "! \(Format.count(scene.secondLooks.count)) overfull; \(first.node) drops "
    let others = scene.secondLooks.dropFirst().map(\.node)
    let all = head + list(first.dropped) + (others.isEmpty ? "" : "; also " + list(others))
    return [all] + lists(first.dropped).map { head + $0 }
  }

  private func list(_ nodes: [NodeID]) -> String {
    nodes.isEmpty ? "none" : nodes.map(String.init).joined(separator: " ")
  }

  /// All nodes, then ever fewer with the number of the others.
  private func lists(_ nodes: [NodeID]) -> [String] {
    [list(nodes)]
      + (0..<nodes.count).reversed().map { count in
        let rest = nodes.count - count
        return count == 0
          ? Format.plural(rest, "node") : "\(list(Array(nodes.prefix(count)))) and \(rest) more"
      }
  }
}
