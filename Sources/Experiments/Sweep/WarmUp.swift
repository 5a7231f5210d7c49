import DiskIndex
import VectorData

/// Searches that nobody measures, before those that are: the device has its working clocks, and what the
/// system caches is cached. DiskANN's programs have it, compiled out, with the same L and W.
public enum WarmUp {
  private static let parameters = SearchParameters(
    answerCount: 1, searchListSize: 20, beamWidth: 4)
  /// A few seconds of a device.
  private static let largestCount = 10_000

  /// Searches `index` for the sample that its build left, or where there is none for `queries`.
  ///
  /// - Throws: `IndexError` when the sample cannot be read or no search can be made, `cancelled`. A search
  ///   that fails does not matter here.
  public static func run(
    index: any SearchableIndex, queries: VectorMatrix, resources: SearchResources,
    control: JobControl
  ) throws(IndexError) {
    var resources = resources
    // One filter for each query is of no use for other queries.
    resources.filters = []
    resources.cachedNodeCount = 0
    let session = try index.session(resources, control: control)
    var parameters = session.effective(parameters)
    parameters.searchListSize = min(parameters.searchListSize, max(index.pointCount, 1))
    let sample = try index.sampleQueries() ?? queries
    let part = JobControl(parent: control) { progress in
      control.report(
        JobProgress(
          phase: "warm up", done: progress.done, total: progress.total, unit: progress.unit))
    }
    _ = try session.search(
      sample.spread(upTo: largestCount), parameters: parameters, control: part)
  }
}
