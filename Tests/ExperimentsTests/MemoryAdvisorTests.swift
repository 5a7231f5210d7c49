import DiskIndex
import Experiments
import TestSupport
import Testing
import VectorData

@Suite("Memory advice")
struct MemoryAdvisorTests {
  private static let budget = 170_000

  // No test changes the index, and the ways tried are most of the time of a test: both are made once.
  private static let fixture = Result {
    let fixture = try DataFixture(count: 600, dimension: 48)
    try IndexBuild.run(fixture.request, control: JobControl())
    _ = try IndexLayout.run(
      prefix: fixture.prefix, target: fixture.prefix, order: .graph, vectorPages: true,
      threadCount: 2)
    return fixture
  }
  private static let advice = Result { try advice(fixture.get(), bytes: budget) }

  private static func advice(
    _ fixture: DataFixture, bytes: Int, recall: Double = 0.9
  ) throws -> MemoryAdvice {
    var request = MemoryAdvice.Request(memoryBytes: bytes, recall: recall)
    request.answerCount = 5
    request.threadCount = 2
    return try MemoryAdvisor.run(
      index: DiskIndex.open(prefix: fixture.prefix), queries: fixture.queries, truth: nil,
      request: request, control: JobControl())
  }

  @Test(
    "No way takes more than the budget, and the best reads least of those that reach the recall")
  func budget() throws {
    let advice = try Self.advice.get()
    #expect(advice.trials.allSatisfy { $0.residentBytes <= Self.budget })
    #expect(advice.trials.contains { $0.navigation != nil })
    #expect(advice.trials.contains { $0.cachedNodeCount > 0 })
    #expect(Set(advice.trials.map(\.pqBytes)).count > 1)
    let best = try #require(advice.best)
    #expect(best.recall >= 0.9)
    #expect(
      advice.trials.allSatisfy { $0.searchListSize == nil || $0.meanReads >= best.meanReads })
  }

  @Test("What is built as it was tried reads what was said", arguments: [false, true])
  func kept(readsVectorsApart: Bool) throws {
    let fixture = try Self.fixture.get()
    let trial = try #require(
      Self.advice.get().trials.first {
        $0.usesVectorPages == readsVectorsApart && $0.searchListSize != nil
      })
    #expect(!readsVectorsApart || (trial.navigation?.share == 1 && trial.cachedNodeCount == 0))
    var request = fixture.request
    request.prefix = fixture.folder.file("apart-\(readsVectorsApart)")
    request.codeSize = .bytes(trial.pqBytes)
    try IndexBuild.run(request, control: JobControl())
    _ = try IndexLayout.run(
      prefix: request.prefix, target: request.prefix, order: .graph, vectorPages: true,
      navigation: trial.navigation, threadCount: 1)
    let index = try DiskIndex.open(prefix: request.prefix)
    var parameters = SearchParameters(
      answerCount: 5, searchListSize: try #require(trial.searchListSize),
      beamWidth: trial.beamWidth)
    parameters.usesWholePages = true
    parameters.usesNavigation = trial.navigation != nil
    parameters.usesVectorPages = trial.usesVectorPages
    parameters.stopFactor = trial.stopFactor
    var resources = SearchResources()
    resources.cachedNodeCount = trial.cachedNodeCount
    resources.cachePolicy = .queries
    resources.cacheSearches = parameters.forCacheChoice
    let session = try index.session(resources, control: JobControl())
    let batch = try session.search(
      fixture.queries, parameters: parameters, control: JobControl())
    let reads = batch.answers.reduce(0) { $0 + $1.statistics.readCount }
    #expect(abs(Double(reads) / Double(fixture.queries.count) - trial.meanReads) < 1e-9)
    let cacheBytes = NodeCache.residentBytes(index: index, nodeCount: trial.cachedNodeCount)
    #expect(index.residentBytes + cacheBytes == trial.residentBytes)
  }

  @Test("The commands lay out and search as the best way was tried")
  func commands() throws {
    let advice = try Self.advice.get()
    let best = try #require(advice.best)
    for word in ["beamscope layout", "beamscope search"] {
      let command = try #require(advice.commands.first { $0.hasPrefix(word) })
      #expect(command.contains("--vector-pages") == best.usesVectorPages)
    }
  }

  @Test("A budget that holds no codes and an impossible recall are refused")
  func refused() throws {
    let fixture = try Self.fixture.get()
    #expect(throws: IndexError.self) { try Self.advice(fixture, bytes: 1000) }
    #expect(throws: IndexError.self) { try Self.advice(fixture, bytes: 200_000, recall: 1.1) }
  }
}
