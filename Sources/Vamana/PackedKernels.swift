import CVectorKernels
import VectorData

/// The kernels of one CPU level bound to packed rows of one element type: pointers without owners, for hot
/// loops. Whoever uses it keeps the `PackedRows` alive.
struct PackedKernels: @unchecked Sendable {
  // Sendable: the pointers lead to the buffers of `PackedRows`, which nobody writes after its init,
  // and the table holds constant function pointers.
  private let view: vk_packed_rows
  let squares: UnsafePointer<Int32>?
  let bytes: UnsafePointer<UInt8>
  let stride: Int
  private let distanceKernel: vk_packed_distances
  private let occludeKernel: vk_pool_occlude
  private let loadKernel: vk_pool_load
  private let compactKernel: vk_pool_compact
  let insertKernel: vk_list_insert

  init(
    table: vk_packed_kernels, isFloat: Bool, rows: AlignedBuffer, sums: AlignedBuffer, count: Int,
    stride: Int
  ) {
    let start = UnsafePointer(rows.elements(of: UInt8.self).baseAddress)
    guard let start else { preconditionFailure("a buffer has an address") }
    bytes = start
    self.stride = stride
    squares = isFloat ? nil : UnsafePointer(sums.elements(of: Int32.self).baseAddress)
    view = vk_packed_rows(
      bytes: start, stride: stride, squares: squares, corrections: squares.map { $0 + count })
    distanceKernel = isFloat ? table.float_distances : table.byte_distances
    occludeKernel = isFloat ? table.float_occlude : table.byte_occlude
    loadKernel = table.load_pool
    compactKernel = table.compact
    insertKernel = table.insert
  }

  /// Distances from a prepared query to `count` rows.
  @inline(__always)
  func distances(
    _ query: UnsafeRawPointer, _ square: Int32, _ ids: UnsafePointer<NodeID>, _ count: Int,
    _ out: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: view) { distanceKernel($0, query, square, ids, count, out) }
  }

  /// See `vk_list_insert`.
  @inline(__always)
  func insert(
    _ list: UnsafeMutablePointer<vk_candidate_list>, _ ids: UnsafePointer<NodeID>,
    _ distances: UnsafePointer<Float>, _ count: Int
  ) -> Int {
    insertKernel(list, ids, distances, count)
  }

  /// See `vk_pool_load`.
  func loadPool(_ pool: UnsafeMutablePointer<vk_pool>, _ ids: UnsafePointer<NodeID>, _ count: Int) {
    withUnsafePointer(to: view) { loadKernel(pool, $0, ids, count) }
  }

  /// See `vk_pool_occlude`.
  @inline(__always)
  func occlude(
    _ pool: UnsafeMutablePointer<vk_pool>, id: NodeID, lane: Int, firstRound: Int
  ) {
    withUnsafePointer(to: view) { occludeKernel(pool, $0, id, lane, firstRound) }
  }

  /// See `vk_pool_compact`.
  @inline(__always)
  func compact(_ pool: UnsafeMutablePointer<vk_pool>) -> Bool { compactKernel(pool) != 0 }
}
