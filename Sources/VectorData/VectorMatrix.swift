/// Vectors in rows: a view into a mapped file or owned memory, with the element type as a value.
///
/// Kernels take untyped pointers and are chosen by `elementType`, so the engine is not generic over the
/// type of components.
public struct VectorMatrix: Sendable {
  /// The number of vectors.
  public let count: Int
  /// The components of one vector.
  public let dimension: Int
  /// The type of a component.
  public let elementType: ElementType
  /// The bytes from one row to the next, at least `dimension * elementType.byteCount`.
  public let rowStride: Int
  /// What the errors call these vectors: a path.
  public let path: String
  let owner: any Sendable & AnyObject
  private let start: SendablePointer

  /// Rows in memory that `owner` keeps alive and nobody writes any more.
  public init(
    count: Int, dimension: Int, elementType: ElementType, rowStride: Int? = nil, path: String,
    start: UnsafeRawPointer, owner: any Sendable & AnyObject
  ) {
    let rowBytes = dimension * elementType.byteCount
    precondition(count >= 0 && dimension > 0, "a matrix has at least one column")
    precondition((rowStride ?? rowBytes) >= rowBytes, "rows must not overlap")
    self.count = count
    self.dimension = dimension
    self.elementType = elementType
    self.rowStride = rowStride ?? rowBytes
    self.path = path
    self.owner = owner
    self.start = SendablePointer(pointer: start)
  }

  /// The bytes of one row without padding.
  public var rowBytes: Int { dimension * elementType.byteCount }

  /// The first row. Rows follow at `rowStride`; valid while this value (or a copy of it) lives.
  public var baseAddress: UnsafeRawPointer { start.pointer }

  /// Row `index`, which must be below `count`. No alignment is promised.
  public func row(_ index: Int) -> UnsafeRawPointer {
    precondition(index >= 0 && index < count, "row out of range")
    return start.pointer + index * rowStride
  }

  /// Row `index` converted to floats.
  public func floats(row index: Int) -> [Float] {
    let source = row(index)
    return [Float](unsafeUninitializedCapacity: dimension) { buffer, filled in
      guard let target = buffer.baseAddress else { return }
      VectorMatrix.convert(source, elementType, dimension, into: target)
      filled = dimension
    }
  }

  /// Converts `dimension` components at `source` to floats at `target`.
  public static func convert(
    _ source: UnsafeRawPointer, _ elementType: ElementType, _ dimension: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    switch elementType {
    case .float32:
      UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: dimension * 4)
    case .int8:
      let bytes = source.assumingMemoryBound(to: Int8.self)
      for column in 0..<dimension { target[column] = Float(bytes[column]) }
    case .uint8:
      let bytes = source.assumingMemoryBound(to: UInt8.self)
      for column in 0..<dimension { target[column] = Float(bytes[column]) }
    }
  }
}

/// A pointer into memory that is no longer written.
struct SendablePointer: @unchecked Sendable {
  // Sendable: only made for memory that nobody writes any more,
  // and every holder keeps the owner of that memory alive beside it.
  let pointer: UnsafeRawPointer
}
