import DiskIndex
import Quantization
import VectorData

/// Tries ways to split a budget between PQ codes, a navigation graph and a node cache.
///
/// Reads per answer are counted, not estimated: every way is made in memory over the same file and searched with a
/// sample of queries, with the smallest L that reaches the recall. Whole pages and a stop factor cost no memory
/// and are always on.
public enum MemoryAdvisor {
  /// Code sizes that are tried, where they fit, beside that of the index.
  static let codeSizes = [16, 24, 32, 48, 64, 72, 96, 128, 192, 256]
  /// Graphs that are tried: with each size of codes none, the smallest, and the two largest that fit.
  static let navigationSizes = [0.02, 0.1, 0.3, 1].flatMap { share in
    [8, 16, 32].map { NavigationSize(share: share, width: $0) }
  }
  /// Stop factors that are tried for the best ways; the first for all.
  static let stopFactors: [Float] = [1.1, 1.05, 1, 0.95, 0.9, 1.2]
  /// Graphs over all nodes that are tried with vectors apart: with each size of codes the two largest that fit.
  static let wholeNavigationSizes = [8, 12, 16, 24].map { NavigationSize(share: 1, width: $0) }
  /// Stop factors that are tried for those: all candidates are known before the first read, and the factor says how
  /// many are looked at.
  static let vectorStopFactors: [Float] = [1, 1.03, 1.1, 0.98, 0.99, 1.01, 1.02, 1.05]
  /// The longest list of those: a walk with a longer one takes more time than the reads that it saves.
  static let longestWalkedList = 128
  /// How many of them are tried for every such way, until one reaches the recall.
  static let firstVectorStopFactors = 3
  /// Ways that are looked at more closely.
  static let finalistCount = 4

  /// Finds the way with the fewest reads.
  ///
  /// - Parameters:
  ///   - queries: Queries as they will be asked. Rows of the index will not do: what surrounds a row is one hop
  ///     away from it.
  ///   - truth: Their exact neighbours; computed if `nil`.
  /// - Throws: `IndexError.parameter` when not even the smallest codes fit the budget, whatever searches and
  ///   training throw, `cancelled`.
  public static func run(
    index: DiskIndex, queries: VectorMatrix, truth: TruthSet?,
    request: MemoryAdvice.Request, control: JobControl
  ) throws(IndexError) -> MemoryAdvice {
    try request.validate()
    try SearchParameters(
      answerCount: request.answerCount, searchListSize: request.answerCount,
      beamWidth: request.beamWidth
    ).validate(nodeCount: index.layout.nodeCount)
    try index.check(
      elementType: queries.elementType, dimension: queries.dimension, path: queries.path)
    let sample = try AdviceSample(
      queries, truth: truth, index: index, request: request, control: control)
    var trials = AdviceTrials(index: index, sample: sample, request: request, control: control)
    try trials.runAll()
    var advice = MemoryAdvice(
      index: index.prefix, memoryBytes: request.memoryBytes, recall: request.recall,
      answerCount: request.answerCount, queryCount: sample.queries.count,
      trials: trials.ranked)
    advice.commands = advice.commands(for: index, queriesPath: queries.path)
    return advice
  }
}

/// A way to split the budget.
private struct Way {
  var pqBytes: Int
  var navigation: NavigationSize?
  /// Whether a node cache takes what is left.
  var fillsWithCache = false
  var usesVectorPages = false
}

/// The ways that were tried, and what they share.
private struct AdviceTrials {
  private let index: DiskIndex
  private let sample: AdviceSample
  private let request: MemoryAdvice.Request
  private let control: JobControl
  private let team: WorkerTeam
  private var trials: [MemoryAdvice.Trial] = []
  private var sketches: [Int: (quantizer: ProductQuantizer, codes: PQCodes)]
  private var graphs: [NavigationSize: NavigationGraph] = [:]
  /// All vectors in the order of the rows, as a build trains on them, while other codes are to be trained.
  private var vectors: VectorMatrix?

  init(
    index: DiskIndex, sample: AdviceSample, request: MemoryAdvice.Request, control: JobControl
  ) {
    self.index = index
    self.sample = sample
    self.request = request
    self.control = control
    team = WorkerTeam(workerCount: request.threadCount)
    sketches = [index.codes.chunkCount: (index.quantizer, index.codes)]
  }

  var ranked: [MemoryAdvice.Trial] {
    trials.sorted { first, second in
      guard (first.searchListSize == nil) == (second.searchListSize == nil) else {
        return second.searchListSize == nil
      }
      return first.searchListSize == nil
        ? first.recall > second.recall
        : (first.meanReads, first.residentBytes) < (second.meanReads, second.residentBytes)
    }
  }

  mutating func runAll() throws(IndexError) {
    let sizes = codeSizes
    guard !sizes.isEmpty else {
      let least = index.sketchBytes(chunkCount: MemoryAdvisor.codeSizes[0])
      throw .parameter(
        name: "--memory", expected: "at least \(least) bytes for the smallest codes",
        found: "\(request.memoryBytes) bytes")
    }
    let ways = sizes.flatMap { size in
      navigations(besides: index.sketchBytes(chunkCount: size)).map { (size, $0) }
    }
    let counter = JobCounter(
      control: control, phase: "try", total: 2 * ways.count + MemoryAdvisor.finalistCount,
      unit: "ways")
    for (size, navigation) in ways {
      for fillsWithCache in [false, true] {
        let way = Way(pqBytes: size, navigation: navigation, fillsWithCache: fillsWithCache)
        if let trial = try run(way, MemoryAdvisor.stopFactors[0]) { trials.append(trial) }
        counter.add(1)
      }
    }
    if index.hasVectorPages { try runVectorPages(sizes) }
    for finalist in ranked.prefix(MemoryAdvisor.finalistCount)
    where finalist.searchListSize != nil {
      try vary(finalist)
      counter.add(1)
    }
  }

  /// Tries the ways that read vectors apart.
  private mutating func runVectorPages(_ sizes: [Int]) throws(IndexError) {
    for size in sizes {
      let left = request.memoryBytes - index.sketchBytes(chunkCount: size)
      let fitting = MemoryAdvisor.wholeNavigationSizes.filter {
        $0.residentBytes(nodeCount: index.layout.nodeCount) <= left
      }
      for navigation in fitting.suffix(2) {
        let way = Way(pqBytes: size, navigation: navigation, usesVectorPages: true)
        for factor in MemoryAdvisor.vectorStopFactors.prefix(MemoryAdvisor.firstVectorStopFactors) {
          guard let trial = try run(way, factor) else { break }
          trials.append(trial)
          if trial.searchListSize != nil { break }
        }
      }
    }
  }

  /// Tries a way with the other stop factors.
  private mutating func vary(_ finalist: MemoryAdvice.Trial) throws(IndexError) {
    let way = Way(
      pqBytes: finalist.pqBytes, navigation: finalist.navigation,
      fillsWithCache: finalist.cachedNodeCount > 0, usesVectorPages: finalist.usesVectorPages)
    let factors =
      way.usesVectorPages ? MemoryAdvisor.vectorStopFactors : MemoryAdvisor.stopFactors
    for factor in factors.map(Optional.some) + [nil] where factor != finalist.stopFactor {
      let trial = try run(way, factor)
      if let trial, trial.searchListSize != nil { trials.append(trial) }
    }
  }

  /// Sizes of codes that fit the budget.
  private var codeSizes: [Int] {
    let own = index.codes.chunkCount
    let others =
      request.triesCodes && index.recordQuantizer == nil
      ? MemoryAdvisor.codeSizes.filter { $0 <= index.quantizer.dimension } : []
    return Set(others + [own]).sorted().filter {
      index.sketchBytes(chunkCount: $0) <= request.memoryBytes
    }
  }

  /// None, the smallest graph and the two largest that fit beside `sketchBytes`.
  private func navigations(besides sketchBytes: Int) -> [NavigationSize?] {
    let left = request.memoryBytes - sketchBytes
    let nodeCount = index.layout.nodeCount
    let fitting = MemoryAdvisor.navigationSizes
      .filter { $0.residentBytes(nodeCount: nodeCount) <= left }
      .sorted { $0.residentBytes(nodeCount: nodeCount) < $1.residentBytes(nodeCount: nodeCount) }
    return [nil] + (fitting.prefix(1) + fitting.dropFirst().suffix(2)).map(Optional.some)
  }

  /// Tries one way; `nil` where nothing is left for a cache that is wanted.
  private mutating func run(
    _ way: Way, _ stopFactor: Float?
  ) throws(IndexError) -> MemoryAdvice.Trial? {
    let navigation = way.navigation
    let graph = if let navigation { try graph(of: navigation) } else { nil as NavigationGraph? }
    let tried = index.variant(sketch: try sketch(way.pqBytes), navigation: graph)
    var resources = SearchResources()
    resources.threadCount = request.threadCount
    var parameters = SearchParameters(
      answerCount: request.answerCount, searchListSize: request.answerCount,
      beamWidth: request.beamWidth)
    parameters.usesWholePages = true
    parameters.usesNavigation = navigation != nil
    parameters.usesVectorPages = way.usesVectorPages
    parameters.stopFactor = stopFactor
    if way.fillsWithCache {
      resources.cachedNodeCount = AdviceSample.cacheSize(
        in: request.memoryBytes - tried.residentBytes, of: tried)
      guard resources.cachedNodeCount > 0 else { return nil }
      resources.cachePolicy = .queries
      resources.cacheSearches = parameters.forCacheChoice
    }
    let session = try tried.session(resources, control: JobControl(parent: control))
    let longest =
      way.usesVectorPages
      ? MemoryAdvisor.longestWalkedList : AdviceSample.largestListSize
    let found = try sample.fewestReads(
      parameters, longestList: longest, in: session, control: control)
    var trial = MemoryAdvice.Trial(
      pqBytes: way.pqBytes, navigation: navigation, cachedNodeCount: resources.cachedNodeCount,
      residentBytes: tried.residentBytes
        + NodeCache.residentBytes(index: tried, nodeCount: resources.cachedNodeCount),
      searchListSize: found.isReached ? found.row.L : nil, beamWidth: request.beamWidth,
      stopFactor: stopFactor)
    trial.usesVectorPages = way.usesVectorPages
    trial.recall = found.row.recall ?? 0
    trial.meanReads = found.row.meanReads
    trial.queriesPerSecond = found.row.qps
    trial.meanLatencyMicroseconds = found.row.meanLatencyUs
    return trial
  }

  private mutating func graph(of size: NavigationSize) throws(IndexError) -> NavigationGraph {
    if let graph = graphs[size] { return graph }
    let graph = try NavigationGraph.build(
      index: index, size: size, team: team, control: JobControl(parent: control))
    graphs[size] = graph
    return graph
  }

  private mutating func sketch(
    _ pqBytes: Int
  ) throws(IndexError) -> (quantizer: ProductQuantizer, codes: PQCodes) {
    if let sketch = sketches[pqBytes] { return sketch }
    let vectors = try allVectors()
    let part = JobControl(parent: control)
    let seed = index.metadata?.seed ?? 42
    let quantizer = try ProductQuantizer.train(
      on: vectors, chunkCount: pqBytes, seed: seed,
      isCentred: index.metric != .innerProduct, team: team, control: part)
    let codes = try inPlaces(try quantizer.encode(vectors, team: team, control: part))
    sketches[pqBytes] = (quantizer, codes)
    return (quantizer, codes)
  }

  /// Codes of rows as codes of nodes.
  private func inPlaces(_ codes: PQCodes) throws(IndexError) -> PQCodes {
    guard index.order != nil else { return codes }
    let rows = (0..<codes.count).map { Int(index.row(of: NodeID($0))) }
    let buffer = try AlignedBuffer(byteCount: codes.byteCount, purpose: "codes")
    guard let start = buffer.bytes.baseAddress else { return codes }
    for (place, row) in rows.enumerated() {
      (start + place * codes.chunkCount).copyMemory(
        from: codes.code(of: row), byteCount: codes.chunkCount)
    }
    return PQCodes(
      matrix: VectorMatrix(
        count: codes.count, dimension: codes.chunkCount, elementType: .uint8,
        path: codes.matrix.path, start: UnsafeRawPointer(start), owner: buffer))
  }

  private mutating func allVectors() throws(IndexError) -> VectorMatrix {
    if let vectors { return vectors }
    let read = try index.vectors(
      of: (0..<NodeID(index.layout.nodeCount)).map { index.node(ofRow: $0) })
    vectors = read
    return read
  }
}
