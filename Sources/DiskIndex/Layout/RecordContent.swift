import Quantization
import VectorData

/// What the records of an index hold: vectors, or with disk-PQ codes in their place.
struct RecordContent: Sendable {
  /// Where nodes lie.
  let layout: DiskLayout
  /// The type of the vectors, whether they are stored or only stood for.
  let elementType: ElementType
  /// Components of a vector.
  let dimension: Int
  /// What decodes the codes, `nil` where records hold vectors.
  let quantizer: ProductQuantizer?

  /// The content of records that `header` describes.
  ///
  /// - Throws: `IndexError.mismatch` when no record of this length can hold it.
  init(
    header: DiskLayout, elementType: ElementType, dimension: Int, quantizer: ProductQuantizer?,
    path: String
  ) throws(IndexError) {
    layout = try header.resolved(as: quantizer == nil ? elementType : .uint8, path: path)
    self.elementType = elementType
    self.dimension = dimension
    self.quantizer = quantizer
  }

  init(_ index: DiskIndex) {
    layout = index.layout
    elementType = index.elementType
    dimension = index.quantizer.dimension
    quantizer = index.recordQuantizer
  }

  /// The vector at the head of `record` as `dimension` floats.
  func decode(_ record: UnsafeRawPointer, into target: UnsafeMutablePointer<Float>) {
    guard let quantizer else {
      return VectorMatrix.convert(record, elementType, dimension, into: target)
    }
    quantizer.reconstruct(code: record.assumingMemoryBound(to: UInt8.self), into: target)
  }
}

extension DiskIndex {
  /// Bytes of a vector of the index's own element type and dimension.
  var vectorBytes: Int { quantizer.dimension * elementType.byteCount }

  /// The vector that `stored` holds, as floats: decoded where the node holds a code.
  public func floats(of stored: StoredNode) -> [Float] {
    [Float](unsafeUninitializedCapacity: quantizer.dimension) { buffer, filled in
      stored.vector.withUnsafeBytes { bytes in
        guard let source = bytes.baseAddress, let target = buffer.baseAddress else { return }
        RecordContent(self).decode(source, into: target)
        filled = quantizer.dimension
      }
    }
  }

  /// The most reads that a search asks for at once: the beam, or the vectors of a re-rank.
  func readsPerRound(_ parameters: SearchParameters) -> Int {
    guard layout.reorder != nil else { return parameters.beamWidth }
    let (wanted, overflow) = parameters.answerCount.multipliedReportingOverflow(
      by: Rerank.candidatesPerAnswer)
    return max(
      parameters.beamWidth, overflow ? Rerank.maximumReads : min(wanted, Rerank.maximumReads))
  }
}
