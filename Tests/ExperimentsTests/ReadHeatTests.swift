import DiskIndex
import Experiments
import Testing
import VectorData

@Suite("Reads per sector")
struct ReadHeatTests {
  @Test("Sums over ranges are those of the counts")
  func sums() {
    var random = SeededGenerator(seed: 3)
    let sectors = (0..<500).map { _ in random.nextIndex(below: 60) } + [-1, 60, 1000]
    let counts = SectorCounts(sectors, total: 60)
    #expect(counts.sum == 500 && counts.sectorTotal == 60)
    for range in [0..<60, 0..<0, 7..<8, 13..<59, 50..<200] {
      #expect(counts.sum(over: range) == sectors.count { range.contains($0) && $0 < 60 })
    }
    let hottest = counts.hottestSector
    #expect(counts.sum(over: hottest..<hottest + 1) == counts.largest)
    #expect(counts.touchedCount == Set(sectors.filter { (0..<60).contains($0) }).count)
    let empty = SectorCounts([], total: 0)
    #expect(empty.sum == 0 && empty.firstSector(in: 0..<0, around: 0) == nil)
    #expect(SectorCounts([4], total: 9).firstSector(in: 5..<9, around: 9) == 4)
  }

  @Test("The heat of all queries is the sum of their searches")
  func heat() throws {
    let data = try DataFixture(count: 200)
    _ = try IndexBuild.run(data.request, control: JobControl())
    let index = try DiskIndex.open(prefix: data.prefix)
    let parameters = SearchParameters(answerCount: 5, searchListSize: 20, beamWidth: 2)
    for cachedCount in [0, 30] {
      let cache = try NodeCache.load(index: index, nodeCount: cachedCount)
      let heat = try ReadHeat.measure(
        index: index, cache: cache, queries: data.queries, parameters: parameters)
      #expect(heat.queryCount == DataFixture.queryCount)
      let answers = try BatchSearch.run(
        index: index, cache: cache, queries: data.queries, parameters: parameters, threadCount: 1
      ).answers
      #expect(heat.reads.sum == answers.reduce(0) { $0 + $1.statistics.readCount })
      #expect(heat.cacheHitCount == answers.reduce(0) { $0 + $1.statistics.cacheHitCount })
      #expect((heat.cacheHitCount > 0) == (cachedCount > 0))
    }
    let control = JobControl()
    control.cancel()
    #expect(throws: IndexError.cancelled) {
      try ReadHeat.measure(
        index: index, cache: .empty, queries: data.queries, parameters: parameters,
        control: control)
    }
  }
}
