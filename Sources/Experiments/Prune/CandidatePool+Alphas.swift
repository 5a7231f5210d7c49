import Vamana
import VectorData

extension CandidatePool {
  /// What a prune keeps at one alpha.
  public struct AlphaOutlook: Sendable, Equatable {
    /// Prune slack on squared distances.
    public var alpha: Float
    /// Neighbours kept.
    public var neighbourCount: Int
    /// The longest edge among them, squared L2; 0 where nothing is kept.
    public var longestDistance: Float
  }

  /// What would be kept at each alpha where a new round begins: 1, 1.2, 1.44, … Between them nothing changes.
  ///
  /// - Throws: as `prune`.
  public func outlook(_ parameters: VamanaParameters) throws(IndexError) -> [AlphaOutlook] {
    var outlook: [AlphaOutlook] = []
    for alpha in Self.dialAlphas {
      var turned = parameters
      turned.alpha = alpha
      let neighbours = try neighbours(turned)
      let kept = Set(neighbours)
      let longest = candidates.last { kept.contains($0.node) }
      outlook.append(
        AlphaOutlook(
          alpha: alpha, neighbourCount: neighbours.count, longestDistance: longest?.distance ?? 0))
    }
    return outlook
  }

  /// The values of alpha at which rounds begin, up to about 2.5.
  public static let dialAlphas = RobustPrune.roundAlphas(upTo: 2.5)
}
