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
  let pool = Locked<CandidatePool?>(nil)
  /// The points of the Points screen, and the index that they are of.
  let bench = Locked<(index: OpenedIndex, points: UpdateBench)?>(nil)
  /// The film of the Film screen.
  let projector: FilmProjector
  private let controls = Mutex<[JobID: JobControl]>([:])
  private let running = DispatchGroup()

  /// An engine that posts to `mailbox`.
  init(mailbox: Mailbox, places: LibraryPlaces) {
    self.mailbox = mailbox
    self.places = places
    search = SearchRunner(mailbox: mailbox)
    projector = FilmProjector(mailbox: mailbox)
  }

  /// Starts a piece of work; returns at once.
  func perform(_ effect: Effect) {
    switch effect {
    case .scan, .open, .openTrace, .verify, .delete, .estimate, .build, .layOut: manage(effect)
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
    case .readNode, .findPredecessors, .findNode, .openPool, .prune: look(at: effect)
    case .surveyDisk, .readSector, .measureHeat: survey(effect)
    case .sweep, .points, .keepSweep, .listKeptSweeps, .loadKeptSweep: measure(effect)
    case .recordFilm, .showMoment, .measureMoment, .outlineFilm: film(effect)
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

  var openedIndex: OpenedIndex {
    guard let index = opened.withLock({ $0 }) else {
      preconditionFailure("the reducer asks for work on an open index only")
    }
    return index
  }

  // MARK: - Threads

  /// Short work on the open index, which a walk from node to node asks for again and again.
  func onNodes(
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
