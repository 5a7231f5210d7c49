import Foundation
import Synchronization
import TestSupport
import Testing
import VectorData

@testable import Vamana

@Suite("Growth of a dynamic index")
struct DynamicGrowthTests {
  private let parameters = VamanaParameters(maxDegree: 10, searchListSize: 24, saturates: false)

  /// The smallest and the largest component of each row in its first two places: a row of its own.
  private func vectors(_ type: ElementType, count: Int) throws -> VectorMatrix {
    try SampleVectors.matrix(type, count: count, dimension: 6, seed: 21)
  }

  @Test(
    "an index that is full takes more points, and finds old and new ones",
    arguments: ElementType.allCases, [1, 3])
  func grows(type: ElementType, threadCount: Int) throws {
    let vectors = try vectors(type, count: 320)
    let team = WorkerTeam(workerCount: threadCount)
    let index = try DynamicIndex(
      capacity: 10, dimension: 6, elementType: type, parameters: parameters)
    for start in stride(from: 0, to: 320, by: 40) {
      let tags = (start..<start + 40).map { NodeID($0 + 1) }
      try index.insert(vectors.rows(start..<start + 40), tags: tags, team: team)
      try index.delete(tags: [NodeID(start + 1)])
    }
    #expect(index.pointCount == 312 && index.deletedCount == 8 && index.capacity >= 320)
    try index.consolidate(team: team)
    let answers = try index.search(
      vectors, answerCount: 1, searchListSize: 60, threadCount: threadCount
    ).answers
    var missed = 0
    for row in 0..<320 where row % 40 != 0 {
      missed += answers[row].points != [NodeDistance(node: NodeID(row + 1), distance: 0)] ? 1 : 0
    }
    #expect(missed <= 3)
  }

  @Test("growing gives the same files at any number of threads, and they open")
  func deterministic() throws {
    let vectors = try vectors(.float32, count: 200)
    let folder = try TemporaryFolder()
    var files: [[Data]] = []
    for threadCount in [1, 3] {
      let team = WorkerTeam(workerCount: threadCount)
      let index = try DynamicIndex(
        capacity: 30, dimension: 6, elementType: .float32, parameters: parameters)
      try index.insert(vectors.rows(0..<30), tags: (1...30).map { $0 }, team: team)
      try index.delete(tags: [4, 5])
      try index.insert(vectors.rows(30..<200), tags: (31...200).map { $0 }, team: team)
      let target = MemoryIndexFiles(prefix: folder.file("ann\(threadCount)"))
      try index.write(to: target, team: team)
      files.append(
        try [target.graph, target.data, target.tags].map {
          try Data(contentsOf: URL(fileURLWithPath: $0))
        })
      let stored = try MemoryIndex(prefix: target.prefix, elementType: .float32)
      #expect(stored.tags.liveCount == 198 && stored.graph.faults(maxDegree: 13) == [])
    }
    #expect(files[0] == files[1])
  }

  @Test("searches go on while the index grows, and answer with what lives")
  func concurrent() throws {
    let vectors = try vectors(.uint8, count: 900)
    let team = WorkerTeam(workerCount: 2)
    let index = try DynamicIndex(
      capacity: 20, dimension: 6, elementType: .uint8, parameters: parameters)
    try index.insert(vectors.rows(0..<20), tags: (1...20).map { $0 }, team: team)
    let isDone = Atomic<Bool>(false)
    let faults = Locked<[String]>([])
    let readers = (0..<2).map { _ in
      let ended = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        while !isDone.load(ordering: .relaxed) {
          guard
            let batch = try? index.search(
              vectors.rows(0..<20), answerCount: 4, searchListSize: 16)
          else { continue }
          for answer in batch.answers
          where Set(answer.points.map(\.node)).count != 4
            || answer.points.contains(where: { !(1...900).contains($0.node) })
          {
            faults.withLock { $0.append("\(answer.points)") }
          }
        }
        ended.signal()
      }
      return ended
    }
    for start in stride(from: 20, to: 900, by: 44) {
      let range = start..<min(start + 44, 900)
      try index.insert(vectors.rows(range), tags: range.map { NodeID($0 + 1) }, team: team)
    }
    isDone.store(true, ordering: .relaxed)
    for reader in readers { reader.wait() }
    #expect(faults.withLock { $0 } == [] && index.pointCount == 900)
  }

  @Test("metrics that it does not have are refused by name", arguments: ElementType.allCases)
  func metrics(type: ElementType) throws {
    for metric in [Metric.innerProduct, .cosine] where metric != .cosine || type != .float32 {
      #expect {
        try DynamicIndex(
          capacity: 5, dimension: 4, elementType: type, metric: metric, parameters: parameters)
      } throws: { error in
        guard case .parameter("--metric", _, metric.rawValue)? = error as? IndexError else {
          return false
        }
        return true
      }
    }
  }
}
