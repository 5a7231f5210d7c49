import DiskIndex
import Testing
import VectorData

@testable import Explorer

@Suite("If the search stopped now")
struct SearchOutlookTests {
  let synthetic = SyntheticSearch()
  let parameters = SearchParameters(answerCount: 10, searchListSize: 20, beamWidth: 4)

  @Test("At the end it gives the answers of the search")
  func end() {
    let trace = synthetic.trace(parameters)
    let outlook = SearchOutlook(
      hops: trace.hops[...], truth: Array(synthetic.truth.prefix(10)), answerCount: 10)
    #expect(outlook.answers == trace.results)
    let hits = Set(synthetic.truth.prefix(10)).intersection(trace.results.map(\.node)).count
    #expect(outlook.foundCount == hits && outlook.recall == Double(hits) / 10)
  }

  @Test("Each true neighbour is where the hop says")
  func whereabouts() {
    let trace = synthetic.trace(parameters)
    let truth = Array(synthetic.truth.prefix(10))
    for count in 0...trace.hops.count {
      let hops = trace.hops.prefix(count)
      let read = Set(hops.flatMap { $0.expanded.map(\.node) })
      let list = hops.last?.after.map(\.node) ?? []
      for (node, place) in SearchOutlook(hops: hops, truth: truth, answerCount: 10).neighbours {
        switch place {
        case .found(let hop):
          #expect(trace.hops[hop - 1].expanded.contains { $0.node == node })
        case .waiting(let rank): #expect(list[rank] == node && !read.contains(node))
        case .pushedOut, .unseen: #expect(!read.contains(node) && !list.contains(node))
        }
      }
    }
  }

  @Test("Where larger is nearer, the largest are the answers")
  func innerProduct() {
    var trace = synthetic.trace(parameters)
    for hop in trace.hops.indices {
      for place in trace.hops[hop].expanded.indices {
        trace.hops[hop].expanded[place].exactDistance *= -1
      }
    }
    let outlook = SearchOutlook(
      hops: trace.hops[...], truth: Array(synthetic.truth.prefix(10)), answerCount: 10,
      metric: .innerProduct)
    #expect(outlook.answers.map(\.node) == trace.results.map(\.node))
  }

  @Test("Recall never exceeds 1 when ties make the truth longer than K")
  func ties() {
    let trace = synthetic.trace(parameters)
    let outlook = SearchOutlook(
      hops: trace.hops[...], truth: Array(synthetic.truth.prefix(14)), answerCount: 10)
    #expect((outlook.recall ?? 2) <= 1)
  }

  @Test("Without truth nothing is claimed")
  func noTruth() {
    #expect(SearchOutlook(hops: [], truth: [], answerCount: 10).recall == nil)
  }
}
