/// Turns the distances that a search ranks by into the values of its metric: an affine map, fixed for one
/// query. The one place where that happens.
///
/// A search ranks by what is never negative and smaller where nearer. Over prepared vectors
/// (`MetricPreparation`) that is a squared L2, and |q − x|² = 2 − 2 ⟨q, x⟩ between unit vectors.
public struct MetricScale: Sendable, Equatable {
  private let offset: Double
  private let slope: Double

  /// The map `distance` → `offset` + `slope` · `distance`.
  public init(offset: Double, slope: Double) {
    self.offset = offset
    self.slope = slope
  }

  /// Distances are the values: squared L2.
  public static let identity = MetricScale(offset: 0, slope: 1)

  /// The metric's value at `distance`: squared L2, the inner product, or 1 − cos.
  @inline(__always)
  public func value(_ distance: Float) -> Float {
    Float(offset + slope * Double(distance))
  }
}

extension Metric {
  /// Whether larger values are nearer.
  public var prefersLarger: Bool { self == .innerProduct }

  /// Whether `value` is strictly nearer than `other`.
  public func isNearer(_ value: Float, than other: Float) -> Bool {
    prefersLarger ? value > other : value < other
  }

  /// What its values are, for headings: "squared L2", "inner product", "1 - cos".
  public var valueName: String {
    switch self {
    case .l2: "squared L2"
    case .innerProduct: "inner product"
    case .cosine: "1 - cos"
    }
  }

  /// The metric's value for a distance of a truth file, where cosine stands as the squared L2 of unit
  /// vectors, 2 − 2 cos (`GroundTruth`).
  public func value(ofTruthDistance distance: Float) -> Float {
    self == .cosine ? distance / 2 : distance
  }
}
