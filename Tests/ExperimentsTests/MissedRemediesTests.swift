import DiskIndex
import Experiments
import Testing
import VectorData

@Suite("What would have found a missed neighbour")
struct MissedRemediesTests {
  @Test("The smallest L and W are those that trying all of them finds", arguments: [1, 3])
  func smallest(width: Int) throws {
    let fixture = try DataFixture(count: 300)
    try IndexBuild.run(fixture.request, control: JobControl())
    let index = try DiskIndex.open(prefix: fixture.prefix)
    let truth = try fixture.truth(neighbourCount: 5)
    var seen = 0
    for query in 0..<fixture.queries.count {
      let parameters = SearchParameters(answerCount: 5, searchListSize: 5, beamWidth: width)
      let neighbours = Array(truth.neighbours(of: query))
      let missed = try trace(index, fixture, query, parameters).missed(truth: neighbours)
      let question = MissedRemedies.Question(
        query: fixture.queries.rows(query..<query + 1), parameters: parameters, truthCount: 5,
        pointCount: 300)
      let session = try index.remedySession(for: question)
      let remedied = try MissedRemedies.find(for: missed, question, in: session)
      #expect(remedied.map(\.node) == missed.map(\.node))
      guard let line = remedied.first else { continue }
      seen += 1
      let remedy = try #require(line.remedy)
      let bySize = try (5...300).first { size in
        var changed = parameters
        changed.searchListSize = size
        return try answers(index, fixture, query, changed).contains(line.node)
      }
      let byWidth = try (1...5).first { width in
        var changed = parameters
        changed.beamWidth = width
        return try answers(index, fixture, query, changed).contains(line.node)
      }
      #expect(remedy.smallestListSize == bySize && remedy.smallestBeamWidth == byWidth)
      #expect(remedy.largestListSize == 300 && remedy.largestBeamWidth == 5)
      if seen == 2 { break }
    }
    #expect(seen > 0)
  }

  @Test("Nothing missed is nothing sought, and cancelling ends the search")
  func ends() throws {
    let fixture = try DataFixture()
    try IndexBuild.run(fixture.request, control: JobControl())
    let index = try DiskIndex.open(prefix: fixture.prefix)
    let question = MissedRemedies.Question(
      query: fixture.queries.rows(0..<1),
      parameters: SearchParameters(answerCount: 5, searchListSize: 5), truthCount: 5,
      pointCount: 200)
    let session = try index.remedySession(for: question)
    #expect(try MissedRemedies.find(for: [], question, in: session) == [])
    let control = JobControl()
    control.cancel()
    let error = thrownError { () throws(IndexError) in
      _ = try MissedRemedies.find(
        for: [MissedNeighbour(node: 1, why: .undiscovered)], question, in: session,
        control: control)
    }
    #expect(error == .cancelled)
  }

  private func trace(
    _ index: DiskIndex, _ fixture: DataFixture, _ query: Int, _ parameters: SearchParameters
  ) throws -> SearchTrace {
    try SearchStepper(
      index: index, queries: fixture.queries, queryNumber: query, parameters: parameters
    ).runToEnd()
  }

  private func answers(
    _ index: DiskIndex, _ fixture: DataFixture, _ query: Int, _ parameters: SearchParameters
  ) throws -> [NodeID] {
    try trace(index, fixture, query, parameters).results.map(\.node)
  }
}
