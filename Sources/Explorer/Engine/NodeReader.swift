import DiskIndex
import VectorData

/// Reads nodes with their links for the Node screen.
struct NodeReader {
  let opened: OpenedIndex
  private let query: PreparedQuery?

  private var index: DiskIndex { opened.index }

  /// A reader that measures distances to the target of `request`, if there is one.
  init(_ opened: OpenedIndex, target request: NodeRequest) {
    self.opened = opened
    query = request.hasTarget ? PreparedQuery(opened, request.setting) : nil
  }

  /// A node and where its edges lead, each end by a read of its own.
  ///
  /// - Throws: as `DiskIndex.readNode`. A neighbour that cannot be read has no distances.
  func card(_ request: NodeRequest) throws(IndexError) -> NodeCard {
    let stored = try index.readNode(request.node)
    let vector = index.floats(of: stored)
    let cache = try opened.cache(nodeCount: request.setting.cacheNodeCount)
    return NodeCard(
      request: request, label: opened.label(of: request.node, withPicture: true),
      neighbours: stored.neighbours.map { link($0, from: vector) },
      sector: stored.sector, byteOffset: stored.byteOffset,
      recordBytes: index.layout.meanNodeBytes, packedPlace: packedPlace(of: request.node),
      isCached: cache.contains(index.node(ofRow: request.node)),
      queryDistance: query?.distance(to: vector),
      walkDistances: request.walk.map { step in
        floats(of: step).flatMap { query?.distance(to: $0) }
      })
  }

  private func packedPlace(of row: NodeID) -> PackedPlace? {
    guard index.layout.packing != nil else { return nil }
    let node = index.node(ofRow: row)
    let nodes = index.layout.nodes(beside: node)
    return PackedPlace(number: Int(node) - nodes.lowerBound + 1, count: nodes.count)
  }

  /// Who points to a node.
  ///
  /// - Throws: as `DiskIndex.forEachPredecessor`.
  func predecessors(of node: NodeID, control: JobControl) throws(IndexError) -> [NodeLink] {
    let vector = index.floats(of: try index.readNode(node))
    var links: [NodeLink] = []
    try index.forEachPredecessor(of: node, control: control) { stored in
      let other = index.floats(of: stored)
      links.append(
        NodeLink(
          node: stored.node, label: opened.label(of: stored.node, withPicture: false).line,
          distance: Self.squaredDistance(vector, other),
          queryDistance: query?.distance(to: other)))
    }
    return links
  }

  private func link(_ node: NodeID, from vector: [Float]) -> NodeLink {
    let other = floats(of: node)
    return NodeLink(
      node: node, label: opened.label(of: node, withPicture: false).line,
      distance: other.map { Self.squaredDistance(vector, $0) },
      queryDistance: other.flatMap { query?.distance(to: $0) })
  }

  private func floats(of node: NodeID) -> [Float]? {
    (try? index.readNode(node)).map { index.floats(of: $0) }
  }

  fileprivate static func squaredDistance(_ a: [Float], _ b: [Float]) -> Float {
    precondition(a.count == b.count, "vectors of one index")
    return a.withUnsafeBytes { a in
      b.withUnsafeBytes { b in
        guard let first = a.baseAddress, let second = b.baseAddress else { return 0 }
        return DistanceKernel.squaredL2(.float32).function(first, second, a.count / 4)
      }
    }
  }
}

/// A query made ready for the metric, as the search does it.
private struct PreparedQuery {
  private let vector: [Float]
  private let scale: MetricScale

  init?(_ opened: OpenedIndex, _ setting: SearchSetting) {
    guard let query = try? opened.query(of: setting) else { return nil }
    let preparation = opened.index.preparation
    var scale = MetricScale.identity
    vector = [Float](unsafeUninitializedCapacity: preparation.preparedDimension) { room, filled in
      guard let target = room.baseAddress else { return }
      scale = preparation.prepareQuery(
        query.row(0), query.elementType, into: target)
      filled = preparation.preparedDimension
    }
    self.scale = scale
  }

  /// The metric's value for a stored vector.
  func distance(to stored: [Float]) -> Float {
    scale.value(NodeReader.squaredDistance(vector, stored))
  }
}
