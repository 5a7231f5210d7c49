import CPlatform
import Quantization
import VectorData

/// The last step of a search over reorder data: the answers by codes are ranked again by the full vectors
/// that lie behind the graph (DiskANN's `use_reorder_data`).
struct Rerank {
  /// Expanded nodes that are looked at, for each answer wanted; DiskANN's number.
  static let candidatesPerAnswer = 3
  /// Vectors read at once: enough to keep an SSD busy.
  static let maximumReads = 64

  /// The best by codes, best first; those before `done` by their full vectors.
  var candidates: [Candidate]
  var done = 0
  /// Vectors being read.
  var reading = 0

  var isOver: Bool { done == candidates.count }
}

extension BeamSearch {
  /// Whether vectors behind the graph are still to be read.
  var awaitsRerank: Bool { index.layout.reorder != nil && !(rerank?.isOver ?? false) }

  /// Submits the next reads of the re-rank, `nil` when there is none or it is over. These reads come on
  /// top of `readLimit`: without them the answers would be those of the codes.
  mutating func beginRerank() -> Reads? {
    guard awaitsRerank else { return nil }
    if rerank == nil { rerank = Rerank(candidates: bestExpanded()) }
    guard var step = rerank, !step.isOver else { return nil }
    step.reading = min(pages.beamWidth, step.candidates.count - step.done)
    rerank = step
    let nodes = step.candidates[step.done..<step.done + step.reading].map(\.node)
    nodes.withUnsafeBufferPointer { pages.submitVectors(of: $0, lane: lane) }
    statistics.readCount += nodes.count
    statistics.sectorCount += nodes.count
    statistics.rerankReadCount += nodes.count
    return Reads(count: nodes.count)
  }

  /// Ranks what has been read.
  ///
  /// - Throws: `IndexError.system` or `malformed` when a read failed.
  mutating func completeRerank() throws(IndexError) {
    guard var step = rerank else { return }
    let began = bp_monotonic_nanoseconds()
    var waited: UInt64 = 0
    for place in 0..<step.reading {
      waited += try pages.wait(lane: lane, place: place)
      let byCode = step.candidates[step.done]
      let distance = index.distance.function(
        scratch.query, pages.record(lane: lane, place: place), index.quantizer.dimension)
      step.candidates[step.done] = Candidate(node: byCode.node, distance: distance)
      step.done += 1
      if Observer.isWatching { report(byCode, exactDistance: distance, place: place) }
    }
    statistics.comparisonCount += step.reading
    step.reading = 0
    rerank = step
    if step.isOver { scratch.expanded = step.candidates }
    let now = bp_monotonic_nanoseconds()
    statistics.add(computeNanoseconds: now - began - waited)
    statistics.add(readNanoseconds: pages.roundNanoseconds(lane: lane))
    if Observer.isWatching {
      statistics.latencyMicroseconds += Double(pages.roundNanoseconds(lane: lane)) / 1000
    }
  }

  private func bestExpanded() -> [Candidate] {
    Array(scratch.ranked.prefix(Rerank.candidatesPerAnswer * parameters.answerCount))
  }

  private mutating func report(_ byCode: Candidate, exactDistance: Float, place: Int) {
    observer.reranked(
      byCode.node,
      from: .ssd(
        sector: pages.layout.reorder?.sector(of: byCode.node) ?? 0,
        readMicroseconds: Double(pages.readNanoseconds(lane: lane, place: place)) / 1000),
      codeDistance: byCode.distance, exactDistance: exactDistance)
  }
}
