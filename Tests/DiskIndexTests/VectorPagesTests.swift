import Foundation
import TestSupport
import Testing
import VectorData

@testable import DiskIndex

@Suite("Vectors apart from edges")
struct VectorPagesTests {
  private let team = WorkerTeam(workerCount: 2)

  /// An index with a navigation graph over `share` of its nodes, in an order of its own, and its vectors apart.
  private func index(share: Double = 1) throws -> (SmallIndex, DiskIndex) {
    let small = try SmallIndex.packed()
    let source = try small.open()
    let nodes = try PagePacking.nodes(of: source, ofVectors: true, team: team)
    let target = IndexFiles(prefix: small.prefix + "-apart")
    try IndexReordering(index: source, nodes: nodes).write(to: target, hasVectorPages: true)
    try FileManager.default.copyItem(atPath: source.files.pivots, toPath: target.pivots)
    try NavigationGraph.build(
      index: source, size: NavigationSize(share: share, width: 6), places: nodes, team: team
    ).write(to: target.navigation)
    return (small, try DiskIndex.open(prefix: target.prefix, elementType: .uint8))
  }

  private func parameters(L: Int, K: Int = 5, W: Int = 4) -> SearchParameters {
    var parameters = SearchParameters(answerCount: K, searchListSize: L, beamWidth: W)
    parameters.usesNavigation = true
    parameters.usesVectorPages = true
    return parameters
  }

  @Test(
    "With a list of all nodes the exact nearest are found, whatever else is switched on",
    arguments: [false, true], [false, true])
  func exhaustive(usesWholePages: Bool, isPipelined: Bool) throws {
    let (small, index) = try index()
    let queries = try small.queries(count: 5)
    var parameters = parameters(L: 300, K: 10)
    parameters.usesWholePages = usesWholePages
    parameters.isPipelined = isPipelined
    for cached in [0, 30] {
      let cache = try NodeCache.load(index: index, nodeCount: cached)
      let answer = try BatchSearch.run(
        index: index, cache: cache, queries: queries, parameters: parameters)
      #expect(answer.failures.isEmpty)
      for query in 0..<queries.count {
        let exact = small.nearest(to: queries.floats(row: query), count: 10)
        #expect(answer.answers[query].results == exact)
      }
    }
  }

  @Test("A sector holds more vectors than nodes, none is read twice, and nothing is led to")
  func reads() throws {
    let (small, index) = try index()
    let vectors = try index.vectorPages().layout
    #expect(vectors.nodesPerSector > index.layout.nodesPerSector)
    let queries = try small.queries(count: 6)
    var parameters = parameters(L: 30)
    parameters.usesWholePages = true
    let batch = try BatchSearch.run(index: index, queries: queries, parameters: parameters)
    for query in 0..<queries.count {
      let trace = try SearchStepper(
        index: index, queries: queries, queryNumber: query, parameters: parameters
      ).runToEnd()
      #expect(trace.results == batch.answers[query].results)
      #expect(trace.entries.count == 30)
      let expanded = trace.hops.flatMap(\.expanded)
      let sectors = expanded.compactMap { expansion -> Int? in
        guard case .ssd(let sector, _) = expansion.source else { return nil }
        let place = index.node(ofRow: expansion.node)
        #expect(sector == vectors.sector(of: place))
        return sector
      }
      #expect(Set(sectors).count == sectors.count)
      #expect(sectors.count == trace.statistics.readCount)
      #expect(expanded.allSatisfy { $0.neighbours.isEmpty })
    }
  }

  @Test("The walk takes the nodes of a sector for neighbours: it finds more with the same list")
  func mates() throws {
    let (small, index) = try index()
    let queries = try small.queries(count: 20)
    var recall: [Bool: Int] = [:]
    for isApart in [false, true] {
      var parameters = parameters(L: 10, K: 10)
      parameters.usesVectorPages = isApart
      for query in 0..<queries.count {
        let trace = try SearchStepper(
          index: index, queries: queries, queryNumber: query, parameters: parameters
        ).runToEnd()
        let near = Set(small.nearest(to: queries.floats(row: query), count: 10).map(\.node))
        recall[isApart, default: 0] += trace.entries.count { near.contains($0.node) }
      }
    }
    #expect(try #require(recall[true]) > #require(recall[false]))
  }

  @Test("Refused: no walk, a walk over a part, a filter, an index without such a file")
  func refused() throws {
    let (small, whole) = try index()
    let queries = try small.queries(count: 1)
    func refuses(
      _ index: DiskIndex, _ parameters: SearchParameters, filter: SearchFilter? = nil
    ) -> Bool {
      do throws(IndexError) {
        _ = try BatchSearch.run(
          index: index, queries: queries, parameters: parameters,
          filters: filter.map { [$0] } ?? [])
        return false
      } catch {
        return error.description.contains("--vector-pages")
      }
    }
    var noWalk = parameters(L: 20)
    noWalk.usesNavigation = false
    #expect(refuses(whole, noWalk))
    #expect(!refuses(whole, parameters(L: 20)))
    let filter = SearchFilter(passing: NodeSet(nodeCount: 300, nodes: [7]), strategy: .scan)
    #expect(refuses(whole, parameters(L: 20), filter: filter))
    let (other, part) = try index(share: 0.5)
    #expect(refuses(part, parameters(L: 20)))
    for plain in [try small.open(), try other.open()] { #expect(refuses(plain, noWalk)) }
  }

  @Test("A file of another index, kind, version or length is refused; verify names the node")
  func damaged() throws {
    let (small, index) = try index()
    let queries = try small.queries(count: 1)
    let path = index.files.vectorPages
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let last = try index.vectorPages().layout.byteOffset(of: 299)
    func open(_ change: (inout Data) -> Void) throws -> Bool {
      var data = whole
      change(&data)
      try data.write(to: URL(fileURLWithPath: path))
      let again = try DiskIndex.open(prefix: index.prefix, elementType: .uint8)
      do throws(IndexError) {
        _ = try BatchSearch.run(index: again, queries: queries, parameters: parameters(L: 20))
        return true
      } catch {
        #expect(error.description.contains(path))
        return false
      }
    }
    #expect(try open { _ in })
    #expect(try !open { $0[0] ^= 1 })
    #expect(try !open { $0[16] = 9 })
    #expect(try !open { $0[20] = 0 })
    #expect(try !open { $0[24] ^= 1 })
    #expect(try !open { $0.removeLast() })
    #expect(try !open { $0.removeLast($0.count - 10) })
    #expect(try !open { $0[4096] ^= 1 })
    // Not one of those that are compared when the file is opened.
    #expect(try open { $0[last] ^= 1 })
    let faults = try IndexVerifier.verify(prefix: index.prefix, elementType: .uint8)
    #expect(faults.contains { $0.description.contains("vector of node 299") })
  }
}
