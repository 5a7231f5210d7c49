import DiskIndex
import VectorData

/// Runs the same queries at many settings: what recall costs in reads, latency and queries per second.
public enum Sweep {
  /// Runs every setting over all queries and tells each row as soon as it is measured.
  ///
  /// - Throws: `IndexError.parameter` when a setting is impossible, `mismatch` when files do not belong
  ///   together, the first failed read, `cancelled`.
  public static func run(
    index: any SearchableIndex, queries: VectorMatrix, truth: TruthSet?, request: Request,
    control: JobControl, onRow: @Sendable (SweepRow) -> Void = { _ in }
  ) throws(IndexError) -> SweepReport {
    try run(
      index: index, queries: queries,
      meter: RecallMeter(
        truth, queryCount: queries.count, index: index, answerCount: request.answerCount),
      request: request, control: control, onRow: onRow)
  }

  /// Runs every setting over all queries and tells each row as soon as it is measured, and each beam width
  /// that is found.
  ///
  /// - Throws: as above.
  public static func run(
    index: any SearchableIndex, queries: VectorMatrix, meter: RecallMeter?, request: Request,
    control: JobControl, onChoice: @Sendable (BeamWidthChoice) -> Void = { _ in },
    onRow: @Sendable (SweepRow) -> Void = { _ in }
  ) throws(IndexError) -> SweepReport {
    var bench = SweepBench(
      index: index, queries: queries, meter: meter, request: request, control: control)
    bench.plannedCount = request.resources.count * request.settings.count
    if request.warmsUp, let resources = request.resources.first {
      try WarmUp.run(index: index, queries: queries, resources: resources, control: control)
    }
    for resources in request.resources {
      var settings = try bench.settings(with: resources)
      if request.findsBeamWidth {
        try bench.chooseBeamWidths(of: &settings, with: resources, onChoice)
      }
      for parameters in settings { onRow(try bench.measure(parameters, with: resources)) }
    }
    return bench.report
  }
}
