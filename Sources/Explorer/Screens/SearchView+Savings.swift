import Canvas
import DiskIndex
import VectorData

/// The switches that save reads, on the Search screen: which are on, and what each of them did.
extension SearchView {
  /// The switches of what is shown.
  var savings: ReadSavings { (search.trace?.parameters ?? search.setting.parameters).savings }

  /// K, L, W, cache and switches in a title of `width` columns: shorter where the query would lose its name.
  func settingText(width: Int) -> String {
    let room = width - 7 - min(queryTitle.count, 24)
    let most = width - 7 - min(queryTitle.count, 8)
    let parameters = search.setting.parameters
    let count = parameters.savings.ways.count
    let base =
      "K \(parameters.answerCount)  L \(parameters.searchListSize)  W \(parameters.beamWidth)"
    let rest = readsDirectly ? "" : "  \(ioDescription)"
    let wanted = [
      "\(base)  cache \(cacheText)\(parameters.savings.text)\(rest)",
      "\(base)  cache \(cacheText)\(parameters.savings.shortText)",
      "\(base)\(parameters.savings.shortText)",
      "\(base)  \(Format.plural(count, "switch", "switches"))",
    ]
    guard count > 0, wanted[0].count > room else { return wanted[0] }
    return wanted.dropFirst().first { $0.count <= most } ?? wanted[3]
  }

  /// What the switches did to the reads of this hop, behind the last hop to all; `nil` where none is on.
  var ledgerText: String? {
    guard !savings.ways.isEmpty, !index.isRecording else { return nil }
    guard let ledger = search.ledger else {
      return state.jobs[.weigh] == nil
        ? nil : "switches: the same search runs without each of them…"
    }
    switch search.stage {
    case .start: return nil
    case .hop(let number): return hopText(ledger, number)
    case .answers:
      let isLong = ledger.lines.count > 3
      var counts = ledger.lines.map {
        "\(isLong ? $0.way.shortName : $0.way.rawValue) \($0.readsWithout)"
      }
      if counts.count > 1 { counts.append("all \(ledger.readsWithoutAny)") }
      return "\(Format.plural(ledger.readCount, "read")); without " + counts.joined(separator: ", ")
    }
  }

  private func hopText(_ ledger: ReadLedger, _ number: Int) -> String {
    let place = number - 1
    let parts = ledger.lines.compactMap { line -> String? in
      let saved = line.saved.indices.contains(place) ? line.saved[place] : 0
      let caused = line.caused.indices.contains(place) ? line.caused[place] : 0
      guard saved + caused > 0 else { return nil }
      let words = [saved > 0 ? "saved \(saved)" : "", caused > 0 ? "caused \(caused)" : ""]
      return "\(line.way.rawValue) \(words.filter { !$0.isEmpty }.joined(separator: ", "))"
    }
    return "reads of this hop: "
      + (parts.isEmpty ? "the same without the switches" : parts.joined(separator: "; "))
  }

  /// The switches without which a node would not have been read.
  func causeText(_ node: NodeID) -> String {
    (search.ledger?.causes[node] ?? []).map(\.rawValue).joined(separator: ", ")
  }

  /// Before the first hop: where the search begins and what a hop does.
  var startText: String {
    let parameters = search.setting.parameters
    let name = label(index.medoid)
    let start =
      parameters.usesNavigation
      ? "The search begins with the nearest nodes that a walk over the navigation graph finds in memory,"
        + " by their PQ distance."
      : "The search begins at node \(index.medoid)\(name.isEmpty ? "" : " (\(name))"), the medoid:"
        + " the point nearest to the middle of the data."
    return start + " " + hopsText(parameters) + switchText(parameters)
      + "\n\nSpace runs the first hop, c runs to the end."
  }

  private func hopsText(_ parameters: SearchParameters) -> String {
    let isOne = parameters.beamWidth == 1
    let beam = isOne ? "best candidate" : "\(parameters.beamWidth) best candidates"
    let fetches =
      parameters.isPipelined
      ? "Reads of the \(beam) that \(isOne ? "has" : "have") not been read yet stay under way; each hop"
        + " takes the node that was asked for first,"
      : "Each hop takes the \(beam) that \(isOne ? "has" : "have") not been read yet, fetches"
        + " \(isOne ? "it" : "them") from the SSD,"
    return fetches + " and ranks the neighbours found there by their PQ distance. The best"
      + " \(parameters.searchListSize) stay in the list; when all of them have been read, the nearest"
      + " \(parameters.answerCount) by exact distance are the answer."
  }

  private func switchText(_ parameters: SearchParameters) -> String {
    var text = ""
    if parameters.usesWholePages {
      text += " The other nodes of a sector that was read are used too."
    }
    if let width = parameters.approachWidth {
      text += " The first hops are \(width) wide; the beam widens when one finds nothing nearer."
    }
    if let factor = parameters.stopFactor {
      text +=
        " It stops when the nearest candidate is farther than"
        + " \(ReadSavingWords.plain(factor)) times the K-th answer."
    }
    return text
  }
}
