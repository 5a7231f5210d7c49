/// How vectors are made ready so that a search by squared L2 answers inner products and cosines: DiskANN's
/// transforms (docs/formats.md).
///
/// - l2: rows and queries stay as they are.
/// - inner product: rows are divided by M, the length of the longest, and get one more coordinate
///   √(1 − |x/M|²), which makes them unit vectors; queries are divided by their own length and get 0.
/// - cosine: rows and queries are divided by their own length.
///
/// Lengths are summed in double precision, so that no finite vector overflows.
public struct MetricPreparation: Sendable, Equatable {
  /// The metric.
  public let metric: Metric
  /// Components of a vector as the user has it.
  public let dimension: Int
  /// M, the length of the longest row; 1 where the metric needs none.
  public let maximumNorm: Float

  /// The preparation of vectors of `dimension` components; `maximumNorm` is above 0.
  public init(metric: Metric, dimension: Int, maximumNorm: Float = 1) {
    precondition(dimension > 0, "a vector has a component")
    precondition(maximumNorm > 0 && maximumNorm.isFinite, "rows are divided by the longest")
    self.metric = metric
    self.dimension = dimension
    self.maximumNorm = maximumNorm
  }

  /// Components of a prepared vector: one more for inner products.
  public var preparedDimension: Int { Self.preparedDimension(dimension, metric) }

  /// Components of a vector of `dimension` once it is prepared for `metric`.
  public static func preparedDimension(_ dimension: Int, _ metric: Metric) -> Int {
    metric == .innerProduct ? dimension + 1 : dimension
  }

  /// Components of the vector that became one of `preparedDimension` for `metric`.
  public static func dimension(ofPrepared preparedDimension: Int, _ metric: Metric) -> Int {
    metric == .innerProduct ? preparedDimension - 1 : preparedDimension
  }

  /// What `elementType` becomes: only L2 keeps bytes, prepared vectors are floats.
  public static func preparedType(_ elementType: ElementType, _ metric: Metric) -> ElementType {
    metric == .l2 ? elementType : .float32
  }

  /// Prepares the query at `source` into `target`, `preparedDimension` floats. A query of length 0 stays
  /// so: its inner products are 0, its cosines are taken as 0.
  ///
  /// - Returns: what turns the squared L2 to prepared rows into the metric's values for this query.
  @discardableResult
  public func prepareQuery(
    _ source: UnsafeRawPointer, _ elementType: ElementType,
    into target: UnsafeMutablePointer<Float>
  ) -> MetricScale {
    VectorMatrix.convert(source, elementType, dimension, into: target)
    guard metric != .l2 else { return .identity }
    let norm = Self.norm(target, dimension)
    Self.divide(target, by: norm, dimension)
    if metric == .innerProduct { target[dimension] = 0 }
    return scale(queryNorm: norm)
  }

  /// What turns distances into values for the query at `source`, as `prepareQuery` returns it.
  public func scale(query source: UnsafeRawPointer, _ elementType: ElementType) -> MetricScale {
    guard metric != .l2 else { return .identity }
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: preparedDimension) { memory in
      guard let target = memory.baseAddress else { return .identity }
      return prepareQuery(source, elementType, into: target)
    }
  }

  /// Prepares the row at `source` into `target`, `preparedDimension` floats.
  ///
  /// - Returns: the length that the row had; a cosine row of length 0 stays as it is.
  @discardableResult
  public func prepareRow(
    _ source: UnsafeRawPointer, _ elementType: ElementType,
    into target: UnsafeMutablePointer<Float>
  ) -> Double {
    VectorMatrix.convert(source, elementType, dimension, into: target)
    guard metric != .l2 else { return 0 }
    let norm = Self.norm(target, dimension)
    guard metric == .innerProduct else {
      Self.divide(target, by: norm, dimension)
      return norm
    }
    let longest = Double(maximumNorm)
    Self.divide(target, by: longest, dimension)
    let share = norm / longest
    target[dimension] = Float(max(0, 1 - share * share).squareRoot())
    return norm
  }

  /// Turns a prepared row back into what the user had. Lengths are lost for cosine: those rows stay of
  /// length 1.
  public func restoredRow(_ prepared: [Float]) -> [Float] {
    precondition(prepared.count == preparedDimension, "a prepared row")
    guard metric == .innerProduct else { return prepared }
    return prepared.dropLast().map { $0 * maximumNorm }
  }

  private func scale(queryNorm norm: Double) -> MetricScale {
    switch metric {
    case .l2: return .identity
    case .innerProduct:
      let longest = Double(maximumNorm) * norm
      return MetricScale(offset: longest, slope: -longest / 2)
    case .cosine:
      return norm > 0
        ? MetricScale(offset: 0, slope: 0.5) : MetricScale(offset: 1, slope: 0)
    }
  }

  static func norm(_ vector: UnsafePointer<Float>, _ dimension: Int) -> Double {
    var sum = 0.0
    for column in 0..<dimension { sum += Double(vector[column]) * Double(vector[column]) }
    return sum.squareRoot()
  }

  private static func divide(
    _ vector: UnsafeMutablePointer<Float>, by norm: Double, _ dimension: Int
  ) {
    guard norm > 0 else { return }
    for column in 0..<dimension { vector[column] = Float(Double(vector[column]) / norm) }
  }
}
