import DiskIndex
import Experiments
import VectorData

extension ExplorerState {
  /// Has the map of the open index computed, beside whatever else runs.
  mutating func beginMap() -> [Effect] {
    [.map(jobs.start(.map, title: "map of the data", at: seconds))]
  }

  /// Takes in the sample of the data.
  mutating func takeMap(_ sample: [MapPoint]) -> [Effect] {
    search.map.sample = sample
    return placeNodes()
  }

  /// Asks where those nodes of the search lie of which it is not known.
  mutating func placeNodes() -> [Effect] {
    guard search.map.isReady, let trace = search.trace, !search.isStale
    else { return [] }
    var wanted: [NodeID] = []
    var asked = Set<NodeID>()
    let nodes = trace.hops.lazy.flatMap { $0.expanded.map(\.node) }
    for node in Array(nodes) + search.truth
    where search.map.places[node] == nil && asked.insert(node).inserted {
      wanted.append(node)
    }
    guard !wanted.isEmpty || search.map.query == nil else { return [] }
    let job = jobs.start(.place, title: "places on the map", at: seconds)
    return [.place(job, search.setting, nodes: wanted)]
  }

  /// Takes in where nodes lie.
  mutating func takePlaces(query: MapPoint?, _ places: [NodeID: MapPoint]) {
    search.map.query = query
    search.map.places.merge(places) { _, new in new }
  }

  /// The next of lists, map and plot.
  mutating func cycleView() {
    switch search.map.view {
    case .lists: search.map.view = .map
    case .map: search.map.view = .plot
    case .plot: search.map.view = .lists
    }
  }

  // MARK: - Playing

  /// Starts or stops the film; at the end of a search it begins again.
  mutating func togglePlay() -> [Effect] {
    guard search.play == nil else {
      search.play = nil
      return []
    }
    search.play = PlayState(
      speed: PlayState.speeds.firstIndex(of: preferences.playSpeed) ?? 2, dueSeconds: seconds)
    return search.stage == .answers ? goTo(hop: 0) : []
  }

  /// One speed up or down.
  mutating func changeSpeed(by step: Int) {
    guard var play = search.play else { return }
    play.speed = min(max(play.speed + step, 0), PlayState.speeds.count - 1)
    search.play = play
    notice = Notice(text: "playing at \(play.speedText)")
  }

  /// Goes on by the hop that is due; the film ends with the answers.
  mutating func advancePlay() -> [Effect] {
    guard var play = search.play, seconds >= play.dueSeconds, !search.isAdvancing else { return [] }
    guard screen == .search, search.stage != .answers else {
      search.play = nil
      return []
    }
    play.dueSeconds = seconds + 1 / play.hopsPerSecond
    search.play = play
    return goTo(hop: search.cursor + 1)
  }
}
