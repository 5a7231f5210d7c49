import VectorData

/// Where searches start: the medoid, or for a sharded build one start node per shard.
public struct EntryPoints: Sendable, Equatable {
  /// The start nodes, at least one.
  public let nodes: [NodeID]
  /// `[nodes.count][dimension]`, what the query is compared with; empty for a single start node.
  let centroids: [Float]
  private let dimension: Int

  /// Bytes held.
  var residentBytes: Int { nodes.count * 4 + centroids.count * 4 }

  /// One start node for all searches.
  public init(medoid: NodeID) {
    nodes = [medoid]
    centroids = []
    dimension = 0
  }

  init(nodes: [NodeID], centroids: [Float], dimension: Int) {
    precondition(!nodes.isEmpty && centroids.count == nodes.count * dimension)
    self.nodes = nodes
    self.centroids = centroids
    self.dimension = dimension
  }

  /// The start node whose centre is nearest to `query` by squared L2, and how many were compared.
  func nearest(to query: UnsafePointer<Float>) -> (node: NodeID, comparisonCount: Int) {
    guard nodes.count > 1 else { return (nodes[0], 0) }
    let kernel = DistanceKernel.squaredL2(.float32).function
    return centroids.withUnsafeBytes { bytes in
      var best = (node: nodes[0], distance: Float.infinity)
      for (row, node) in nodes.enumerated() {
        guard let start = bytes.baseAddress else { break }
        let distance = kernel(query, start + row * dimension * 4, dimension)
        if distance < best.distance { best = (node, distance) }
      }
      return (best.node, nodes.count)
    }
  }

  /// Reads the start nodes of a sharded build, or takes the medoid of the header.
  ///
  /// Without a file of centres the vectors of the start nodes are their centres.
  ///
  /// - Throws: `IndexError.malformed` or `mismatch` when a file is damaged or of another index.
  static func read(
    files: IndexFiles, content: RecordContent, file: PageFile
  ) throws(IndexError) -> EntryPoints {
    let (layout, dimension) = (content.layout, content.dimension)
    guard fileExists(files.medoids) else { return EntryPoints(medoid: layout.medoid) }
    let nodes = try readNodes(path: files.medoids, nodeCount: layout.nodeCount) {
      fault throws(IndexError) in throw fault
    }
    let centroids =
      fileExists(files.centroids)
      ? try readCentroids(path: files.centroids, count: nodes.count, dimension: dimension)
      : try readVectors(of: nodes, content: content, file: file)
    return EntryPoints(nodes: nodes, centroids: centroids, dimension: dimension)
  }

  /// The start nodes in the file at `path`; those that do not exist are told to `report`, which goes on or
  /// throws.
  static func readNodes(
    path: String, nodeCount: Int, report: (IndexError) throws(IndexError) -> Void
  ) throws(IndexError) -> [NodeID] {
    let file = try MappedFile(path: path)
    let block = try BinBlock(in: file.bytes, elementBytes: 4, path: path)
    try block.requireEnd(byteCount: file.bytes.count, path: path)
    guard block.columns == 1 else {
      throw .malformed(
        path: path, offset: 4, field: "column count", expected: "1", found: "\(block.columns)")
    }
    let nodes = (0..<block.rows).map {
      file.bytes.loadUnaligned(fromByteOffset: block.dataOffset + $0 * 4, as: NodeID.self)
    }
    for (row, node) in nodes.enumerated() where Int(node) >= nodeCount {
      try report(
        .malformed(
          path: path, offset: Int64(block.dataOffset + row * 4), field: "start node",
          expected: "below \(nodeCount)", found: "\(node)"))
    }
    return nodes
  }

  private static func readCentroids(
    path: String, count: Int, dimension: Int
  ) throws(IndexError) -> [Float] {
    let matrix = try BinFile.open(path: path, elementType: .float32)
    guard matrix.count == count, matrix.dimension == dimension else {
      throw .mismatch(
        path: path, field: "shape", expected: "\(count) x \(dimension)",
        found: "\(matrix.count) x \(matrix.dimension)")
    }
    return (0..<count).flatMap { matrix.floats(row: $0) }
  }

  private static func readVectors(
    of nodes: [NodeID], content: RecordContent, file: PageFile
  ) throws(IndexError) -> [Float] {
    var centroids = [Float](repeating: 0, count: nodes.count * content.dimension)
    for (row, node) in nodes.enumerated() {
      let record = try file.readRecord(of: node, layout: content.layout)
      record.withUnsafeBytes { source in
        centroids.withUnsafeMutableBufferPointer { target in
          guard let vector = source.baseAddress, let start = target.baseAddress else { return }
          content.decode(vector, into: start + row * content.dimension)
        }
      }
    }
    return centroids
  }
}
