import Quantization
import Vamana
import VectorData

@testable import DiskIndex

/// DiskANN's cached beam search written down once more as plainly as possible: the oracle of the engine's.
struct ReferenceSearch {
  let index: DiskIndex
  let graph: VamanaGraph
  let vectors: VectorMatrix

  struct Outcome: Equatable {
    var results: [SearchResult] = []
    var expanded: [NodeID] = []
    var hopCount = 0
    var comparisonCount = 0
  }

  func run(query: [Float], parameters: SearchParameters, isCached: (NodeID) -> Bool) -> Outcome {
    var outcome = Outcome()
    let table = distanceTable(query)
    var list = [(distance: sketch(table, index.layout.medoid), node: index.layout.medoid)]
    var seen: Set<NodeID> = [index.layout.medoid]
    var expanded: Set<NodeID> = []
    outcome.comparisonCount = 1
    while true {
      let beam = list.map(\.node).filter { !expanded.contains($0) }.prefix(parameters.beamWidth)
      if beam.isEmpty { break }
      outcome.hopCount += 1
      expanded.formUnion(beam)
      for node in beam.filter(isCached) + beam.filter({ !isCached($0) }) {
        outcome.expanded.append(node)
        outcome.results.append(
          SearchResult(
            node: node,
            distance: SmallIndex.squaredL2(query, vectors.floats(row: Int(node)))))
        outcome.comparisonCount += 1
        for neighbour in graph.neighbours(of: node) where seen.insert(neighbour).inserted {
          outcome.comparisonCount += 1
          let entry = (distance: sketch(table, neighbour), node: neighbour)
          list.insert(entry, at: list.firstIndex { $0 > entry } ?? list.count)
          list = Array(list.prefix(parameters.searchListSize))
        }
      }
    }
    outcome.results.sort { ($0.distance, $0.node) < ($1.distance, $1.node) }
    outcome.results = Array(outcome.results.prefix(parameters.answerCount))
    return outcome
  }

  private func distanceTable(_ query: [Float]) -> [Float] {
    var table = [Float](repeating: 0, count: index.codes.chunkCount * 256)
    query.withUnsafeBufferPointer { source in
      table.withUnsafeMutableBufferPointer {
        guard let start = source.baseAddress, let target = $0.baseAddress else { return }
        index.quantizer.fillDistanceTable(query: start, into: target)
      }
    }
    return table
  }

  /// In the order of additions of the kernel: the distances must be the same bits.
  private func sketch(_ table: [Float], _ node: NodeID) -> Float {
    var sums: [Float] = [0, 0, 0, 0]
    for chunk in 0..<index.codes.chunkCount {
      let code = index.codes.baseAddress[Int(node) * index.codes.chunkCount + chunk]
      sums[chunk & 3] += table[chunk * 256 + Int(code)]
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3])
  }
}
