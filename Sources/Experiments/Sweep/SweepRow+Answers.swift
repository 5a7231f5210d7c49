import DiskIndex

extension SweepRow {
  /// The row of a batch of searches; at least one answer.
  ///
  /// A percentile p is the value at place ⌊p · n⌋ of the sorted ones, as DiskANN counts it.
  public init(
    answers: [SearchAnswer], wallSeconds: Double, parameters: SearchParameters, threadCount: Int,
    recall: Double?
  ) {
    precondition(!answers.isEmpty, "a mean needs a value")
    let count = Double(answers.count)
    let mean = { (value: (SearchStatistics) -> Double) in
      answers.reduce(0) { $0 + value($1.statistics) } / count
    }
    let latencies = answers.map(\.statistics.latencyMicroseconds).sorted()
    let percentile = { (share: Double) in
      latencies[min(Int(share * count), latencies.count - 1)]
    }
    self.init(
      L: parameters.searchListSize, W: parameters.beamWidth, T: threadCount,
      qps: count / max(wallSeconds, .leastNormalMagnitude),
      meanLatencyUs: mean(\.latencyMicroseconds), p50LatencyUs: percentile(0.5),
      p95LatencyUs: percentile(0.95), p99LatencyUs: percentile(0.99),
      p999LatencyUs: percentile(0.999), meanReads: mean { Double($0.readCount) },
      meanReadUs: mean(\.readMicroseconds), meanCpuUs: mean(\.computeMicroseconds),
      meanHops: mean { Double($0.hopCount) }, meanCacheHits: mean { Double($0.cacheHitCount) },
      meanComparisons: mean { Double($0.comparisonCount) }, recall: recall)
  }
}
