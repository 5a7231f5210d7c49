import Experiments
import VectorData

/// Work that measures the open index, and the runs that are kept.
extension Engine {
  /// Starts such a piece of work; returns at once.
  func measure(_ effect: Effect) {
    switch effect {
    case .sweep(let id, let request, let target): sweep(id, request, target)
    case .points(let id, let request): change(id, request)
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
    default: preconditionFailure("measures nothing")
    }
  }

  private func sweep(_ id: JobID, _ request: Sweep.Request, _ target: SweepTarget?) {
    let index = openedIndex
    onOwnThread(id, .sweep) { [mailbox] control throws(IndexError) in
      .swept(
        id,
        try index.sweep(request, target, control: control) { mailbox.post(.sweepRow(id, $0)) })
    }
  }

  private func change(_ id: JobID, _ request: PointsRequest) {
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
  }
}
