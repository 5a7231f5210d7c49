import Foundation
import TestSupport
import Testing
import VectorData

@testable import Vamana

@Suite("Shards that know labels")
struct LabelledShardTests {
  private static let count = 600
  private static let maxDegree = 16

  /// What a merge of three shards gives.
  private struct Merged {
    let graph: VamanaGraph
    let starts: [[NodeID]]
    let labels: PointLabels
    let vectors: VectorMatrix
  }

  private func merged(universal: Bool, workers: Int = 2) throws -> Merged {
    let folder = try TemporaryFolder()
    let files = ShardFiles(graphPath: folder.file("graph"))
    let vectors = try SampleVectors.clusters(
      count: Self.count, dimension: 8, clusterCount: 6, seed: 6)
    let labels = try SampleLabels.labels(count: Self.count, universal: universal)
    let team = WorkerTeam(workerCount: workers)
    let centres = try ShardCentres(
      of: vectors, count: 3, seed: 3, team: team, control: JobControl())
    let (counts, _) = try ShardPartition.write(
      vectors, centres: centres, capacity: Self.count, files: files, team: team,
      control: JobControl())
    var parameters = VamanaParameters(maxDegree: Self.maxDegree, searchListSize: 32)
    parameters.saturates = false
    var places = [[ShardLabels.Start]](repeating: [], count: labels.names.count)
    for shard in counts.indices {
      let part = try BinFile.open(path: files.vectors(shard), elementType: .float32)
      try ids(files.ids(shard)).withUnsafeBufferPointer { ids in
        let own = labels.restricted(to: ids)
        var narrow = parameters
        narrow.maxDegree = Self.maxDegree * 2 / 3
        let linked = try LabelledShard.link(
          part, sketch: nil, labels: own.labels, parameters: narrow, mergedDegree: Self.maxDegree,
          team: team, control: JobControl())
        try ShardGraphFile.write(
          linked, ids: ids, totalCount: Self.count, to: files.graph(shard))
        for (label, start) in zip(own.numbers, linked.starts) {
          places[label].append(ShardLabels.Start(shard: shard, node: ids[Int(start)]))
        }
      }
    }
    let shardLabels = try ShardLabels(labels, places: places)
    let path = folder.file("graph")
    _ = try ShardMerge.merge(
      files, shardCount: counts.count, nodeCount: Self.count, parameters: parameters,
      labels: shardLabels, to: path, control: JobControl())
    return Merged(
      graph: try MemoryGraphFile.read(path: path).graph, starts: shardLabels.starts,
      labels: labels, vectors: vectors)
  }

  private func ids(_ path: String) throws -> [NodeID] {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    return bytes.dropFirst(8).withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: NodeID.self) }
    }
  }

  @Test(
    "from each start of a label alone a walk comes to all of its points", arguments: [false, true])
  func reached(universal: Bool) throws {
    let merged = try merged(universal: universal)
    #expect(merged.graph.faults(maxDegree: Self.maxDegree) == [])
    for (label, starts) in merged.starts.enumerated() {
      let passing = merged.labels.passing(label: label)
      #expect(!starts.isEmpty && Set(starts).count == starts.count)
      for start in starts {
        #expect(passing.contains(start))
        #expect(
          merged.graph.reachableCount(from: [start], within: passing) == passing.count,
          "\(merged.labels.names[label]) from \(start)")
      }
    }
    #expect(merged.starts.contains { $0.count == 3 })
  }

  @Test("the merged graph is the same for any number of workers")
  func workers() throws {
    let (one, three) = (
      try merged(universal: true, workers: 1), try merged(universal: true, workers: 3)
    )
    #expect(one.starts == three.starts)
    for node in 0..<NodeID(Self.count) {
      #expect(one.graph.neighbours(of: node).elementsEqual(three.graph.neighbours(of: node)))
    }
  }

  @Test("walks find what they find in a graph of one piece")
  func recall() throws {
    let merged = try merged(universal: true)
    let whole = try LabelledGraph.build(
      merged.vectors, labels: merged.labels, kind: .filtered,
      parameters: VamanaParameters(maxDegree: Self.maxDegree, searchListSize: 32),
      team: WorkerTeam(workerCount: 2), control: JobControl())
    let queries = try SampleVectors.clusters(count: 60, dimension: 8, clusterCount: 6, seed: 6)
    let sharded = try recall(
      merged.graph, starts: merged.starts, labels: merged.labels, merged.vectors, queries)
    let single = try recall(
      whole.graph, starts: whole.starts.map { [$0] }, labels: merged.labels, merged.vectors,
      queries)
    for (label, name) in merged.labels.names.enumerated() {
      #expect(
        sharded[label] >= 0.95 && sharded[label] >= single[label] - 0.02,
        "\(name): \(sharded[label]), in one piece \(single[label])")
    }
  }

  /// Recall@5 of walks over each label, by brute force.
  private func recall(
    _ graph: VamanaGraph, starts: [[NodeID]], labels: PointLabels, _ vectors: VectorMatrix,
    _ queries: VectorMatrix
  ) throws -> [Double] {
    let folder = try TemporaryFolder()
    try MemoryGraphFile.write(graph, to: folder.file("ann"))
    try BinFile.write(vectors, to: folder.file("ann.data"))
    let index = try MemoryIndex(prefix: folder.file("ann"), elementType: .float32)
    return try labels.names.indices.map { label in
      let passing = labels.passing(label: label)
      let filter = SearchFilter(passing: passing, strategy: .walk(starts: [starts[label]]))
      let batch = try index.search(
        queries, answerCount: 5, searchListSize: 30, filters: [filter])
      let members = passing.nodes.map { (node: $0, row: Int($0)) }
      var hits = 0
      for (query, answer) in batch.answers.enumerated() {
        let nearest = BruteForce.nearest(5, to: queries.row(query), of: vectors, among: members)
        hits += Set(nearest).intersection(answer.points.map(\.node)).count
      }
      return Double(hits) / Double(5 * queries.count)
    }
  }

  @Test("labels of some rows are those that they carry, under their own numbers")
  func restricted() throws {
    let labels = try SampleLabels.labels(count: 120, universal: true)
    let rows = (0..<NodeID(120)).filter { $0 % 7 == 1 && $0 != 57 }
    let own = rows.withUnsafeBufferPointer { labels.restricted(to: $0) }
    #expect(own.labels.nodeCount == rows.count && own.labels.universal == nil)
    for (label, name) in labels.names.enumerated() {
      let carried = rows.indices.filter { labels.points(of: label).contains(rows[$0]) }
      let number = own.labels.number(of: name)
      #expect((number == nil) == carried.isEmpty)
      guard let number else { continue }
      #expect(own.numbers[number] == label)
      #expect(own.labels.points(of: number).elementsEqual(carried.map { NodeID($0) }))
    }
  }
}

@Suite("Edges that trees need")
struct NeededEdgesTests {
  private func graph() throws -> VamanaGraph {
    let vectors = try SampleVectors.matrix(.uint8, count: 300, dimension: 5, seed: 9)
    return try VamanaBuilder.build(
      vectors, parameters: VamanaParameters(maxDegree: 8, searchListSize: 16),
      team: WorkerTeam(workerCount: 1), control: JobControl())
  }

  @Test("they alone reach every node, one edge for each but the first")
  func spanning() throws {
    let graph = try graph()
    let needed = NeededEdges(
      graph: graph.rows, count: 300, maxDegree: graph.width, medoid: graph.medoid)
    var (seen, waiting) = (Set([graph.medoid]), [graph.medoid])
    var edgeCount = 0
    while let node = waiting.popLast() {
      let list = graph.neighbours(of: node)
      edgeCount += needed.count(of: node)
      for place in list.indices where needed.isNeeded(node, place) {
        if seen.insert(list[place]).inserted { waiting.append(list[place]) }
      }
    }
    #expect(seen.count == 300 && edgeCount == 299)
  }

  @Test("a tree over some nodes takes no more of a list than it may, and edges of others first")
  func limited() throws {
    let graph = try graph()
    var needed = NeededEdges(
      graph: graph.rows, count: 300, maxDegree: graph.width, medoid: graph.medoid)
    let before = (0..<NodeID(300)).map { needed.count(of: $0) }
    needed.beginWalk(at: graph.medoid)
    needed.follow(from: graph.medoid, limit: 2) { _ in true }
    #expect((0..<NodeID(300)).map { needed.count(of: $0) } == before)
    needed.beginWalk(at: 4)
    needed.follow(from: 4, limit: 3) { $0 % 4 == 0 }
    for node in 0..<NodeID(300) {
      let count = needed.count(of: node)
      #expect(count == before[Int(node)] || (count <= 3 && node % 4 == 0))
      #expect(node % 4 == 0 || !needed.isReached(node))
    }
  }
}
