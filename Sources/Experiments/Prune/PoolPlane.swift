import VectorData

/// A prune pool seen as points of a plane.
public struct PoolPlane: Sendable, Equatable {
  /// Where the node and its candidates lie.
  public var places: [NodeID: MapPoint]
  /// Whether the vectors are themselves points of a plane; else this is the plane in which the pool spreads
  /// most (its first two principal components), and lengths in it are too short.
  public var isExact: Bool

  /// Places in a plane.
  public init(places: [NodeID: MapPoint], isExact: Bool) {
    self.places = places
    self.isExact = isExact
  }

  /// RobustPrune's rule for the places of an exact plane: whether a neighbour at `keeper` occludes `place`
  /// from `node`, alpha · d(c, x) < d(p, x) in squared L2. For alpha 1 that is the half of the plane on
  /// the neighbour's side of the middle line, above it a disc around the neighbour.
  public static func isOccluded(
    _ place: MapPoint, from node: MapPoint, by keeper: MapPoint, alpha: Float
  ) -> Bool {
    alpha * place.squaredDistance(to: keeper) < place.squaredDistance(to: node)
  }
}

extension MapPoint {
  fileprivate func squaredDistance(to other: MapPoint) -> Float {
    (x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)
  }
}

extension CandidatePool {
  /// The pool in the plane. Costs up to 60 passes over the vectors where they have more than two components.
  ///
  /// - Throws: `IndexError.cancelled`.
  public func plane(control: JobControl = JobControl()) throws(IndexError) -> PoolPlane {
    let plane = try PrincipalPlane.compute(
      rowCount: nodes.count, dimension: vectors.dimension, control: control
    ) { row in vectors.floats(row: row) }
    var places: [NodeID: MapPoint] = [:]
    for (row, node) in nodes.enumerated() {
      places[node] = plane.project(vectors.floats(row: row))
    }
    return PoolPlane(places: places, isExact: vectors.dimension <= 2)
  }
}
