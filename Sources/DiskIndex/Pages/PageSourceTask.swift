import VectorData

/// Something that is done with a page source of any kind, compiled for each kind on its own.
protocol PageSourceTask {
  associatedtype Outcome

  func run<Pages: PageSource>(on pages: Pages) throws(IndexError) -> Outcome
}

extension DiskIndex {
  /// Does `task` with a new source of the kind in force, for this thread alone.
  ///
  /// - Parameter parameters: The searches that it serves: they may want vectors alone. Records if `nil`.
  /// - Throws: `IndexError.system` or `memory` when the source cannot be made, and what the task throws.
  func withPageSource<Task: PageSourceTask>(
    for parameters: SearchParameters? = nil, laneCount: Int, beamWidth: Int, _ task: Task
  ) throws(IndexError) -> Task.Outcome {
    let vectors = parameters?.usesVectorPages == true ? try vectorPages() : nil
    let (file, layout) = (vectors?.file ?? file, vectors?.layout ?? layout)
    return switch file.kind {
    case .automatic, .ringDirect, .ring:
      try task.run(
        on: try RingPages(
          file: file, layout: layout, laneCount: laneCount, beamWidth: beamWidth))
    case .preadDirect, .pread:
      try task.run(
        on: try PreadPages(
          file: file, layout: layout, laneCount: laneCount, beamWidth: beamWidth))
    }
  }
}
