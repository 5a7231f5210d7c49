import Vamana
import VectorData

extension CandidatePool {
  /// What a prune keeps at one alpha.
  public struct AlphaOutlook: Sendable, Equatable {
    /// What alpha is applied to, and how.
    public var reading: VamanaReading
    /// Prune slack.
    public var alpha: Float
    /// The neighbours that are kept.
    public var kept: Set<NodeID>
    /// The longest edge among them, squared L2; 0 where nothing is kept.
    public var longestDistance: Float

    /// Neighbours kept.
    public var neighbourCount: Int { kept.count }
  }

  /// What would be kept at other alphas: by DiskANN's rounds at each alpha where one begins (1, 1.2, 1.44, …;
  /// between them nothing changes), then by the paper's rule at 1, 1.05, … and at the alpha of `parameters`.
  ///
  /// - Throws: as `prune`.
  public func outlook(_ parameters: VamanaParameters) throws(IndexError) -> [AlphaOutlook] {
    let key = OutlookKey(
      maxDegree: parameters.maxDegree, maxCandidates: parameters.maxCandidates,
      saturates: parameters.saturates)
    var outlook = knownOutlooks.withLock { $0[key] } ?? []
    if outlook.isEmpty {
      for alpha in Self.dialAlphas {
        outlook.append(try self.outlook(parameters, alpha: alpha, reading: .diskann))
      }
      for alpha in Self.paperAlphas {
        outlook.append(try self.outlook(parameters, alpha: alpha, reading: .paper))
      }
      knownOutlooks.withLock { $0[key] = outlook }
    }
    guard !Self.paperAlphas.contains(parameters.alpha) else { return outlook }
    let own = try self.outlook(parameters, alpha: parameters.alpha, reading: .paper)
    let place = outlook.firstIndex { $0.reading == .paper && $0.alpha > own.alpha }
    outlook.insert(own, at: place ?? outlook.count)
    return outlook
  }

  /// The dials besides alpha.
  struct OutlookKey: Hashable {
    let maxDegree: Int
    let maxCandidates: Int
    let saturates: Bool
  }

  /// What is kept at one alpha by one reading.
  ///
  /// - Throws: as `prune`.
  public func outlook(
    _ parameters: VamanaParameters, alpha: Float, reading: VamanaReading
  ) throws(IndexError) -> AlphaOutlook {
    var turned = parameters
    turned.alpha = alpha
    turned.reading = reading
    if reading == .paper { turned.saturates = false }
    let kept = Set(try neighbours(turned))
    let longest = candidates.last { kept.contains($0.node) }
    return AlphaOutlook(
      reading: reading, alpha: alpha, kept: kept, longestDistance: longest?.distance ?? 0)
  }

  /// The values of alpha at which rounds begin, up to about 2.5.
  public static let dialAlphas = RobustPrune.roundAlphas(upTo: 2.5)
  /// The alphas at which the paper's rule is tried.
  public static let paperAlphas = (0...30).map { Float(100 + 5 * $0) / 100 }
}

extension [CandidatePool.AlphaOutlook] {
  /// What one reading keeps, by growing alpha.
  public func of(_ reading: VamanaReading) -> [CandidatePool.AlphaOutlook] {
    filter { $0.reading == reading }
  }

  /// What a reading keeps at the largest alpha tried that is not above `alpha`.
  public func at(
    _ alpha: Float, _ reading: VamanaReading
  ) -> CandidatePool.AlphaOutlook? {
    of(reading).last { $0.alpha <= alpha }
  }

  /// The smallest alpha tried at which `node` is kept; `nil` where it is at none.
  public func firstAlpha(keeping node: NodeID, _ reading: VamanaReading) -> Float? {
    of(reading).first { $0.kept.contains(node) }?.alpha
  }
}
