import VectorData

/// A place on the map of the data.
public struct MapPoint: Sendable, Equatable, Codable {
  /// Along the first principal component.
  public var x: Float
  /// Along the second.
  public var y: Float

  /// A place.
  public init(x: Float, y: Float) {
    self.x = x
    self.y = y
  }
}

/// The plane in which the data spread most: their first two principal components, of a sample.
///
/// Data in the plane are shown as they are.
public struct PrincipalPlane: Sendable, Equatable, Codable {
  /// The middle of the sample, `[dimension]`.
  public let mean: [Float]
  /// Two unit vectors of `dimension` components, at right angles.
  public let axes: [[Float]]
  /// Where the rows of the sample lie.
  public let sample: [MapPoint]

  /// Rows that are looked at.
  public static let sampleSize = 2000
  private static let roundLimit = 60

  /// The plane of `rowCount` rows of which `row` gives any as floats: rows at equal distances are taken.
  ///
  /// Subspace iteration without the covariance matrix: O(sample · dimension) per round.
  ///
  /// - Throws: what `row` throws, `cancelled`.
  public static func compute(
    rowCount: Int, dimension: Int, control: JobControl = JobControl(),
    row: (Int) throws(IndexError) -> [Float]
  ) throws(IndexError) -> PrincipalPlane {
    let count = min(rowCount, sampleSize)
    var rows: [[Float]] = []
    for place in 0..<count {
      if place % 64 == 0 { try control.checkCancelled() }
      rows.append(try row(place * rowCount / count))
    }
    guard dimension > 2 else {
      let axes: [[Float]] = [[1, 0], [0, 1]].map { Array($0.prefix(dimension)) }
      return PrincipalPlane(
        mean: [Float](repeating: 0, count: dimension), axes: axes, rows: rows)
    }
    var mean = [Float](repeating: 0, count: dimension)
    for row in rows {
      for column in 0..<dimension { mean[column] += row[column] / Float(count) }
    }
    let centred = rows.map { row in zip(row, mean).map { $0 - $1 } }
    let axes = try axes(of: centred, dimension: dimension, control: control)
    return PrincipalPlane(mean: mean, axes: axes, rows: rows)
  }

  private init(mean: [Float], axes: [[Float]], rows: [[Float]]) {
    self.mean = mean
    self.axes = axes
    sample = rows.map { PrincipalPlane.project($0, mean: mean, axes: axes) }
  }

  /// Where a vector of the data's own dimension lies.
  public func project(_ vector: [Float]) -> MapPoint {
    PrincipalPlane.project(vector, mean: mean, axes: axes)
  }

  /// Whether all parts fit `dimension`: what was read from a file may be anything.
  public func isPlane(ofDimension dimension: Int) -> Bool {
    mean.count == dimension && axes.count == 2 && axes.allSatisfy { $0.count == dimension }
      && !sample.isEmpty && sample.count <= Self.sampleSize
      && sample.allSatisfy { $0.x.isFinite && $0.y.isFinite }
      && (mean + axes.joined()).allSatisfy(\.isFinite)
  }

  private static func project(_ vector: [Float], mean: [Float], axes: [[Float]]) -> MapPoint {
    precondition(vector.count == mean.count, "a vector of the data")
    let centred = zip(vector, mean).map { $0 - $1 }
    return MapPoint(x: dot(centred, axes[0]), y: dot(centred, axes[1]))
  }

  private static func axes(
    of rows: [[Float]], dimension: Int, control: JobControl
  ) throws(IndexError) -> [[Float]] {
    var random = SeededGenerator(seed: 1)
    var axes = orthonormal(
      (0..<2).map { _ in (0..<dimension).map { _ in Float(random.nextUnit()) - 0.5 } })
    for _ in 0..<roundLimit {
      try control.checkCancelled()
      var next = [[Float]](repeating: [Float](repeating: 0, count: dimension), count: 2)
      for row in rows {
        for axis in 0..<2 { add(row, times: dot(row, axes[axis]), to: &next[axis]) }
      }
      next = orthonormal(next)
      let hasSettled = (0..<2).allSatisfy { abs(dot(next[$0], axes[$0])) > 1 - 1e-6 }
      axes = next
      if hasSettled { break }
    }
    return axes.map(upright)
  }

  /// Unit vectors at right angles (Gram and Schmidt); data without any spread keep the first axes.
  private static func orthonormal(_ vectors: [[Float]]) -> [[Float]] {
    var result: [[Float]] = []
    for (place, vector) in vectors.enumerated() {
      var rest = vector
      // Twice is enough: rounding leaves a part of the first axis after one pass.
      for _ in 0..<2 {
        for axis in result { add(axis, times: -dot(rest, axis), to: &rest) }
      }
      let length = dot(rest, rest).squareRoot()
      if length > 1e-20 {
        result.append(rest.map { $0 / length })
      } else {
        result.append(rest.indices.map { $0 == place ? 1 : 0 })
      }
    }
    return result
  }

  /// Of the two directions the one whose largest component is positive: maps of the same data look alike.
  private static func upright(_ axis: [Float]) -> [Float] {
    let largest = axis.max { abs($0) < abs($1) } ?? 0
    return largest < 0 ? axis.map { -$0 } : axis
  }

  private static let kernel = DistanceKernel.innerProduct(.float32).function

  private static func dot(_ a: [Float], _ b: [Float]) -> Float {
    a.withUnsafeBytes { a in
      b.withUnsafeBytes { b in
        guard let x = a.baseAddress, let y = b.baseAddress else { return 0 }
        return kernel(x, y, a.count / 4)
      }
    }
  }

  private static func add(_ row: [Float], times factor: Float, to sum: inout [Float]) {
    row.withUnsafeBufferPointer { row in
      sum.withUnsafeMutableBufferPointer { sum in
        for column in 0..<row.count { sum[column] += factor * row[column] }
      }
    }
  }
}
