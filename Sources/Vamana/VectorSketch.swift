import CVectorKernels
import Quantization
import VectorData

/// What codes say of vectors, to link a graph over instead of the vectors themselves.
///
/// DiskANN's `build_PQ_bytes` lets the searches of a build compare by codes, and computes every distance of a
/// prune from the whole vectors, which it goes on holding in memory beside the codes. Here nothing but the codes
/// is held: searches and prunes see the vectors that the codes stand for, and the graph is the one that those
/// have. An edge between two points of one code is an edge between equal points.
///
/// Memory: the codes, and 3 KiB per component, those of the quantizer included.
public final class VectorSketch: @unchecked Sendable {
  // Sendable: the memory is written in init only, before any other thread can have this object,
  // and lives until deinit.
  let quantizer: ProductQuantizer
  let codes: PQCodes
  private let sums = vk_pq_sums_at(vk_cpu_best())
  /// The centres with the mean that was subtracted, `[256][dimension]`.
  private let centres: UnsafeMutablePointer<Float>
  /// Where each chunk begins, and the dimension.
  private let offsets: UnsafeMutablePointer<Int>

  /// The codes of all rows by a quantizer that rotates nothing.
  public init(_ quantizer: ProductQuantizer, _ codes: PQCodes) {
    precondition(codes.chunkCount == quantizer.chunkCount, "codes of this quantizer")
    precondition(quantizer.rotation == nil, "decoding is copying")
    self.quantizer = quantizer
    self.codes = codes
    let dimension = quantizer.dimension
    centres = .allocate(capacity: quantizer.pivots.count)
    for (place, value) in quantizer.pivots.enumerated() {
      (centres + place).initialize(to: value + quantizer.centroid[place % dimension])
    }
    offsets = .allocate(capacity: quantizer.chunkOffsets.count)
    _ = UnsafeMutableBufferPointer(start: offsets, count: quantizer.chunkOffsets.count)
      .initialize(from: quantizer.chunkOffsets)
  }

  deinit {
    centres.deallocate()
    offsets.deallocate()
  }

  /// Components of a vector.
  var dimension: Int { quantizer.dimension }

  /// The vector that the code of `node` stands for, `dimension` floats.
  func decode(_ node: NodeID, into target: UnsafeMutablePointer<Float>) {
    let (centres, offsets) = (centres, offsets)
    let (code, chunkCount) = (codes.code(of: Int(node)), codes.chunkCount)
    let dimension = offsets[chunkCount]
    for chunk in 0..<chunkCount {
      let row = centres + Int(code[chunk]) &* dimension
      for column in offsets[chunk]..<offsets[chunk &+ 1] { target[column] = row[column] }
    }
  }
}

extension VectorSketch: LinkingVectors {
  var count: Int { codes.count }

  /// A table of distances to every centre, and the decoded vector.
  var queryBytes: Int { tableBytes + dimension * 4 }

  private var tableBytes: Int { codes.chunkCount * ProductQuantizer.centreCount * 4 }

  var insertKernel: vk_list_insert { vk_packed_kernels_at(vk_cpu_best()).pointee.insert }

  func comparer(to node: NodeID, in room: UnsafeMutableRawPointer) -> SketchComparer {
    let table = room.bindMemory(to: Float.self, capacity: tableBytes / 4)
    let vector = (room + tableBytes).bindMemory(to: Float.self, capacity: dimension)
    decode(node, into: vector)
    quantizer.fillDistanceTable(query: vector, into: table)
    return SketchComparer(
      sums: sums, table: table, codes: codes.baseAddress, chunkCount: codes.chunkCount)
  }

  func pruner(
    _ parameters: VamanaParameters, labels: LabelRows?
  ) throws(IndexError) -> RobustPrune {
    try RobustPrune(sketch: self, parameters: parameters, labels: labels)
  }
}
