import DiskIndex
import VectorData

/// What each switch did to the reads of a search: the search is compared with the same one without the switch,
/// which the engine runs too.
///
/// A read counts as caused by the switch in the hop that makes it, if the search without the switch never reads
/// that node; as saved in the hop of its number, if only the search without the switch reads it. So the reads
/// without a switch are those of the search, less what it caused, plus what it saved.
struct ReadLedger: Sendable, Equatable {
  /// What one switch did.
  struct Line: Sendable, Equatable {
    /// The switch.
    var way: ReadSavings.Way
    /// Reads of the search without it.
    var readsWithout: Int
    /// Reads that it saved, by hop; the last number counts those of hops that this search did not come to.
    var saved: [Int]
    /// Reads that it caused, by hop.
    var caused: [Int]
  }

  /// Reads of the search.
  let readCount: Int
  /// A line for each switch that is on.
  let lines: [Line]
  /// Reads of the search without all of them.
  let readsWithoutAny: Int
  /// The switches without which a node would not have been read.
  let causes: [NodeID: [ReadSavings.Way]]

  /// - Parameters:
  ///   - reads: The nodes that each hop of the search reads from the device.
  ///   - without: Those of the same search without a switch.
  ///   - withoutAny: Those of the same search without all of them.
  init(
    reads: [[NodeID]], without: [(way: ReadSavings.Way, reads: [[NodeID]])],
    withoutAny: [[NodeID]]
  ) {
    let mine = Set(reads.joined())
    var causes: [NodeID: [ReadSavings.Way]] = [:]
    readCount = reads.joined().count
    readsWithoutAny = withoutAny.joined().count
    lines = without.map { way, others in
      let theirs = Set(others.joined())
      var saved = [Int](repeating: 0, count: reads.count + 1)
      for (hop, nodes) in others.enumerated() {
        saved[min(hop, reads.count)] += nodes.count { !mine.contains($0) }
      }
      let caused = reads.map { nodes in nodes.filter { !theirs.contains($0) } }
      for node in caused.joined() { causes[node, default: []].append(way) }
      return Line(
        way: way, readsWithout: others.joined().count, saved: saved,
        caused: caused.map(\.count))
    }
    self.causes = causes
  }

  /// The nodes that each hop of a search read from the device.
  static func reads(of trace: SearchTrace) -> [[NodeID]] {
    trace.hops.map { hop in
      hop.expanded.compactMap { node in
        guard case .ssd = node.source else { return nil }
        return node.node
      }
    }
  }
}
