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
    let whole = "\(base)  cache \(cacheText)\(parameters.savings.text)\(rest)"
    guard count > 0, whole.count > room else { return whole }
    // No cache need not be told where there is little room.
    let cache = search.setting.cacheNodeCount == 0 ? "" : "  cache \(cacheText)"
    return Format.fitting(
      [
        "\(base)\(cache)\(parameters.savings.shortText)",
        "\(base)\(parameters.savings.shortText)",
        "\(base)  \(Format.plural(count, "switch", "switches"))",
      ], columns: most)
  }

  /// What the switches did to the reads of this hop, behind the last hop to all, in so many columns; `nil` where
  /// none is on.
  func ledgerText(columns: Int) -> String? {
    guard !savings.ways.isEmpty, !index.isRecording else { return nil }
    guard let ledger = search.ledger else {
      return state.jobs[.weigh] == nil
        ? nil : "switches: the same search runs without each of them…"
    }
    switch search.stage {
    case .start: return nil
    case .hop(let number):
      return Format.fitting(
        [
          hopText(ledger, number) { $0.rawValue }, hopText(ledger, number) { $0.shortName },
          shortHopText(ledger, number),
        ], columns: columns)
    case .answers:
      let reads = Format.plural(ledger.readCount, "read")
      let whole = withoutTexts(ledger) { $0.rawValue }
      let short = withoutTexts(ledger) { $0.shortName }
      return Format.fitting(
        [
          "\(reads); without " + whole.joined(separator: ", "),
          "\(reads); without " + short.joined(separator: ", "),
          "\(reads), without " + short.joined(separator: " "),
        ], columns: columns)
    }
  }

  /// "pages 21" for each switch, then for all of them.
  private func withoutTexts(
    _ ledger: ReadLedger, _ name: (ReadSavings.Way) -> String
  ) -> [String] {
    let counts = ledger.lines.map { "\(name($0.way)) \($0.readsWithout)" }
    return counts + (counts.count > 1 ? ["all \(ledger.readsWithoutAny)"] : [])
  }

  private func hopText(
    _ ledger: ReadLedger, _ number: Int, _ name: (ReadSavings.Way) -> String
  ) -> String {
    let parts = changes(ledger, number).map { way, saved, caused in
      let words = [saved > 0 ? "saved \(saved)" : "", caused > 0 ? "caused \(caused)" : ""]
      return "\(name(way)) \(words.filter { !$0.isEmpty }.joined(separator: ", "))"
    }
    return "reads of this hop: "
      + (parts.isEmpty ? "the same without the switches" : parts.joined(separator: "; "))
  }

  /// "reads saved: nav 1, pages 2; caused: stop 1".
  private func shortHopText(_ ledger: ReadLedger, _ number: Int) -> String {
    let changes = changes(ledger, number)
    let saved = changes.filter { $0.saved > 0 }.map { "\($0.way.shortName) \($0.saved)" }
    let caused = changes.filter { $0.caused > 0 }.map { "\($0.way.shortName) \($0.caused)" }
    return [("reads saved: ", saved), ("caused: ", caused)].filter { !$0.1.isEmpty }
      .map { $0.0 + $0.1.joined(separator: ", ") }.joined(separator: "; ")
  }

  /// What each switch saved and caused in a hop; those that did neither are left out.
  private func changes(
    _ ledger: ReadLedger, _ number: Int
  ) -> [(way: ReadSavings.Way, saved: Int, caused: Int)] {
    let place = number - 1
    return ledger.lines.map { line in
      (
        line.way, line.saved.indices.contains(place) ? line.saved[place] : 0,
        line.caused.indices.contains(place) ? line.caused[place] : 0
      )
    }.filter { $0.saved + $0.caused > 0 }
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

  /// The same in two sentences, for a small screen.
  var shortStartText: String {
    let parameters = search.setting.parameters
    let start = parameters.usesNavigation ? "near the query" : "at node \(index.medoid), the medoid"
    let beam = parameters.beamWidth == 1 ? "best candidate" : "\(parameters.beamWidth) best"
    return "The search begins \(start). Each hop reads the \(beam) not read yet and ranks their"
      + " neighbours. Space runs the first hop, c all."
  }

  private func hopsText(_ parameters: SearchParameters) -> String {
    let isOne = parameters.beamWidth == 1
    let beam = isOne ? "best candidate (W 1)" : "\(parameters.beamWidth) best candidates (W)"
    let fetches =
      parameters.isPipelined
      ? "Reads of the \(beam) that \(isOne ? "has" : "have") not been read yet stay under way; each hop"
        + " takes the node that was asked for first,"
      : "Each hop takes the \(beam) that \(isOne ? "has" : "have") not been read yet, fetches"
        + " \(isOne ? "it" : "them") from the SSD,"
    return fetches + " and ranks the neighbours found there by their PQ distance. The best"
      + " \(parameters.searchListSize) stay in the list (L); when all of them have been read, the nearest"
      + " \(parameters.answerCount) by exact distance are the answer (K)."
  }

  private func switchText(_ parameters: SearchParameters) -> String {
    var text = ""
    if parameters.usesWholePages {
      text += " The other nodes of a sector that was read are used too."
    }
    if parameters.usesVectorPages {
      text += " Vectors are read apart from edges, so that nothing that was read leads on."
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
