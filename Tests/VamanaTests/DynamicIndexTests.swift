import Foundation
import Synchronization
import TestSupport
import Testing
import VectorData

@testable import Vamana

@Suite("Dynamic index")
struct DynamicIndexTests {
  private let parameters = VamanaParameters(maxDegree: 12, searchListSize: 30, saturates: false)

  private func rows(_ range: Range<Int>, of vectors: VectorMatrix) -> VectorMatrix {
    VectorMatrix(
      count: range.count, dimension: vectors.dimension, elementType: vectors.elementType,
      path: "rows", start: vectors.row(range.lowerBound), owner: Keeper(vectors))
  }

  /// Keeps a matrix that others are windows of.
  private final class Keeper: Sendable {
    let vectors: VectorMatrix
    init(_ vectors: VectorMatrix) { self.vectors = vectors }
  }

  /// The share of the K nearest of `live` (tag → row) that are answered with.
  private func recall(
    _ index: DynamicIndex, _ vectors: VectorMatrix, live: [NodeID: Int], queries: VectorMatrix,
    answerCount: Int = 10, searchListSize: Int = 40
  ) throws -> Double {
    let answers = try index.search(
      queries, answerCount: answerCount, searchListSize: searchListSize, threadCount: 2
    ).answers
    let members = live.map { (node: $0.key, row: $0.value) }
    var hits = 0
    for (query, answer) in answers.enumerated() {
      let wanted = Set(
        BruteForce.nearest(answerCount, to: queries.row(query), of: vectors, among: members))
      hits += answer.points.count { wanted.contains($0.node) }
    }
    return Double(hits) / Double(queries.count * answerCount)
  }

  @Test("what is inserted is found by its tag, what is deleted is not", arguments: [1, 3])
  func insertAndDelete(threadCount: Int) throws {
    let vectors = try SampleVectors.clusters(count: 400, dimension: 8, clusterCount: 6, seed: 1)
    let team = WorkerTeam(workerCount: threadCount)
    let index = try DynamicIndex(
      capacity: 400, dimension: 8, elementType: .float32, parameters: parameters)
    #expect(try index.search(vectors, answerCount: 1, searchListSize: 5).answers[0].points.isEmpty)
    try index.insert(vectors, tags: (1...400).map { 10 * $0 }, team: team)
    for (row, answer) in try index.search(vectors, answerCount: 1, searchListSize: 20).answers
      .enumerated()
    {
      #expect(answer.points == [NodeDistance(node: NodeID(10 * (row + 1)), distance: 0)])
    }
    try index.delete(tags: (1...100).map { 10 * $0 })
    #expect(index.pointCount == 300 && index.deletedCount == 100)
    let lazy = try index.search(vectors, answerCount: 5, searchListSize: 40).answers
    #expect(lazy.allSatisfy { $0.points.allSatisfy { $0.node > 1000 } && $0.points.count == 5 })
    let done = try index.consolidate(team: team)
    #expect(done.releasedCount == 100 && done.repairedCount > 0 && index.deletedCount == 0)
    let live = Dictionary(uniqueKeysWithValues: (100..<400).map { (NodeID(10 * ($0 + 1)), $0) })
    // A quarter of them are deleted points.
    #expect(try recall(index, vectors, live: live, queries: vectors) > 0.97)
  }

  @Test("the same updates give the same files at any number of threads")
  func deterministic() throws {
    let vectors = try SampleVectors.clusters(count: 500, dimension: 6, clusterCount: 5, seed: 8)
    let folder = try TemporaryFolder()
    var files: [[Data]] = []
    for threadCount in [1, 3] {
      let team = WorkerTeam(workerCount: threadCount)
      let index = try DynamicIndex(
        capacity: 400, dimension: 6, elementType: .float32, parameters: parameters)
      try index.insert(rows(0..<400, of: vectors), tags: (1...400).map { $0 }, team: team)
      try index.delete(tags: (51...150).map { $0 })
      try index.consolidate(team: team)
      try index.insert(rows(400..<500, of: vectors), tags: (401...500).map { $0 }, team: team)
      let target = MemoryIndexFiles(prefix: folder.file("ann\(threadCount)"))
      try index.write(to: target, team: team)
      files.append(
        try [target.graph, target.data, target.tags].map {
          try Data(contentsOf: URL(fileURLWithPath: $0))
        })
    }
    #expect(files[0] == files[1])
  }

  @Test("recall stays within a point over a stream that replaces every point twice")
  func stream() throws {
    let count = 600
    let vectors = try SampleVectors.clusters(
      count: 3 * count, dimension: 10, clusterCount: 9, seed: 2)
    let queries = try SampleVectors.clusters(count: 60, dimension: 10, clusterCount: 9, seed: 2)
    let team = WorkerTeam(workerCount: 2)
    let index = try DynamicIndex(
      capacity: count + 60, dimension: 10, elementType: .float32, parameters: parameters)
    try index.insert(
      rows(0..<count, of: vectors), tags: (1...NodeID(count)).map { $0 }, team: team)
    var live = Dictionary(uniqueKeysWithValues: (0..<count).map { (NodeID($0 + 1), $0) })
    let before = try recall(index, vectors, live: live, queries: queries)
    for start in stride(from: 0, to: 2 * count, by: 60) {
      let old = (start..<start + 60).map { NodeID($0 + 1) }
      try index.delete(tags: old)
      for tag in old { live[tag] = nil }
      let fresh = start + count..<start + count + 60
      try index.insert(rows(fresh, of: vectors), tags: fresh.map { NodeID($0 + 1) }, team: team)
      for row in fresh { live[NodeID(row + 1)] = row }
      try index.consolidate(team: team)
    }
    #expect(index.pointCount == count && index.deletedCount == 0)
    let after = try recall(index, vectors, live: live, queries: queries)
    #expect(before > 0.95 && after > before - 0.01, "\(before) before, \(after) after")
  }

  @Test("searches go on during updates, and answer with points that live before or after")
  func concurrent() throws {
    let vectors = try SampleVectors.clusters(count: 900, dimension: 6, clusterCount: 4, seed: 6)
    let team = WorkerTeam(workerCount: 2)
    let index = try DynamicIndex(
      capacity: 330, dimension: 6, elementType: .float32, parameters: parameters)
    try index.insert(rows(0..<300, of: vectors), tags: (1...300).map { $0 }, team: team)
    let isDone = Atomic<Bool>(false)
    let searches = Locked(0)
    let faults = Locked<[String]>([])
    let readers = (0..<2).map { _ in
      let ended = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        while !isDone.load(ordering: .relaxed) {
          let batch = try? index.search(
            rows(0..<20, of: vectors), answerCount: 5, searchListSize: 20)
          searches.withLock { $0 += 1 }
          for answer in batch?.answers ?? [] where Set(answer.points.map(\.node)).count != 5 {
            faults.withLock { $0.append("\(answer.points)") }
          }
        }
        ended.signal()
      }
      return ended
    }
    for start in stride(from: 0, to: 600, by: 30) {
      let fresh = start + 300..<start + 330
      try index.insert(rows(fresh, of: vectors), tags: fresh.map { NodeID($0 + 1) }, team: team)
      try index.delete(tags: (start..<start + 30).map { NodeID($0 + 1) })
      try index.consolidate(team: team)
    }
    isDone.store(true, ordering: .relaxed)
    for reader in readers { reader.wait() }
    #expect(searches.withLock { $0 } > 0 && faults.withLock { $0 } == [])
    #expect(index.pointTags == (601...900).map { $0 })
  }

  @Test("written files open as the same index", arguments: ElementType.allCases)
  func files(type: ElementType) throws {
    let vectors = try SampleVectors.matrix(type, count: 150, dimension: 7, seed: 12)
    let team = WorkerTeam(workerCount: 1)
    let index = try DynamicIndex(
      capacity: 200, dimension: 7, elementType: type, parameters: parameters)
    try index.insert(vectors, tags: (1...150).map { 3 * $0 }, team: team)
    try index.delete(tags: [3, 30, 300])
    let folder = try TemporaryFolder()
    let files = MemoryIndexFiles(prefix: folder.file("ann"))
    try index.write(to: files, team: team)
    let stored = try MemoryIndex(prefix: files.prefix, elementType: type)
    #expect(stored.graph.nodeCount == 148 && stored.frozenPointCount == 1)
    #expect(stored.graph.medoid == 147 && stored.tags.liveCount == 147)
    let again = try DynamicIndex(stored, capacity: 160, parameters: parameters)
    let expected = try index.search(vectors, answerCount: 6, searchListSize: 40).answers
    for answers in [
      try stored.search(vectors, answerCount: 6, searchListSize: 40).answers,
      try again.search(vectors, answerCount: 6, searchListSize: 40).answers,
    ] {
      let distances = answers.map { $0.points.map(\.distance) }
      #expect(distances == expected.map { $0.points.map(\.distance) })
    }
    try again.insert(
      rows(0..<1, of: vectors), tags: [3], team: team)
    let found = try again.search(vectors, answerCount: 1, searchListSize: 40).answers[0]
    #expect(found.points == [NodeDistance(node: 3, distance: 0)])
  }

  @Test("impossible updates are refused and change nothing")
  func refusals() throws {
    let vectors = try SampleVectors.matrix(.uint8, count: 20, dimension: 4, seed: 1)
    let team = WorkerTeam(workerCount: 1)
    let index = try DynamicIndex(
      capacity: 20, dimension: 4, elementType: .uint8, parameters: parameters)
    let ten = rows(0..<10, of: vectors)
    try index.insert(ten, tags: (1...10).map { $0 }, team: team)
    let bad: [[NodeID]] = [
      [0] + (11...19).map { $0 }, (10...19).map { $0 }, [NodeID](repeating: 99, count: 10),
    ]
    for tags in bad {
      #expect(throws: IndexError.self) { try index.insert(ten, tags: tags, team: team) }
    }
    #expect(throws: IndexError.self) { try index.delete(tags: [1, 11]) }
    #expect(index.pointCount == 10 && index.deletedCount == 0)
    try index.delete(tags: (1...10).map { $0 })
    try index.consolidate(team: team)
    let empty = try index.search(vectors, answerCount: 2, searchListSize: 4).answers
    #expect(empty.allSatisfy { $0.points.isEmpty })
    let folder = try TemporaryFolder()
    #expect(throws: IndexError.self) {
      try index.write(to: MemoryIndexFiles(prefix: folder.file("ann")), team: team)
    }
  }
}
