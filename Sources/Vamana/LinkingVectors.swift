import CVectorKernels
import VectorData

/// The vectors that a graph is linked over, as they are kept meanwhile: whole (`PackedRows`), or what codes say
/// of them (`VectorSketch`).
protocol LinkingVectors: Sendable {
  associatedtype Comparer: QueryComparer & SendableMetatype

  /// How many there are.
  var count: Int { get }
  /// Bytes of the room that a comparer needs.
  var queryBytes: Int { get }
  /// Puts candidates into their lists.
  var insertKernel: vk_list_insert { get }

  /// Distances of `node` to others, as long as nothing else is written to `room` (`queryBytes`, on a cache
  /// line) and these vectors live.
  func comparer(to node: NodeID, in room: UnsafeMutableRawPointer) -> Comparer

  /// Scratch for prunes by the same distances.
  ///
  /// - Throws: `IndexError.parameter`, `.memory`.
  func pruner(_ parameters: VamanaParameters, labels: LabelRows?) throws(IndexError) -> RobustPrune
}

extension PackedRows: LinkingVectors {
  var queryBytes: Int { stride }

  var insertKernel: vk_list_insert { kernels.insertKernel }

  @inline(__always)
  func comparer(to node: NodeID, in room: UnsafeMutableRawPointer) -> PackedComparer {
    PackedComparer(kernels: kernels, query: room, square: prepareQuery(row: node, into: room))
  }

  func pruner(
    _ parameters: VamanaParameters, labels: LabelRows?
  ) throws(IndexError) -> RobustPrune {
    try RobustPrune(rows: self, parameters: parameters, labels: labels)
  }
}
