import Experiments

extension ExplorerState {
  /// Keeps the run that is shown in a file, under another name if one is given.
  mutating func keepSweep(as name: String?) throws(ExplorerCommand.Fault) -> [Effect] {
    guard let run = sweep.run, !run.rows.isEmpty else {
      throw .init(message: "no run yet: r runs the sweep")
    }
    guard run.outcome != .running else { throw .init(message: "the run is not done yet") }
    if let name { sweep.rename(name) }
    guard let named = sweep.run else { return [] }
    let kept = KeptSweep(named, ioDescription: index?.ioDescription ?? "")
    return [.keepSweep(jobs.start(.keep, title: "keep \(named.name)", at: seconds), kept)]
  }

  /// Has the runs listed that were kept.
  mutating func listKeptSweeps() -> [Effect] {
    screen = .sweep
    return [.listKeptSweeps(jobs.start(.keep, title: "look for kept runs", at: seconds))]
  }

  /// Answers a key while they are listed.
  mutating func press(
    _ key: Key, kept listings: [KeptSweepListing], at place: ListPlace
  ) -> [Effect] {
    var place = place
    switch key {
    case .down, .character("j"): place.move(by: 1, count: listings.count)
    case .up, .character("k"): place.move(by: -1, count: listings.count)
    case .home, .character("g"): place.move(by: .min, count: listings.count)
    case .end, .character("G"): place.move(by: .max, count: listings.count)
    case .enter, .character(" "):
      overlay = nil
      guard let row = place.row(of: listings.count) else { return [] }
      let listing = listings[row]
      let job = jobs.start(.keep, title: "load \(listing.name)", at: seconds)
      return [.loadKeptSweep(job, path: listing.path)]
    default:
      overlay = nil
      return []
    }
    overlay = .kept(listings, place)
    return []
  }

  /// Takes in a run that was kept: it stands beside those of the session.
  mutating func takeKept(_ kept: KeptSweep) {
    screen = .sweep
    guard !sweep.isRunning else {
      notice = Notice(text: "a sweep is running: load it when that is done", isWarning: true)
      return
    }
    sweep.begin(kept.run)
    record(.done, "loaded the run \(kept.name) of \(kept.report.index)")
    notice = Notice(text: "loaded \"\(kept.name)\"; o compares it with another run")
  }
}
