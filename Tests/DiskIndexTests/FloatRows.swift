import VectorData

/// Rows as floats in one piece, compared by loops over pointers: brute force over anything else is most of the
/// time of these tests in a debug build.
struct FloatRows {
  private let count: Int
  private let dimension: Int
  private let start: UnsafeMutablePointer<Float>
  private let buffer: AlignedBuffer
  private let kernel = DistanceKernel.squaredL2(.float32).function

  init(_ vectors: VectorMatrix) throws {
    count = vectors.count
    dimension = vectors.dimension
    buffer = try AlignedBuffer(byteCount: count * dimension * 4, purpose: "test vectors")
    guard let start = buffer.elements(of: Float.self).baseAddress else {
      preconditionFailure("a buffer has an address")
    }
    self.start = start
    for row in 0..<count {
      VectorMatrix.convert(
        vectors.row(row), vectors.elementType, dimension, into: start + row * dimension)
    }
  }

  /// The `wanted` other rows nearest to `row`, nearest first, ties by number.
  func nearest(to row: Int, count wanted: Int) -> [Int] {
    var found: [(distance: Float, row: Int)] = []
    var other = 0
    while other < count {
      defer { other += 1 }
      guard other != row else { continue }
      let distance = kernel(start + row * dimension, start + other * dimension, dimension)
      if found.count == wanted, let last = found.last, distance >= last.distance { continue }
      let place = found.firstIndex { $0.distance > distance } ?? found.count
      found.insert((distance, other), at: place)
      if found.count > wanted { found.removeLast() }
    }
    return found.map(\.row)
  }

  /// The first of the rows `places` that is nearest to `row` in `columns`, as its place among them.
  func nearest(among places: [Int], to row: Int, columns: Range<Int>) -> Int {
    let own = start + row * dimension + columns.lowerBound
    let width = columns.count
    var nearest = (distance: Float.infinity, place: 0)
    var place = 0
    while place < places.count {
      let distance = kernel(own, start + places[place] * dimension + columns.lowerBound, width)
      if distance < nearest.distance { nearest = (distance, place) }
      place += 1
    }
    return nearest.place
  }
}
