import DiskIndex
import VectorData

extension ExplorerState {
  /// Takes in what the engine says. What belongs to a job that is no longer the newest is dropped.
  mutating func take(_ message: Message) -> [Effect] {
    switch message {
    case .progress(let id, let kind, let progress):
      guard jobs.isCurrent(id, kind) else { return [] }
      jobs[kind]?.report(progress, at: seconds)
    case .searchBegan(let run, let card):
      guard search.run == run else { return [] }
      search.queryCard = card
      search.refreshOutlook()
    case .searched(let run, let trace, let labels, let missed):
      guard search.run == run else { return [] }
      return takeSearch(trace, labels: labels, missed: missed)
    case .sweepRow(let id, let row):
      guard jobs.isCurrent(id, .sweep) else { return [] }
      takeRow(row)
    case .momentMeasured(let id, let film, let numbers): takeFigures(id, film: film, numbers)
    case .failed(let id, let kind, let error): return takeFailure(id, kind, error)
    default: return takeResult(message)
    }
    return []
  }

  /// Messages that end a job.
  private mutating func takeResult(_ message: Message) -> [Effect] {
    let (id, kind) = message.job
    guard let job = jobs.finish(id, kind) else { return [] }
    switch message {
    case .scanned(_, let entries): return takeScan(entries)
    case .opened(_, let card): return takeOpened(card)
    case .traceOpened(_, let recorded, let path): return takeTrace(recorded, path: path)
    case .verified(_, let prefix, let faults): takeVerification(prefix, faults)
    case .deleted(_, let prefix):
      record(.done, "\(prefix) is deleted")
      notice = Notice(text: "\(prefix) is deleted")
      return scan()
    case .estimated(_, let forecast): build.forecast = .ready(forecast)
    case .built(_, let prefix, let report): return takeBuild(prefix, report, job)
    case .laidOut(_, let prefix):
      record(.done, "\(prefix) is laid out")
      return scan()
    case .foundQuery(_, let query, let text): return takeFound(query, text: text)
    case .foundRow(_, let row, let text): return takeFoundRow(row, text: text)
    case .remedied(_, let missed): takeRemedies(missed)
    case .weighed(_, let ledger): search.ledger = ledger
    case .compared(let id, let second): takeCompared(id, second)
    case .mapped(_, let sample): return takeMap(sample)
    case .placed(_, let query, let places): takePlaces(query: query, places)
    case .nodeRead(_, let card): takeNode(card)
    case .predecessorsFound(_, let node, let links): takePredecessors(of: node, links)
    case .poolOpened(_, let card, let report, let outlook): takePool(card, report, outlook)
    case .pruned(_, let report, let outlook): takePrune(report, outlook)
    case .diskSurveyed(_, let card): return takeDisk(card)
    case .sectorRead(_, let card): takeSector(card)
    case .heatMeasured(_, let heat): takeHeat(heat, job)
    case .foundNode(_, let node, let text): return takeFound(node: node, text: text)
    case .swept(_, let report): takeSweep(report, job)
    case .pointsMeasured(_, let line): takePoints(line, job)
    case .filmRecorded(_, let card): return takeFilm(card, job)
    case .momentShown(_, let scene, let label): film.take(scene, label: label)
    case .filmOutlined: break
    case .sweepKept(_, let path):
      record(.done, "kept the run in \(path)")
      notice = Notice(text: "kept in \(Format.path(path))")
    case .keptSweepsListed(_, let listings): overlay = .kept(listings, ListPlace())
    case .keptSweepLoaded(_, let kept): takeKept(kept)
    case .wrote(_, let path, let byteCount):
      record(.done, "wrote \(path), \(Format.bytes(byteCount))")
      notice = Notice(text: "wrote \(path), \(Format.bytes(byteCount))")
    case .fileExists(_, let file): overlay = .confirmation(.replace(file))
    case .progress, .searchBegan, .searched, .sweepRow, .momentMeasured, .failed:
      preconditionFailure("these do not end a job")
    }
    return []
  }

  private mutating func takeOpened(_ card: IndexCard) -> [Effect] {
    record(
      .done, "\(card.prefix) is open: \(Format.count(card.nodeCount)) nodes, \(card.ioDescription)")
    index = card
    search = SearchState()
    points = PointsState()
    film = FilmState()
    forgetIndexScreens()
    search.labels[card.medoid] = card.medoidLabel
    namedQueries = openingQueries
    history = ParameterHistory()
    sweep.plan = .fitting(card)
    search.setting = .first(for: card)
    // A lesson tells what it sees with what the data recommend.
    if lesson.run == nil { take(preferences, for: card) }
    screen = .search
    let drops = dropExplanations(JobKind.ofOneIndex)
    let resumed = resume(card)
    return drops + (hasTarget ? beginSearch(at: 0) : []) + beginMap() + resumed
  }

  private mutating func takeVerification(_ prefix: String, _ faults: [String]) {
    for place in library.entries.indices {
      guard case .index(var listing) = library.entries[place], listing.prefix == prefix else {
        continue
      }
      listing.health = faults.first.map { .faulty($0) } ?? .verified
      library.entries[place] = .index(listing)
    }
    guard !faults.isEmpty else {
      record(.done, "\(prefix) is sound: every byte was checked")
      notice = Notice(text: "\(prefix) is sound: every byte was checked")
      return
    }
    for fault in faults { record(.failed, fault) }
    overlay = .failure(
      title: faults.count == 1 ? "1 fault" : "\(faults.count) faults; 8 lists them all",
      message: faults[0])
  }

  private mutating func takeFailure(_ id: JobID, _ kind: JobKind, _ error: IndexError) -> [Effect] {
    if kind == .search { return takeSearchFailure(id, error) }
    guard let job = jobs.finish(id, kind) else { return [] }
    let isCancelled = error == .cancelled
    var effects: [Effect] = []
    switch kind {
    case .build:
      build.outcome = isCancelled ? .cancelled : .failed(error.description)
      build.opensWhenDone = false
      effects = estimate()
    case .sweep: sweep.updateNewest { $0.outcome = isCancelled ? .cancelled : .failed }
    case .predecessors: node.predecessors = .unknown
    case .estimate:
      build.forecast = .faulty(error.description)
      return []
    case .remedy, .place, .weigh: return []
    case .film:
      takeFilmFailure(job, error)
      return []
    case .map:
      search.map.fault = error.description
      return []
    case .compare where isCancelled: return []
    case .compare: search.comparison?.isShown = false
    case .open where restoring != nil:
      forgetMemory(error)
      return []
    default: break
    }
    record(isCancelled ? .stopped : .failed, isCancelled ? job.title : "\(job.title): \(error)")
    if isCancelled {
      notice = Notice(text: "cancelled: \(job.title)")
    } else {
      overlay = .failure(title: "Cannot \(job.title)", message: error.description)
    }
    return effects
  }

  private mutating func takeSearchFailure(_ run: JobID, _ error: IndexError) -> [Effect] {
    guard search.run == run else { return [] }
    search.run = nil
    search.isStale = false
    search.trace = nil
    search.cursor = 0
    search.refreshOutlook()
    record(.failed, "search \(search.setting.summary): \(error)")
    overlay = .failure(title: "The search failed", message: error.description)
    return []
  }

  /// Adds a line to the log.
  mutating func record(_ kind: LogEntry.Kind, _ text: String) {
    log.append(LogEntry(seconds: seconds, kind: kind, text: text))
  }
}

extension Message {
  /// The job that the message belongs to.
  fileprivate var job: (JobID, JobKind) {
    switch self {
    case .progress(let id, let kind, _), .failed(let id, let kind, _): (id, kind)
    case .scanned(let id, _): (id, .scan)
    case .opened(let id, _): (id, .open)
    case .traceOpened(let id, _, _): (id, .open)
    case .verified(let id, _, _): (id, .verify)
    case .deleted(let id, _): (id, .delete)
    case .estimated(let id, _): (id, .estimate)
    case .built(let id, _, _): (id, .build)
    case .laidOut(let id, _): (id, .layout)
    case .searchBegan(let id, _), .searched(let id, _, _, _): (id, .search)
    case .foundQuery(let id, _, _): (id, .find)
    case .foundRow(let id, _, _): (id, .find)
    case .remedied(let id, _): (id, .remedy)
    case .weighed(let id, _): (id, .weigh)
    case .compared(let id, _): (id, .compare)
    case .mapped(let id, _): (id, .map)
    case .placed(let id, _, _): (id, .place)
    case .nodeRead(let id, _): (id, .node)
    case .predecessorsFound(let id, _, _): (id, .predecessors)
    case .foundNode(let id, _, _): (id, .find)
    case .diskSurveyed(let id, _): (id, .disk)
    case .sectorRead(let id, _): (id, .sector)
    case .heatMeasured(let id, _): (id, .heat)
    case .poolOpened(let id, _, _, _), .pruned(let id, _, _): (id, .prune)
    case .sweepRow(let id, _), .swept(let id, _): (id, .sweep)
    case .sweepKept(let id, _), .keptSweepsListed(let id, _), .keptSweepLoaded(let id, _):
      (id, .keep)
    case .pointsMeasured(let id, _): (id, .points)
    case .filmRecorded(let id, _): (id, .film)
    case .momentShown(let id, _, _): (id, .scene)
    case .momentMeasured(let id, _, _): (id ?? 0, .moment)
    case .filmOutlined(let id): (id, .outline)
    case .wrote(let id, _, _), .fileExists(let id, _): (id, .write)
    }
  }
}
