import Foundation
import TestSupport
import Testing
import VectorData

@testable import Vamana

@Suite("Shards")
struct ShardTests {
  private let folder: TemporaryFolder
  private let files: ShardFiles

  init() throws {
    folder = try TemporaryFolder()
    files = ShardFiles(graphPath: folder.file("graph"))
  }

  private func centres(of matrix: VectorMatrix, count: Int, workers: Int = 2) throws -> ShardCentres
  {
    try ShardCentres(
      of: matrix, count: count, seed: 3, team: WorkerTeam(workerCount: workers),
      control: JobControl())
  }

  private func ids(_ shard: Int) throws -> [NodeID] {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: files.ids(shard)))
    return bytes.dropFirst(8).withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: NodeID.self) }
    }
  }

  // MARK: Partition

  @Test("centres are the same for any team, and each is the mean of what is nearest to it")
  func means() throws {
    let matrix = try SampleVectors.clusters(count: 300, dimension: 5, clusterCount: 4, seed: 1)
    let found = try centres(of: matrix, count: 4)
    #expect(try centres(of: matrix, count: 4, workers: 5).components == found.components)
    for centre in 0..<4 {
      let members = (0..<300).filter { found.ranking(of: matrix.floats(row: $0))[0] == centre }
      #expect(!members.isEmpty)
      for column in 0..<5 {
        let mean = members.reduce(0) { $0 + Double(matrix.floats(row: $1)[column]) }
        let difference =
          mean / Double(members.count) - Double(found.components[centre * 5 + column])
        #expect(abs(difference) < 0.05)
      }
    }
  }

  @Test("every row goes to its two nearest centres", arguments: ElementType.allCases)
  func twoNearest(type: ElementType) throws {
    let matrix = try SampleVectors.matrix(type, count: 500, dimension: 7, seed: 2)
    let centres = try centres(of: matrix, count: 5)
    let (counts, order) = try ShardPartition.write(
      matrix, centres: centres, capacity: 500, files: files, team: WorkerTeam(workerCount: 3),
      control: JobControl())
    #expect(counts.reduce(0, +) == 1000)
    var shards = [Set<Int>](repeating: [], count: 500)
    for (shard, centre) in order.enumerated() {
      let ids = try ids(shard)
      let vectors = try BinFile.open(path: files.vectors(shard), elementType: type)
      #expect(ids == ids.sorted() && ids.count == counts[shard] && vectors.count == ids.count)
      for (place, id) in ids.enumerated() {
        shards[Int(id)].insert(centre)
        #expect(vectors.floats(row: place) == matrix.floats(row: Int(id)))
      }
    }
    for row in 0..<500 {
      #expect(shards[row] == Set(centres.ranking(of: matrix.floats(row: row)).prefix(2)))
    }
  }

  @Test(
    "a full shard sends rows on to the next, even where all rows are alike", arguments: [1, 300])
  func capacity(distinct: Int) throws {
    let matrix = try SampleVectors.matrix(
      .uint8, count: 300, dimension: 4, seed: 4, distinct: distinct)
    let (counts, order) = try ShardPartition.write(
      matrix, centres: centres(of: matrix, count: 6), capacity: 110, files: files,
      team: WorkerTeam(workerCount: 2), control: JobControl())
    #expect(counts.allSatisfy { (1...110).contains($0) } && counts.count == order.count)
    var copies = [Int](repeating: 0, count: 300)
    for shard in counts.indices { for id in try ids(shard) { copies[Int(id)] += 1 } }
    #expect(copies.allSatisfy { $0 == 2 })
  }

  // MARK: Merge

  private func writeShard(_ number: Int, _ lists: [[NodeID]], ids: [NodeID], of total: Int) throws {
    let graph = try VamanaGraph(lists: lists, medoid: 0)
    try ids.withUnsafeBufferPointer {
      try ShardGraphFile.write(graph, ids: $0, totalCount: total, to: files.graph(number))
    }
  }

  private func merge(_ shardCount: Int, nodes: Int, maxDegree: Int) throws(IndexError) -> [[NodeID]]
  {
    let path = folder.file("graph")
    let medoids = try ShardMerge.merge(
      files, shardCount: shardCount, nodeCount: nodes,
      parameters: VamanaParameters(maxDegree: maxDegree), to: path, control: JobControl())
    var stream = try MemoryGraphStream(path: path, nodeCount: nodes)
    #expect(stream.maxObservedDegree == maxDegree && stream.medoid == medoids.last)
    var lists: [[NodeID]] = []
    for node in 0..<NodeID(nodes) { lists.append(Array(try stream.neighbours(of: node))) }
    try stream.finish()
    return lists
  }

  @Test("a node gets its neighbours of all shards, each once")
  func union() throws {
    try writeShard(0, [[1, 2], [0], [1]], ids: [0, 1, 3], of: 4)
    try writeShard(1, [[1, 2], [2], [0, 1]], ids: [1, 2, 3], of: 4)
    let lists = try merge(2, nodes: 4, maxDegree: 3)
    #expect(lists.map { $0.sorted() } == [[1, 3], [0, 2, 3], [3], [1, 2]])
  }

  @Test("a list that is too long is cut to R of its members, and all nodes stay within reach")
  func cut() throws {
    let matrix = try SampleVectors.matrix(.uint8, count: 400, dimension: 6, seed: 5)
    var parameters = VamanaParameters(maxDegree: 8, searchListSize: 16)
    parameters.saturates = false
    let (counts, _) = try ShardPartition.write(
      matrix, centres: centres(of: matrix, count: 3), capacity: 400, files: files,
      team: WorkerTeam(workerCount: 2), control: JobControl())
    var unions = [Set<NodeID>](repeating: [], count: 400)
    var medoids: [NodeID] = []
    for shard in counts.indices {
      let ids = try ids(shard)
      let graph = try VamanaBuilder.build(
        BinFile.open(path: files.vectors(shard), elementType: .uint8), parameters: parameters,
        team: WorkerTeam(workerCount: 2), control: JobControl())
      medoids.append(ids[Int(graph.medoid)])
      for (place, id) in ids.enumerated() {
        unions[Int(id)].formUnion(graph.neighbours(of: NodeID(place)).map { ids[Int($0)] })
      }
      try ids.withUnsafeBufferPointer {
        try ShardGraphFile.write(graph, ids: $0, totalCount: 400, to: files.graph(shard))
      }
    }
    let lists = try merge(counts.count, nodes: 400, maxDegree: 8)
    #expect(unions.contains { $0.count > 8 })
    for (list, union) in zip(lists, unions) {
      #expect(Set(list).isSubset(of: union) && Set(list).count == min(union.count, 8))
      #expect(list.count == Set(list).count)
    }
    var reached = Set(medoids)
    var waiting = medoids
    while let node = waiting.popLast() {
      for next in lists[Int(node)] where reached.insert(next).inserted { waiting.append(next) }
    }
    #expect(reached.count == 400)
    #expect(try merge(counts.count, nodes: 400, maxDegree: 8) == lists)
  }

  @Test("shards that do not fit together are named")
  func faults() throws {
    try writeShard(0, [[1], [0]], ids: [0, 1], of: 4)
    try writeShard(1, [[1], [0]], ids: [1, 3], of: 4)
    let missing = #expect(throws: IndexError.self) {
      _ = try merge(2, nodes: 4, maxDegree: 3)
    }
    guard case .malformed(files.graph(0), nil, "node 2", _, _) = missing else {
      Issue.record("\(String(describing: missing))")
      return
    }
    let path = files.graph(1)
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    // Bytes of the header and the first node, and what they are replaced with.
    for (offset, word, field) in [
      (0, 7, "file size field"), (8, 5, "nodes of the data"), (16, 0, "nodes of the shard"),
      (24, 9, "largest degree"), (28, 4, "medoid"), (32, 4, "node"), (36, 2, "degree of node 1"),
      (40, 1, "neighbour of node 1"), (40, 4, "neighbour of node 1"),
    ] {
      var damaged = whole
      damaged.replaceSubrange(
        offset..<offset + 4, with: withUnsafeBytes(of: UInt32(word).littleEndian) { Data($0) })
      try damaged.write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: IndexError.self) { try merge(2, nodes: 4, maxDegree: 3) }
      guard case .malformed(path, _, field, _, _) = error else {
        Issue.record("\(field): \(String(describing: error))")
        continue
      }
    }
  }
}
