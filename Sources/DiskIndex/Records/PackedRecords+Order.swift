import VectorData

extension PackedRecords {
  /// Rounds in which order and lengths change each other: the first begins with the lengths of the order that the
  /// index has.
  private static let roundCount = 3
  /// Bytes of a sector that the last round leaves free: what records may be longer than in the round before.
  private static let spareBytes = 32

  /// The records of `index` in an order in which nodes that are near each other in the graph share a sector
  /// (`PagePacking`).
  ///
  /// How many fit depends on their gaps, and these on the order: nodes are placed by the lengths that their records
  /// had in the round before.
  /// - Throws: as `init` and `PagePacking.nodes`.
  public static func inGraphOrder(
    of index: DiskIndex, team: WorkerTeam, control: JobControl = JobControl()
  ) throws(IndexError) -> PackedRecords {
    var packed = try PackedRecords(
      index: index, nodes: (0..<NodeID(index.layout.nodeCount)).map { $0 }, team: team,
      control: control)
    let edges = try NearEdges(
      index: index, limit: PagePacking.nearestCount, team: team, control: control)
    for _ in 0..<roundCount {
      let arranged = try PagePacking.arrange(
        index, edges: edges, room: packed.room, control: control)
      packed = try PackedRecords(
        index: index, nodes: arranged.nodes, groups: arranged.starts, team: team,
        control: control)
    }
    return packed
  }

  /// What nodes take of a sector if their records stay as long as they are.
  private var room: SectorRoom {
    var weights = [UInt16](repeating: 0, count: nodes.count)
    // Each record has a word at the head of its sector, and the last one an end.
    for (place, length) in lengths.enumerated() { weights[Int(nodes[place])] = length + 2 }
    return SectorRoom(
      weights: weights,
      capacity: DiskLayout.sectorBytes - elementType.byteCount - 2 - Self.spareBytes)
  }
}
