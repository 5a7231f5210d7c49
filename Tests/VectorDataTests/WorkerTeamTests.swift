import Synchronization
import Testing
import VectorData

@Suite("Worker teams")
struct WorkerTeamTests {
  @Test("every index is visited once, in a thousand short rounds", arguments: [1, 2, 3])
  func coverage(workerCount: Int) throws {
    let team = WorkerTeam(workerCount: workerCount)
    let sum = Atomic<Int>(0)
    for round in 0..<1000 {
      team.forEachChunk(count: round % 7, chunk: 1 + round % 2) { range, worker in
        precondition(worker < workerCount, "workers are numbered from 0")
        for index in range { sum.wrappingAdd(index + 1, ordering: .relaxed) }
      }
    }
    let expected = (0..<1000).reduce(0) { total, round in
      let count = round % 7
      return total + count * (count + 1) / 2
    }
    #expect(sum.load(ordering: .relaxed) == expected)
  }
}
