import CVectorKernels
import Quantization
import VectorData

/// The distance from a query to what the head of a record says of a vector: the whole vector, or with
/// disk-PQ the code that stands in its place. The memory of one search in flight.
final class RecordDistance {
  private let wholeVector: DistanceKernel
  private let codeSums: vk_pq_sums
  private let codeBytes: Int
  /// Distances of the query to the centres of the record's code; `nil` where records hold vectors.
  private let table: UnsafeMutablePointer<Float>?

  init(index: DiskIndex) {
    wholeVector = index.distance
    codeSums = vk_pq_sums_at(vk_cpu_best())
    codeBytes = index.layout.dimension
    table = index.recordQuantizer.map {
      .allocate(capacity: $0.chunkCount * ProductQuantizer.centreCount)
    }
  }

  deinit { table?.deallocate() }

  /// Prepares for a query, given as floats of the index's own dimension.
  func begin(query: UnsafePointer<Float>, index: DiskIndex) {
    guard let table, let quantizer = index.recordQuantizer else { return }
    quantizer.fillDistanceTable(query: query, into: table)
  }

  /// The distance of the query at `query` to the record of a node.
  @inline(__always)
  func callAsFunction(
    _ query: UnsafeRawPointer, _ record: UnsafeRawPointer, _ dimension: Int
  ) -> Float {
    guard let table else { return wholeVector.function(query, record, dimension) }
    return distanceToCode(record, table)
  }

  @inline(never)
  private func distanceToCode(
    _ record: UnsafeRawPointer, _ table: UnsafePointer<Float>
  ) -> Float {
    var first: NodeID = 0
    var distance: Float = 0
    codeSums(
      table, record.assumingMemoryBound(to: UInt8.self), codeBytes, &first, 1, &distance)
    return distance
  }
}
