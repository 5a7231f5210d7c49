import Foundation
import Testing
import VectorData

@testable import DiskIndex

@Suite("BatchSearch")
struct BatchSearchTests {
  let parameters = SearchParameters(answerCount: 5, searchListSize: 20, beamWidth: 4)

  @Test(
    "Answers and counts do not depend on threads, searches in flight or the way of reading",
    arguments: [(1, 1), (1, 7), (3, 2), (2, 16)], [PageSourceKind.automatic, .ring, .pread])
  func sameAnswers(setting: (threads: Int, inflight: Int), kind: PageSourceKind) throws {
    let small = try SmallIndex()
    let queries = try small.queries(count: 40)
    let expected = try BatchSearch.run(
      index: small.open(pageSource: .pread), queries: queries, parameters: parameters)
    let index = try small.open(pageSource: kind)
    let found = try BatchSearch.run(
      index: index, queries: queries, parameters: parameters, threadCount: setting.threads,
      inflight: setting.inflight)
    #expect(found.answers.map(\.results) == expected.answers.map(\.results))
    #expect(
      found.answers.map(\.statistics.readCount) == expected.answers.map(\.statistics.readCount))
    #expect(found.answers.allSatisfy { $0.results.count == 5 })
    #expect(found.failures.isEmpty)
    #expect(found.ioDescription == index.ioDescription)
  }

  @Test("The order in which reads arrive changes nothing", arguments: [1, 2, 3] as [UInt64])
  func anyOrderOfArrival(seed: UInt64) throws {
    let small = try SmallIndex()
    let index = try small.open()
    let queries = try small.queries(count: 30)
    let pages = try MemoryPages(
      path: index.files.disk, layout: index.layout, laneCount: 5, beamWidth: 4, seed: seed)
    let found = Self.work(index: index, pages: pages, queries: queries, parameters: parameters)
    let expected = try BatchSearch.run(index: index, queries: queries, parameters: parameters)
    #expect(found.failures.isEmpty)
    #expect(found.answers.count == 30)
    for (query, answer) in found.answers {
      #expect(answer.results == expected.answers[query].results)
      #expect(answer.statistics.hopCount == expected.answers[query].statistics.hopCount)
    }
  }

  @Test("A read that fails ends its search alone, and says where")
  func failureIsContained() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let queries = try small.queries(count: 30)
    let pages = try MemoryPages(
      path: index.files.disk, layout: index.layout, laneCount: 4, beamWidth: 4)
    let whole = try BatchSearch.run(index: index, queries: queries, parameters: parameters)
    let victim = try #require(whole.answers[3].results.first).node
    pages.unreadable = [victim]
    let found = Self.work(index: index, pages: pages, queries: queries, parameters: parameters)
    #expect(found.failures.contains { $0.query == 3 })
    #expect(found.failures.count < 30)
    #expect(found.answers.count + found.failures.count == 30)
    for failure in found.failures {
      #expect(
        failure.error
          == .system(
            operation: "read", path: "memory", offset: Int64(index.layout.byteOffset(of: victim)),
            errorNumber: EIO))
    }
    for (query, answer) in found.answers {
      #expect(answer.results == whole.answers[query].results)
    }
  }

  @Test(
    "A file that is cut while it is open fails its reads",
    arguments: [PageSourceKind.automatic, .pread])
  func truncatedWhileOpen(kind: PageSourceKind) throws {
    let small = try SmallIndex()
    let index = try small.open(pageSource: kind)
    try #require(truncate(index.files.disk, 8192) == 0)
    let found = try BatchSearch.run(
      index: index, queries: small.queries(), parameters: parameters)
    #expect(!found.failures.isEmpty)
    for failure in found.failures {
      guard case .malformed(let path, let offset?, _, _, _) = failure.error else {
        Issue.record("\(failure.error)")
        continue
      }
      #expect(path == index.files.disk)
      #expect(offset >= 8192)
    }
  }

  @Test("What cannot be asked is refused by the flag that asked")
  func impossibleRequests() throws {
    let small = try SmallIndex()
    let index = try small.open()
    let queries = try small.queries()
    func flag(
      _ parameters: SearchParameters, threads: Int = 1, inflight: Int? = nil
    ) -> String? {
      do {
        _ = try BatchSearch.run(
          index: index, queries: queries, parameters: parameters, threadCount: threads,
          inflight: inflight)
        return nil
      } catch {
        guard case .parameter(let name, _, _) = error else { return "\(error)" }
        return name
      }
    }
    #expect(flag(SearchParameters(answerCount: 0)) == "-K")
    #expect(flag(SearchParameters(answerCount: 301, searchListSize: 400)) == "-K")
    #expect(flag(SearchParameters(answerCount: 10, searchListSize: 9)) == "-L")
    #expect(flag(SearchParameters(beamWidth: 0)) == "-W")
    #expect(flag(SearchParameters(beamWidth: 129)) == "-W")
    #expect(flag(SearchParameters(readLimit: 0)) == "--io-limit")
    #expect(flag(parameters, threads: 0) == "-T")
    #expect(flag(parameters, inflight: 0) == "--inflight")
    #expect(flag(parameters) == nil)
  }

  @Test("Queries of another dimension or type are refused with both")
  func foreignQueries() throws {
    let index = try SmallIndex().open()
    let longer = try SmallIndex(.init(count: 5, dimension: 13)).queries(count: 1)
    let signed = try SmallIndex(.init(count: 5, elementType: .int8)).queries(count: 1)
    for (queries, field) in [(longer, "dimension"), (signed, "element type")] {
      let error = #expect(throws: IndexError.self) {
        try BatchSearch.run(index: index, queries: queries, parameters: parameters)
      }
      #expect("\(try #require(error))".contains(field))
    }
  }

  @Test("A cancelled batch throws")
  func cancelled() throws {
    let small = try SmallIndex()
    let control = JobControl()
    control.cancel()
    #expect(throws: IndexError.cancelled) {
      try BatchSearch.run(
        index: small.open(), queries: small.queries(), parameters: parameters, threadCount: 2,
        control: control)
    }
  }

  static func work(
    index: DiskIndex, pages: MemoryPages, queries: VectorMatrix, parameters: SearchParameters
  ) -> (answers: [(query: Int, answer: SearchAnswer)], failures: [SearchFailure]) {
    var next = 0
    var worker = BatchWorker(
      index: index, cache: .empty, pages: pages, queries: queries, parameters: parameters,
      filters: []
    ) {
      defer { next += 1 }
      return next < queries.count ? next : nil
    }
    worker.run()
    return (worker.answers, worker.failures)
  }
}
