import DiskIndex
import Synchronization
import VectorData

/// Runs the one search that the Search screen looks at, on a thread of its own, hop by hop with real reads.
final class SearchRunner: Sendable {
  /// How far which search shall go.
  private struct Goal {
    var run: JobID
    var hopCount: Int
  }

  private let mailbox: Mailbox
  private let lane = WorkerLane(name: "beamscope-search")
  private let goal = Mutex(Goal(run: 0, hopCount: 0))
  /// Used on the lane's thread only; the lock is never waited for.
  private let current = Mutex<SearchRun?>(nil)

  /// A runner that posts to `mailbox`.
  init(mailbox: Mailbox) { self.mailbox = mailbox }

  /// Begins a search in place of the one before, and runs it until it has `hopCount` hops.
  func begin(_ run: JobID, _ setting: SearchSetting, hopCount: Int, on index: OpenedIndex?) {
    guard let index else { preconditionFailure("the reducer searches an open index only") }
    goal.withLock { $0 = Goal(run: run, hopCount: hopCount) }
    lane.submit { [self] in
      Engine.post(run, .search, to: mailbox) { () throws(IndexError) in
        let cached = try current.withLock { current throws(IndexError) in
          current = nil
          let search = try SearchRun(run, setting, on: index)
          current = search
          return search.cachedNodeCount
        }
        return .searchBegan(run, try index.queryCard(setting, cachedNodeCount: cached))
      }
      goOn(run)
    }
  }

  /// Runs the search on to `hopCount` hops, or stops it there.
  func advance(_ run: JobID, hopCount: Int) {
    let isCurrent = goal.withLock { goal -> Bool in
      guard goal.run == run else { return false }
      goal.hopCount = hopCount
      return true
    }
    guard isCurrent else { return }
    lane.submit { [self] in goOn(run) }
  }

  /// Stops whatever runs at its next hop.
  func stop() { goal.withLock { $0 = Goal(run: 0, hopCount: 0) } }

  /// Advances until the goal is reached, posting at the goal and ten times a second on the way.
  private func goOn(_ run: JobID) {
    current.withLock { current in
      guard let search = current, search.id == run else { return }
      var lastPost = ContinuousClock.now
      var isPosted = false
      do throws(IndexError) {
        while wantsHop(after: search, run: run) {
          try search.advance()
          isPosted = false
          guard ContinuousClock.now - lastPost > .milliseconds(100) else { continue }
          mailbox.post(search.message())
          lastPost = .now
          isPosted = true
        }
        if !isPosted { mailbox.post(search.message()) }
      } catch {
        current = nil
        mailbox.post(.failed(run, .search, error))
      }
    }
  }

  private func wantsHop(after search: SearchRun, run: JobID) -> Bool {
    let isWanted = goal.withLock { $0.run == run && search.hopCount < $0.hopCount }
    return isWanted && !search.isFinished
  }
}

/// A search under way, with what has been told of it.
final class SearchRun {
  let id: JobID
  private let index: OpenedIndex
  private let stepper: SearchStepper
  private let truth: [NodeID]
  private let truthDistances: [Float]
  private var toldNodes: Set<NodeID> = []
  private var toldHopCount = 0
  /// Nodes that the cache of this search holds.
  let cachedNodeCount: Int

  /// - Parameter origin: The index that knows the query and its truth, where it is another one.
  init(
    _ id: JobID, _ setting: SearchSetting, on index: OpenedIndex, origin: OpenedIndex? = nil
  ) throws(IndexError) {
    self.id = id
    self.index = index
    let origin = origin ?? index
    (truth, truthDistances) = try origin.truth(of: setting)
    (stepper, cachedNodeCount) = try index.stepper(setting, query: try origin.query(of: setting))
  }

  var hopCount: Int { stepper.trace.hops.count }
  var isFinished: Bool { stepper.trace.isFinished }

  func advance() throws(IndexError) { _ = try stepper.advance() }

  /// Runs on to the end and tells everything.
  func runToEnd(control: JobControl) throws(IndexError) -> ComparedSearch {
    while !isFinished {
      try control.checkCancelled()
      try advance()
    }
    let news = news()
    return ComparedSearch(
      trace: news.trace, missed: news.missed, labels: news.labels,
      cachedNodeCount: cachedNodeCount)
  }

  /// The trace so far, and the names of the nodes that are new in it.
  func message() -> Message {
    let news = news()
    return .searched(id, news.trace, labels: news.labels, missed: news.missed)
  }

  private func news() -> (
    trace: SearchTrace, labels: [NodeID: NodeLabel], missed: [MissedNeighbour]
  ) {
    let trace = stepper.trace
    var labels: [NodeID: NodeLabel] = [:]
    if toldHopCount == 0 { tell(truth, into: &labels) }
    for hop in trace.hops[toldHopCount...] {
      tell(hop.before.map(\.node), into: &labels)
      tell(hop.after.map(\.node), into: &labels)
      for expansion in hop.expanded {
        tell(expansion.neighbours.map(\.node), into: &labels)
        labels[expansion.node] = index.label(of: expansion.node, withPicture: true)
        toldNodes.insert(expansion.node)
      }
    }
    toldHopCount = trace.hops.count
    let missed = trace.isFinished ? trace.missed(truth: truth, distances: truthDistances) : []
    return (trace, labels, missed)
  }

  private func tell(_ nodes: [NodeID], into labels: inout [NodeID: NodeLabel]) {
    guard index.hasNames else { return }
    for node in nodes where toldNodes.insert(node).inserted {
      labels[node] = index.label(of: node, withPicture: false)
    }
  }
}
