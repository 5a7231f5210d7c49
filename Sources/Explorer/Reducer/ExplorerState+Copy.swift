import DiskIndex
import Experiments
import Vamana
import VectorData

extension ExplorerState {
  /// What the copy key takes: the row under the marker, or the path under it.
  var copiedRow: String? {
    switch screen {
    case .library: library.selected?.path
    case .build: build.texts[build.field]
    default: exportedList?.selectedLine
    }
  }

  /// Hands the row under the marker to the clipboard.
  mutating func copyRow() {
    if let text = copiedRow { copy(text) }
  }

  /// Hands the command line to the clipboard that does this without the explorer.
  mutating func copyCommand() {
    if let text = batchTwin { copy(text) }
  }

  private mutating func copy(_ text: String) {
    let parts = text.split { $0.isNewline || $0 == "\t" }
    let line = parts.joined(separator: "  ")
    notice = Notice(text: "copied: \(line)")
    clipboard = text
  }

  // MARK: - The batch twin

  /// The command line that gives what the screen shows; `nil` where there is nothing yet.
  var batchTwin: String? {
    switch screen {
    case .build: buildTwin
    case .library: library.selected.flatMap(libraryTwin)
    case .log, .learn, .points: nil
    case .film: filmTwin
    case .search: searchTwin
    case .sweep: sweepTwin
    case .node:
      readableIndex.flatMap { index in
        node.current.map { "beamscope inspect \(quoted(index.prefix)) --node \($0)" }
      }
    case .prune: pruneTwin
    case .disk:
      readableIndex.map { "beamscope inspect \(quoted($0.prefix)) --sector \(disk.sector)" }
    }
  }

  private func libraryTwin(_ entry: LibraryEntry) -> String? {
    guard case .index(let listing) = entry else { return nil }
    return "beamscope verify \(quoted(listing.prefix))"
  }

  private var searchTwin: String? {
    let setting = search.setting
    guard let index = readableIndex, let queries = index.queriesPath, setting.source == .file
    else { return nil }
    let parameters = setting.parameters
    var words = [
      "beamscope trace --index \(quoted(index.prefix)) --queries \(quoted(queries))",
      "--query \(setting.query) -K \(parameters.answerCount) -L \(parameters.searchListSize)",
      "-W \(parameters.beamWidth)",
    ]
    if setting.cacheNodeCount > 0 { words.append("--cache \(setting.cacheNodeCount)") }
    words += parameters.savings.options
    if let truth = index.truthPath { words.append("--truth \(quoted(truth))") }
    return words.joined(separator: " ")
  }

  /// Of the run that is shown, else of the next.
  private var sweepTwin: String? {
    guard let index = readableIndex, let queries = index.queriesPath else { return nil }
    let plan = sweep.run?.plan ?? sweep.plan
    let list = { (values: [Int]) in values.map(String.init).joined(separator: ",") }
    var words = [
      "beamscope sweep --index \(quoted(index.prefix)) --queries \(quoted(queries))",
      "-K \(plan.answerCount) -L \(list(plan.searchListSizes)) -W \(list(plan.beamWidths))",
      "-T \(list(plan.threadCounts))",
    ]
    if let inflight = plan.inflight { words.append("--inflight \(inflight)") }
    if plan.cachedNodeCounts != [0] { words.append("--cache \(list(plan.cachedNodeCounts))") }
    words += plan.savings.options
    if let truth = index.truthPath { words.append("--truth \(quoted(truth))") }
    return words.joined(separator: " ")
  }

  private var pruneTwin: String? {
    guard let index = readableIndex, let node = prune.node else { return nil }
    let dials = prune.parameters
    return "beamscope prune --index \(quoted(index.prefix)) --node \(node) -R \(dials.maxDegree)"
      + " --alpha \(ReadSavingWords.plain(dials.alpha))" + (dials.saturates ? " --saturate" : "")
  }

  /// What the insertion of the moment does.
  private var filmTwin: String? {
    guard let card = film.card else { return nil }
    let parameters = card.parameters
    let frame = film.moment > 0 ? " --frame \(film.moment - 1)" : ""
    return "beamscope replay-build --data \(quoted(card.dataPath)) -R \(parameters.maxDegree)"
      + " -L \(parameters.searchListSize) --alpha \(ReadSavingWords.plain(parameters.alpha))"
      + " --seed \(parameters.seed) --passes \(parameters.reading.rawValue)"
      + (parameters.saturates && parameters.reading == .diskann ? " --saturate" : "") + frame
  }

  private var buildTwin: String? {
    let text = { (field: BuildField) in build.texts[field] ?? "" }
    guard !text(.data).isEmpty, !text(.output).isEmpty else { return nil }
    var words = [
      "beamscope build --data \(quoted(UserPath.expanded(text(.data))))",
      "--index \(quoted(UserPath.expanded(text(.output))))",
    ]
    let options: [(BuildField, String)] = [
      (.elementType, "--type"), (.metric, "--metric"), (.maxDegree, "-R"), (.searchListSize, "-L"),
      (.alpha, "--alpha"), (.pqBytes, "--pq-bytes"), (.searchBudget, "-B"),
      (.linkingBytes, "--build-pq-bytes"), (.threads, "-T"), (.seed, "--seed"),
    ]
    for (field, option) in options where !text(field).isEmpty {
      if field == .pqBytes, !text(.searchBudget).isEmpty { continue }
      words.append("\(option) \(quoted(text(field)))")
    }
    return words.joined(separator: " ")
  }

  /// A word as a shell takes it.
  private func quoted(_ word: String) -> String {
    let isPlain = word.unicodeScalars.allSatisfy {
      "/._-+,=:@%".unicodeScalars.contains($0) || $0.properties.isAlphabetic
        || ("0"..."9").contains($0)
    }
    guard !isPlain || word.isEmpty else { return word }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
