import Foundation
import Synchronization
import TestSupport
import Testing
import VectorData

@testable import Vamana

@Suite("Dynamic index with labels")
struct DynamicLabelTests {
  private let parameters = VamanaParameters(maxDegree: 14, searchListSize: 32, saturates: false)

  /// What the point with this tag carries: one of two halves, one of five, one in 30 `rare`, one in 40 nothing but
  /// what passes every filter.
  private static func names(of tag: NodeID) -> [String] {
    if tag % 40 == 7 { return ["any"] }
    return ["half\(tag % 2)", "fifth\(tag % 5)"] + (tag % 30 == 11 ? ["rare"] : [])
  }

  private static let everyName = [
    "half0", "half1", "fifth0", "fifth1", "fifth2", "fifth3", "fifth4", "rare",
  ]

  private func labels(of tags: [NodeID]) -> PointLabels {
    let carried = tags.map(Self.names)
    let names = Array(Set(carried.joined())).sorted()
    let pairs = carried.enumerated().flatMap { row, own in
      names.indices.filter { own.contains(names[$0]) }.map {
        (node: NodeID(row), label: UInt32($0))
      }
    }
    return PointLabels(names: names, nodeCount: tags.count, pairs: pairs, universal: nil)
  }

  private func passes(_ tag: NodeID, _ name: String) -> Bool {
    let own = Self.names(of: tag)
    return own.contains(name) || own.contains("any")
  }

  private func index(capacity: Int, dimension: Int, universal: Bool = true) throws -> DynamicIndex {
    try DynamicIndex(
      capacity: capacity, dimension: dimension, elementType: .float32, parameters: parameters,
      labelling: DynamicIndex.Labelling(universal: universal ? "any" : nil))
  }

  /// Inserts rows of `vectors` under their numbers and one.
  private func insert(
    _ rows: Range<Int>, of vectors: VectorMatrix, into index: DynamicIndex, _ team: WorkerTeam
  ) throws {
    let tags = rows.map { NodeID($0 + 1) }
    try index.insert(vectors.rows(rows), tags: tags, labels: labels(of: tags), team: team)
  }

  /// The share of the K nearest of `live` that pass which walks under `name` answer with; every answer has to
  /// pass.
  private func recall(
    _ index: DynamicIndex, _ vectors: VectorMatrix, live: Range<Int>, name: String,
    queries: VectorMatrix, strategy: FilterStrategy = .walk
  ) throws -> Double {
    let answers = try index.search(
      queries, answerCount: 5, searchListSize: 40, filters: [FilterExpression(name)],
      strategy: strategy
    ).answers
    let passing = live.filter { passes(NodeID($0 + 1), name) }
      .map { (node: NodeID($0 + 1), row: $0) }
    var (hits, total) = (0, 0)
    for (query, answer) in answers.enumerated() {
      let nearest = BruteForce.nearest(5, to: queries.row(query), of: vectors, among: passing)
      #expect(answer.points.allSatisfy { passes($0.node, name) })
      hits += Set(nearest).intersection(answer.points.map(\.node)).count
      total += nearest.count
    }
    return Double(hits) / Double(total)
  }

  @Test("filtered recall stays over a stream that replaces every point twice, and in its files")
  func stream() throws {
    let count = 360
    let vectors = try SampleVectors.clusters(
      count: 3 * count, dimension: 8, clusterCount: 7, seed: 2)
    let queries = try SampleVectors.clusters(count: 30, dimension: 8, clusterCount: 7, seed: 2)
    let team = WorkerTeam(workerCount: 2)
    let index = try index(capacity: 300, dimension: 8)
    try insert(0..<count, of: vectors, into: index, team)
    var before: [String: Double] = [:]
    for name in Self.everyName {
      before[name] = try recall(index, vectors, live: 0..<count, name: name, queries: queries)
    }
    for start in stride(from: 0, to: 2 * count, by: 60) {
      try index.delete(tags: (start..<start + 60).map { NodeID($0 + 1) })
      try insert(start + count..<start + count + 60, of: vectors, into: index, team)
      if start % 120 == 60 { try index.consolidate(team: team) }
    }
    let live = 2 * count..<3 * count
    let folder = try TemporaryFolder()
    let files = MemoryIndexFiles(prefix: folder.file("ann"))
    try index.write(to: files, team: team)
    let stored = try MemoryIndex(prefix: files.prefix, elementType: .float32)
    let found = try #require(
      try IndexLabels.readIfPresent(files: files.labelFiles, nodeCount: count + 1))
    let again = try DynamicIndex(
      stored, labels: found, capacity: count, parameters: parameters)
    for name in Self.everyName {
      for index in [index, again] {
        let after = try recall(index, vectors, live: live, name: name, queries: queries)
        let first = before[name] ?? 0
        #expect(first >= 0.95 && after >= first - 0.02, "\(name): \(first), then \(after)")
        guard name == "rare" else { continue }
        let scan = try recall(
          index, vectors, live: live, name: name, queries: queries, strategy: .scan)
        #expect(scan == 1)
      }
      let start = try #require(found.starts[name])
      let passing = found.labels.passing(label: try #require(found.labels.number(of: name)))
      #expect(stored.graph.reachableCount(from: start, within: passing) >= passing.count - 1)
    }
    #expect(again.labelCounts == index.labelCounts)
    // 1.3 R, however often files are read and written.
    for _ in 0..<3 {
      try DynamicIndex(
        MemoryIndex(prefix: files.prefix, elementType: .float32),
        labels: IndexLabels.readIfPresent(files: files.labelFiles, nodeCount: count + 1),
        capacity: count, parameters: parameters
      ).write(to: files, team: team)
    }
    let last = try MemoryIndex(prefix: files.prefix, elementType: .float32)
    #expect(stored.graph.width <= 18 && last.graph.width <= 18)
    #expect(
      index.labelCounts["rare"] == live.count { Self.names(of: NodeID($0 + 1)).contains("rare") })
  }

  @Test("the same updates give the same files at any number of threads")
  func deterministic() throws {
    let vectors = try SampleVectors.matrix(.float32, count: 300, dimension: 6, seed: 4)
    let folder = try TemporaryFolder()
    var files: [[Data]] = []
    for threadCount in [1, 3] {
      let team = WorkerTeam(workerCount: threadCount)
      let index = try index(capacity: 60, dimension: 6, universal: threadCount > 0)
      try insert(0..<200, of: vectors, into: index, team)
      try index.delete(tags: (21...90).map { $0 })
      try index.consolidate(team: team)
      try insert(200..<300, of: vectors, into: index, team)
      try index.delete(tags: [1, 2, 3])
      let target = MemoryIndexFiles(prefix: folder.file("ann\(threadCount)"))
      try index.write(to: target, team: team)
      files.append(
        try ([target.graph, target.data, target.tags] + target.labelFiles.all).map {
          try Data(contentsOf: URL(fileURLWithPath: $0))
        })
    }
    #expect(files[0] == files[1])
  }

  @Test("a label that loses its last point answers nothing, at once, later and in files")
  func lostLabel() throws {
    let vectors = try SampleVectors.matrix(.float32, count: 200, dimension: 5, seed: 8)
    let team = WorkerTeam(workerCount: 2)
    let index = try index(capacity: 200, dimension: 5, universal: false)
    try insert(0..<200, of: vectors, into: index, team)
    let rare = (1...200).filter { $0 % 30 == 11 }.map { NodeID($0) }
    let found = { (index: DynamicIndex, name: String, strategy: FilterStrategy) in
      try index.search(
        vectors.rows(0..<4), answerCount: 9, searchListSize: 30,
        filters: [FilterExpression(name)], strategy: strategy
      ).answers.map(\.points.count)
    }
    for strategy in [FilterStrategy.walk, .scan] {
      #expect(try found(index, "rare", strategy) == [7, 7, 7, 7])
    }
    try index.delete(tags: Array(rare.dropLast()))
    #expect(try found(index, "rare", .walk) == [1, 1, 1, 1])
    try index.delete(tags: [rare[6]])
    #expect(index.labelCounts["rare"] == 0)
    for isConsolidated in [false, true] {
      if isConsolidated { try index.consolidate(team: team) }
      for strategy in FilterStrategy.allCases {
        #expect(try found(index, "rare", strategy) == [0, 0, 0, 0])
        #expect(try found(index, "rare OR half0", strategy) == [9, 9, 9, 9])
      }
    }
    #expect(throws: IndexError.self) { try found(index, "nobody", .scan) }
    #expect(throws: IndexError.self) { try found(index, "NOT rare", .walk) }
    let folder = try TemporaryFolder()
    let files = MemoryIndexFiles(prefix: folder.file("ann"))
    try index.write(to: files, team: team)
    let stored = try MemoryIndex(prefix: files.prefix, elementType: .float32)
    let labels = try #require(
      try IndexLabels.readIfPresent(files: files.labelFiles, nodeCount: 194))
    for strategy in FilterStrategy.allCases {
      let filter = try labels.filter(FilterExpression("rare"), strategy: strategy)
      let batch = try stored.search(
        vectors.rows(0..<4), answerCount: 9, searchListSize: 30, filters: [filter])
      #expect(batch.answers.allSatisfy { $0.points.isEmpty })
    }
    let again = try DynamicIndex(stored, labels: labels, capacity: 200, parameters: parameters)
    #expect(try found(again, "rare", .walk) == [0, 0, 0, 0])
    try again.insert(
      vectors.rows(0..<1), tags: [11],
      labels: PointLabels(names: ["rare"], nodeCount: 1, pairs: [(0, 0)], universal: nil),
      team: team)
    #expect(try found(again, "rare", .walk) == [1, 1, 1, 1])
  }

  @Test("points of a new label that come together are found by walks over it")
  func newLabel() throws {
    let vectors = try SampleVectors.clusters(count: 900, dimension: 6, clusterCount: 5, seed: 3)
    let team = WorkerTeam(workerCount: 2)
    let index = try index(capacity: 900, dimension: 6)
    try insert(0..<700, of: vectors, into: index, team)
    let fresh = PointLabels(
      names: ["new"], nodeCount: 200, pairs: (0..<200).map { (node: $0, label: 0) },
      universal: nil)
    try index.insert(
      vectors.rows(700..<900), tags: (701...900).map { $0 }, labels: fresh, team: team)
    let answers = try index.search(
      vectors.rows(700..<900), answerCount: 1, searchListSize: 30,
      filters: [FilterExpression("new")], strategy: .walk
    ).answers
    let found = answers.enumerated().count { $1.points.first?.node == NodeID(701 + $0) }
    #expect(found >= 194)
  }

  @Test("searches under filters go on during updates, and answer with what passes")
  func concurrent() throws {
    let vectors = try SampleVectors.clusters(count: 900, dimension: 6, clusterCount: 4, seed: 6)
    let team = WorkerTeam(workerCount: 2)
    let index = try index(capacity: 100, dimension: 6)
    try insert(0..<300, of: vectors, into: index, team)
    let isDone = Atomic<Bool>(false)
    let searches = Locked(0)
    let faults = Locked<[String]>([])
    let readers = [FilterStrategy.walk, .scan].map { strategy in
      let ended = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        while !isDone.load(ordering: .relaxed) {
          for name in ["half0", "fifth3", "rare"] {
            let batch = try? index.search(
              vectors.rows(0..<10), answerCount: 5, searchListSize: 20,
              filters: [FilterExpression(name)], strategy: strategy)
            searches.withLock { $0 += 1 }
            for point in (batch?.answers ?? []).flatMap(\.points)
            where !self.passes(point.node, name) {
              faults.withLock { $0.append("\(name): \(point)") }
            }
            if batch == nil { faults.withLock { $0.append("\(name): an error") } }
          }
        }
        ended.signal()
      }
      return ended
    }
    for start in stride(from: 0, to: 600, by: 30) {
      try insert(start + 300..<start + 330, of: vectors, into: index, team)
      try index.delete(tags: (start..<start + 30).map { NodeID($0 + 1) })
      try index.consolidate(team: team)
    }
    isDone.store(true, ordering: .relaxed)
    for reader in readers { reader.wait() }
    #expect(searches.withLock { $0 } > 0 && faults.withLock { $0 } == [])
    #expect(index.pointTags == (601...900).map { $0 })
  }

  @Test("labels where there are none, and none where there are some, are refused")
  func refusals() throws {
    let vectors = try SampleVectors.matrix(.float32, count: 20, dimension: 4, seed: 1)
    let team = WorkerTeam(workerCount: 1)
    let tags = (1...20).map { NodeID($0) }
    let labelled = try index(capacity: 20, dimension: 4)
    #expect(throws: IndexError.self) { try labelled.insert(vectors, tags: tags, team: team) }
    let plain = try DynamicIndex(
      capacity: 20, dimension: 4, elementType: .float32, parameters: parameters)
    #expect(throws: IndexError.self) {
      try plain.insert(vectors, tags: tags, labels: labels(of: tags), team: team)
    }
    #expect(throws: IndexError.self) {
      try plain.search(
        vectors, answerCount: 1, searchListSize: 4, filters: [FilterExpression("half0")])
    }
    #expect(labelled.pointCount == 0 && plain.pointCount == 0 && plain.labelCounts.isEmpty)
  }
}

@Suite("Batches of an insertion")
struct DynamicBatchesTests {
  private func batches(_ carried: [[Int]], size: Int, labelCount: Int) -> [[Int]] {
    var counts = [Int](repeating: 0, count: labelCount)
    var batches = DynamicBatches(rowCount: carried.count, carried: carried)
    var all: [[Int]] = []
    while true {
      let batch = batches.nextBatch(size: size, counts: counts)
      guard !batch.isEmpty else { return all }
      for label in 0..<labelCount {
        let count = batch.count { carried[$0].contains(label) }
        #expect(count <= max(1, counts[label]))
        counts[label] += count
      }
      all.append(batch)
    }
  }

  @Test("each row comes once, and of a label no more than are there")
  func doubling() {
    let new = batches(Array(repeating: [0], count: 20), size: 8, labelCount: 1)
    #expect(new.map(\.count) == [1, 1, 2, 4, 8, 4] && Array(new.joined()) == Array(0..<20))
    var generator = SeededGenerator(seed: 3)
    for size in [1, 5, 40] {
      let carried = (0..<200).map { _ in
        Array(Set((0..<2).map { _ in generator.nextIndex(below: 7) }))
      }
      let some = batches(carried, size: size, labelCount: 7)
      #expect(some.allSatisfy { $0.count <= size } && some.joined().sorted() == Array(0..<200))
    }
  }

  @Test("without labels they are as large as they may be")
  func plain() {
    var batches = DynamicBatches(rowCount: 10, carried: [])
    let found = (0..<4).map { _ in batches.nextBatch(size: 4, counts: []) }
    #expect(found == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9], []])
  }
}
