import DiskIndex
import Dispatch
import Experiments
import Foundation
import Synchronization
import VectorData

/// Does what the reducer asks for, on threads of its own, and posts what comes of it.
///
/// Searches have a thread, so that a hop is answered at once whatever else runs; files and folders have
/// another; each build, sweep and verification has its own. Nothing here is ever waited for by a key.
final class Engine: Sendable {
  let mailbox: Mailbox
  let opened = Mutex<OpenedIndex?>(nil)
  let search: SearchRunner
  let places: LibraryPlaces
  private let folders = WorkerLane(name: "beamscope-folders")
  private let nodes = WorkerLane(name: "beamscope-nodes")
  /// The candidates under the dials of the Prune screen.
  private let pool = Locked<CandidatePool?>(nil)
  /// The points of the Points screen, and the index that they are of.
  private let bench = Locked<(index: OpenedIndex, points: UpdateBench)?>(nil)
  private let controls = Mutex<[JobID: JobControl]>([:])
  private let running = DispatchGroup()

  /// An engine that posts to `mailbox`.
  init(mailbox: Mailbox, places: LibraryPlaces) {
    self.mailbox = mailbox
    self.places = places
    search = SearchRunner(mailbox: mailbox)
  }

  /// Starts a piece of work; returns at once.
  func perform(_ effect: Effect) {
    switch effect {
    case .scan(let id, let prefix):
      onFolders(id, .scan) { [places] () throws(IndexError) in
        .scanned(id, LibraryScan(places: places).entries(besides: prefix))
      }
    case .open(let id, let prefix, let elementType, let queries):
      open(id, prefix: prefix, elementType: elementType, queries: queries)
    case .openTrace(let id, let path):
      onFolders(id, .open) { () throws(IndexError) in
        .traceOpened(id, try RecordedTrace.read(path: path), path: path)
      }
    case .verify(let id, let prefix):
      onOwnThread(id, .verify) { control throws(IndexError) in
        let faults = try IndexVerifier.verify(prefix: prefix, control: control)
        return .verified(id, prefix: prefix, faults: faults.map(\.description))
      }
    case .delete(let id, let prefix):
      onFolders(id, .delete) { [places] () throws(IndexError) in
        try IndexRemoval.remove(prefix: prefix)
        MapFile(cacheFolder: places.cacheFolder, prefix: prefix).remove()
        return .deleted(id, prefix: prefix)
      }
    case .estimate(let id, let request):
      onFolders(id, .estimate) { () throws(IndexError) in
        .estimated(id, try IndexBuild.estimate(request))
      }
    case .build(let id, let request):
      onOwnThread(id, .build) { [places] control throws(IndexError) in
        try places.makeCacheFolder(for: request.prefix)
        return .built(id, prefix: request.prefix, try IndexBuild.run(request, control: control))
      }
    case .layOut(let id, let prefix, let layout):
      onOwnThread(id, .layout) { control throws(IndexError) in
        _ = try IndexLayout.run(
          prefix: prefix, target: layout.prefix, order: layout.order, navigation: layout.navigation,
          threadCount: WorkerTeam.processorCount, control: control)
        return .laidOut(id, prefix: layout.prefix)
      }
    case .search(let id, let setting, let hopCount):
      search.begin(id, setting, hopCount: hopCount, on: opened.withLock { $0 })
    case .advance(let id, let hopCount): search.advance(id, hopCount: hopCount)
    case .find(let id, let text, let after):
      let names = opened.withLock { $0?.queryNames }
      onFolders(id, .find) { () throws(IndexError) in
        .foundQuery(id, names.flatMap { $0.query(containing: text, after: after) }, text: text)
      }
    case .findRow(let id, let text, let after):
      let names = opened.withLock { $0?.names }
      onFolders(id, .find) { () throws(IndexError) in
        .foundRow(id, names.flatMap { $0.row(containing: text, after: after) }, text: text)
      }
    case .remedy, .weigh, .compare, .map, .place: explain(effect)
    case .readNode(let id, let request):
      onNodes(id, .node) { (index) throws(IndexError) in
        .nodeRead(id, try NodeReader(index, target: request).card(request))
      }
    case .findPredecessors(let id, let request):
      let index = openedIndex
      onOwnThread(id, .predecessors) { control throws(IndexError) in
        let reader = NodeReader(index, target: request)
        let links = try reader.predecessors(of: request.node, control: control)
        return .predecessorsFound(id, request.node, links)
      }
    case .findNode(let id, let text, let after):
      onNodes(id, .find) { (index) throws(IndexError) in
        .foundNode(id, index.names?.row(containing: text, after: after), text: text)
      }
    case .openPool(let id, let node, let parameters):
      onNodes(id, .prune) { [pool] (index) throws(IndexError) in
        let (candidates, card) = try index.pool(of: node)
        pool.withLock { $0 = candidates }
        return .poolOpened(
          id, card, try candidates.prune(parameters), try candidates.outlook(parameters))
      }
    case .prune(let id, let parameters):
      onNodes(id, .prune) { [pool] (_) throws(IndexError) in
        guard let candidates = pool.withLock({ $0 }) else {
          preconditionFailure("the reducer prunes a pool that was read")
        }
        return .pruned(id, try candidates.prune(parameters), try candidates.outlook(parameters))
      }
    case .surveyDisk(let id, let cacheNodeCount):
      onNodes(id, .disk) { (index) throws(IndexError) in
        .diskSurveyed(id, try index.diskCard(cacheNodeCount: cacheNodeCount))
      }
    case .readSector(let id, let sector):
      onNodes(id, .sector) { (index) throws(IndexError) in
        .sectorRead(id, try index.sectorCard(sector))
      }
    case .measureHeat(let id, let setting):
      let index = openedIndex
      onOwnThread(id, .heat) { control throws(IndexError) in
        .heatMeasured(id, try index.heat(setting, control: control))
      }
    case .keepSweep(let id, let kept):
      onFolders(id, .keep) { [places] () throws(IndexError) in
        .sweepKept(id, path: try KeptSweepFolder(path: places.sweepsFolder).keep(kept))
      }
    case .listKeptSweeps(let id):
      onFolders(id, .keep) { [places] () throws(IndexError) in
        .keptSweepsListed(id, KeptSweepFolder(path: places.sweepsFolder).listings())
      }
    case .loadKeptSweep(let id, let path):
      onFolders(id, .keep) { () throws(IndexError) in
        .keptSweepLoaded(id, try KeptSweepFolder.read(path))
      }
    case .sweep(let id, let request, let target): sweep(id, request, target)
    case .points(let id, let request):
      let index = openedIndex
      onOwnThread(id, .points) { [bench] control throws(IndexError) in
        try bench.withLock { bench throws(IndexError) in
          let kept = bench
          // An act that fails may have done a part: what was measured before does not count any more.
          bench = nil
          var points =
            if let kept, kept.index === index { kept.points } else { try index.updateBench() }
          let moment = try points.perform(
            request.act, parameters: request.parameters, answerCount: request.answerCount,
            searchListSize: request.searchListSize,
            team: WorkerTeam(workerCount: WorkerTeam.processorCount), control: control)
          bench = (index, points)
          return .pointsMeasured(id, PointsLine(request: request, moment: moment))
        }
      }
    case .write(let id, let file):
      onFolders(id, .write) { () throws(IndexError) in try FileExport.write(file, job: id) }
    case .cancel(let id): controls.withLock { $0[id] }?.cancel()
    }
  }

  /// Cancels everything and waits for the threads to end, at most two seconds.
  func shutDown() {
    search.stop()
    for control in controls.withLock({ Array($0.values) }) { control.cancel() }
    _ = running.wait(timeout: .now() + 2)
  }

  private func open(
    _ id: JobID, prefix: String, elementType: ElementType?, queries: QueryFiles?
  ) {
    onFolders(id, .open) { [self] () throws(IndexError) in
      let index = try OpenedIndex.open(
        prefix: prefix, elementType: elementType, queries: queries)
      opened.withLock { $0 = index }
      return .opened(id, index.card)
    }
  }

  private func sweep(_ id: JobID, _ request: Sweep.Request, _ target: SweepTarget?) {
    guard let index = opened.withLock({ $0 }) else {
      preconditionFailure("the reducer sweeps an open index only")
    }
    onOwnThread(id, .sweep) { [mailbox] control throws(IndexError) in
      .swept(
        id,
        try index.sweep(request, target, control: control) { mailbox.post(.sweepRow(id, $0)) })
    }
  }

  private var openedIndex: OpenedIndex {
    guard let index = opened.withLock({ $0 }) else {
      preconditionFailure("the reducer asks for the nodes of an open index only")
    }
    return index
  }

  // MARK: - Threads

  /// Short work on the open index, which a walk from node to node asks for again and again.
  private func onNodes(
    _ id: JobID, _ kind: JobKind,
    _ work: @escaping @Sendable (OpenedIndex) throws(IndexError) -> Message
  ) {
    let index = openedIndex
    running.enter()
    nodes.submit { [mailbox, running] in
      Engine.post(id, kind, to: mailbox) { () throws(IndexError) in try work(index) }
      running.leave()
    }
  }

  func onFolders(
    _ id: JobID, _ kind: JobKind, _ work: @escaping @Sendable () throws(IndexError) -> Message
  ) {
    running.enter()
    folders.submit { [mailbox, running] in
      Engine.post(id, kind, to: mailbox, work)
      running.leave()
    }
  }

  func onOwnThread(
    _ id: JobID, _ kind: JobKind,
    _ work: @escaping @Sendable (JobControl) throws(IndexError) -> Message
  ) {
    let control = JobControl { [mailbox] in mailbox.post(.progress(id, kind, $0)) }
    controls.withLock { $0[id] = control }
    running.enter()
    let thread = Thread { [self] in
      Engine.post(id, kind, to: mailbox) { () throws(IndexError) in try work(control) }
      _ = controls.withLock { $0.removeValue(forKey: id) }
      running.leave()
    }
    thread.name = "beamscope-\(kind.rawValue)"
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Posts what `work` answers, or why it failed.
  static func post(
    _ id: JobID, _ kind: JobKind, to mailbox: Mailbox,
    _ work: () throws(IndexError) -> Message
  ) {
    do throws(IndexError) {
      mailbox.post(try work())
    } catch {
      mailbox.post(.failed(id, kind, error))
    }
  }
}
