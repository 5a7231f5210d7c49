import DiskIndex
import VectorData

/// What a search is run with.
struct SearchSetting: Sendable, Equatable {
  /// The number of the query in its file; where the query comes from elsewhere, the one it was left at.
  var query: Int
  /// K, L and W.
  var parameters: SearchParameters
  /// Nodes that the node cache holds; 0 for no cache.
  var cacheNodeCount: Int
  /// Where the query comes from.
  var source = QuerySource.file
}

/// What is known of the query itself.
struct QueryCard: Sendable, Equatable {
  /// Its number.
  var number: Int
  /// Its name and picture.
  var label: NodeLabel
  /// The true neighbours that count at K, nearest first, ties with the K-th included; empty without truth.
  var truth: [NodeID]
  /// The cache that was loaded: fewer nodes than asked for if the index is small.
  var cachedNodeCount: Int
  /// How reads are made.
  var ioDescription: String
}

/// The Search screen: one query and the trace of its search, with a cursor in it.
struct SearchState: Sendable, Equatable {
  /// Which of the two lists the movement keys move in.
  enum Pane: Sendable, Equatable {
    /// The nodes expanded in this hop; behind the last hop the answers.
    case upper
    /// The candidates or neighbours; behind the last hop the true neighbours that were missed.
    case lower
  }

  /// What the lower list shows of a hop.
  enum ListContent: Sendable, Equatable {
    /// The candidates after the hop.
    case after
    /// The candidates before the hop.
    case before
    /// The neighbours of the selected node of the hop.
    case neighbours
  }

  /// What the cursor stands on.
  enum Stage: Sendable, Equatable {
    /// Before the first hop.
    case start
    /// Hop n, 1 the first.
    case hop(Int)
    /// Behind the last hop: the re-ranked answers.
    case answers
  }

  /// What is asked.
  var setting = SearchSetting(query: 0, parameters: SearchParameters(), cacheNodeCount: 0)
  /// The run whose results count; older ones are stale. `nil` before the first.
  var run: JobID?
  /// Whether `trace` is still that of the run before: it stays on screen until the new one has a hop.
  var isStale = false
  /// The query of the run, once the engine has said.
  var queryCard: QueryCard?
  /// What the run did so far.
  var trace: SearchTrace?
  /// The true neighbours that the finished run missed, with the reasons.
  var missed: [MissedNeighbour] = []
  /// Where the user wants to stand: 0 the start, n hop n, beyond the last hop the answers. While it lies
  /// beyond what has been run, the search is advancing.
  var cursor = 0
  /// What the search would answer if it stopped where the cursor stands.
  private(set) var outlook = SearchOutlook(hops: [], truth: [], answerCount: 0)
  /// Names of all nodes that the index's searches met.
  var labels: [NodeID: NodeLabel] = [:]
  /// What the switches of the run did to its reads, once that is known.
  var ledger: ReadLedger?
  /// Another setting beside this one.
  var comparison: ComparisonState?
  /// The map of the data and where the nodes of the search lie on it.
  var map = MapState()
  /// The search as a film; `nil` while the user takes the steps.
  var play: PlayState?
  /// The finished run before this one, to compare with.
  var previous: RunSummary?
  /// Which list has the movement keys.
  var pane = Pane.upper
  /// What the lower list shows of a hop.
  var content = ListContent.after
  /// The selected row of the upper list.
  var upperPlace = ListPlace()
  /// The selected row of the lower list.
  var lowerPlace = ListPlace()

  /// Stages that the trace has so far, beyond the start.
  var available: Int {
    guard let trace else { return 0 }
    return trace.hops.count + (trace.isFinished ? 1 : 0)
  }

  /// Whether the cursor waits for hops that are being run.
  var isAdvancing: Bool {
    run != nil && (isStale || (cursor > available && trace?.isFinished != true))
  }

  /// What the screen shows.
  var stage: Stage {
    let place = min(cursor, available)
    guard place > 0, let trace else { return .start }
    return place > trace.hops.count ? .answers : .hop(place)
  }

  /// The hop that the screen shows.
  var hop: TraceHop? {
    guard case .hop(let number) = stage else { return nil }
    return trace?.hops[number - 1]
  }

  /// Hops that count for "so far": those up to the cursor.
  var hopsShown: ArraySlice<TraceHop> {
    guard let trace else { return [] }
    return trace.hops.prefix(min(cursor, trace.hops.count))
  }

  /// The node of the hop whose neighbours are or would be shown.
  var selectedExpansion: TraceExpansion? {
    guard let hop, let row = upperPlace.row(of: hop.expanded.count) else { return nil }
    return hop.expanded[row]
  }

  /// Whether the comparison is what the screen shows.
  var isComparing: Bool { comparison?.isShown ?? false }

  /// The true neighbours by what is shown; empty until the run has said.
  var truth: [NodeID] { queryCard?.truth ?? [] }

  /// Computes the outlook anew after the trace or the cursor has moved.
  mutating func refreshOutlook() {
    outlook = SearchOutlook(
      hops: hopsShown, truth: truth,
      answerCount: trace?.parameters.answerCount ?? setting.parameters.answerCount,
      metric: trace?.metric ?? .l2)
  }

  /// Rows of the upper list.
  var upperCount: Int {
    switch stage {
    case .start: 0
    case .answers: trace?.results.count ?? 0
    case .hop: hop?.expanded.count ?? 0
    }
  }

  /// Rows of the lower list.
  var lowerCount: Int {
    switch stage {
    case .start: return 0
    case .answers: return missed.count
    case .hop:
      switch content {
      case .after: return hop?.after.count ?? 0
      case .before: return hop?.before.count ?? 0
      case .neighbours: return selectedExpansion?.neighbours.count ?? 0
      }
    }
  }
}

/// The end of a run in a line.
struct RunSummary: Sendable, Equatable {
  /// What was asked.
  var setting: SearchSetting
  /// Hops, reads and the rest.
  var statistics: SearchStatistics
  /// True neighbours among the answers, `nil` without truth.
  var recall: Double?
}
