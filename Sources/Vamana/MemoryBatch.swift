import Glibc
import VectorData

/// The answer of one search in memory.
public struct MemoryAnswer: Sendable, Equatable {
  /// The points by their numbers, nearest first, with distances on the metric's own scale.
  public var points: [NodeDistance]
  /// Nodes expanded.
  public var hopCount: Int
  /// Distances computed.
  public var comparisonCount: Int
  /// From the query to the answer.
  public var latencyMicroseconds: Double
}

/// What surrounds each search of a batch.
protocol SearchGate: Sendable {
  /// Before a search; what it returns is for `leave`.
  func enter() -> Int
  /// After it.
  func leave(_ ticket: Int)
}

/// Nothing changes while searches run.
struct OpenGate: SearchGate {
  @inline(__always) func enter() -> Int { 0 }
  @inline(__always) func leave(_ ticket: Int) {}
}

/// Answers of many searches while they run: one place per query, so that threads share nothing.
final class MemoryBatch: @unchecked Sendable {
  // Sendable: each query's places are written by the one worker that has the query,
  // and read only after the team has finished.
  let answerCount: Int
  private let numbers: UnsafeMutablePointer<NodeID>
  private let distances: UnsafeMutablePointer<Float>
  private let records: ChunkResults<Record>
  private let queryCount: Int

  private struct Record {
    var counts = MemorySearchCounts()
    var nanoseconds: UInt64 = 0
  }

  init(queryCount: Int, answerCount: Int) {
    self.queryCount = queryCount
    self.answerCount = answerCount
    numbers = .allocate(capacity: max(queryCount * answerCount, 1))
    distances = .allocate(capacity: max(queryCount * answerCount, 1))
    records = ChunkResults(queryCount, initial: Record())
  }

  deinit {
    numbers.deallocate()
    distances.deallocate()
  }

  /// Searches for the rows `range` of `queries`, one after the other.
  func run<Rows: AdjacencyRows, Numbering: PointNumbering, Gate: SearchGate>(
    _ range: Range<Int>, of queries: VectorMatrix, filters: [SearchFilter],
    by searcher: MemorySearcher<Rows, Numbering>, around gate: Gate
  ) {
    run(range) { query, numbers, distances in
      var nothing = NoSearchObserver()
      let ticket = gate.enter()
      defer { gate.leave(ticket) }
      return searcher.search(
        queries.row(query), answerCount: answerCount, filter: filters.filter(ofQuery: query),
        numbers: numbers, distances: distances, observer: &nothing)
    }
  }

  /// Notes what `search` finds for each query of `range`, where it writes its answers, and how long it takes.
  @inline(__always)
  func run(
    _ range: Range<Int>,
    search: (Int, UnsafeMutablePointer<NodeID>, UnsafeMutablePointer<Float>) -> MemorySearchCounts
  ) {
    let (numbers, distances, records) = (numbers, distances, records.pointer)
    var began = Self.nanoseconds()
    for query in range {
      let counts = search(
        query, numbers + query * answerCount, distances + query * answerCount)
      let ended = Self.nanoseconds()
      records[query] = Record(counts: counts, nanoseconds: ended - began)
      began = ended
    }
  }

  /// The answers, once all have been found.
  func answers() -> [MemoryAnswer] {
    (0..<queryCount).map { query in
      let record = records[query]
      let start = query * answerCount
      return MemoryAnswer(
        points: (start..<start + record.counts.answerCount).map {
          NodeDistance(node: numbers[$0], distance: distances[$0])
        },
        hopCount: record.counts.hopCount, comparisonCount: record.counts.comparisonCount,
        latencyMicroseconds: Double(record.nanoseconds) / 1000)
    }
  }

  /// A clock that only goes forward.
  static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
}

/// The answers of a batch of searches in memory.
public struct MemoryBatchAnswer: Sendable {
  /// One per query.
  public var answers: [MemoryAnswer]
  /// From the first query to the last answer.
  public var wallSeconds: Double
}

extension MemoryBatch {
  /// Searches for all of `queries` on all threads of `team`; `searchers` has one per worker, and `filters` one
  /// per query, or one for all, or none.
  static func run<Rows: AdjacencyRows, Numbering: PointNumbering, Gate: SearchGate>(
    _ queries: VectorMatrix, answerCount: Int, filters: [SearchFilter] = [],
    searchers: [MemorySearcher<Rows, Numbering>], team: WorkerTeam, control: JobControl,
    around gate: Gate = OpenGate()
  ) throws(IndexError) -> MemoryBatchAnswer {
    precondition(
      filters.count <= 1 || filters.count == queries.count, "a filter per query, or one for all")
    let batch = MemoryBatch(queryCount: queries.count, answerCount: answerCount)
    let counter = JobCounter(
      control: control, phase: "search", total: queries.count, unit: "queries")
    let began = nanoseconds()
    team.forEachChunk(count: queries.count, chunk: 16) { range, worker in
      guard !control.isCancelled else { return }
      batch.run(range, of: queries, filters: filters, by: searchers[worker], around: gate)
      counter.add(range.count)
    }
    let wallSeconds = Double(nanoseconds() - began) / 1e9
    try control.checkCancelled()
    return MemoryBatchAnswer(answers: batch.answers(), wallSeconds: wallSeconds)
  }
}
