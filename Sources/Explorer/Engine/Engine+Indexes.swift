import DiskIndex
import Experiments
import Synchronization
import VectorData

/// Work on whole indexes and recorded traces: finding, opening, checking, making and removing them.
extension Engine {
  /// Starts such a piece of work; returns at once.
  func manage(_ effect: Effect) {
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
    default: preconditionFailure("not about a whole index")
    }
  }

  private func open(
    _ id: JobID, prefix: String, elementType: ElementType?, queries: QueryFiles?
  ) {
    onFolders(id, .open) { [self] () throws(IndexError) in
      let index = try OpenedIndex.open(
        prefix: prefix, elementType: elementType, queries: queries)
      opened.withLock { $0 = index }
      projector.unload()
      return .opened(id, index.card)
    }
  }
}
