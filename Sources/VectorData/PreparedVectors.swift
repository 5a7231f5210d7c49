/// Rows that were prepared for a metric, as a file of floats: an index of any metric is built from such a
/// file by squared L2, as DiskANN does it.
public enum PreparedVectors {
  /// Checks that vectors of `elementType` can be searched by `metric`. Inner products are for floats
  /// alone (DiskANN's rule); the cosine of bytes is searched over floats of length 1.
  ///
  /// - Throws: `IndexError.parameter` that names the type.
  public static func requireSupported(
    _ metric: Metric, _ elementType: ElementType
  ) throws(IndexError) {
    guard metric == .innerProduct, elementType != .float32 else { return }
    throw .parameter(
      name: "--metric", expected: "l2 or cosine for \(elementType.rawValue) vectors",
      found: metric.rawValue)
  }

  /// Looks at all rows once and finds how they have to be prepared.
  ///
  /// - Throws: `IndexError.parameter` when the metric is not for their type, `malformed` for a row that
  ///   cannot be prepared: not finite, too long for a float, without a direction (cosine), or all zero
  ///   (inner product), `cancelled`.
  public static func preparation(
    of rows: VectorMatrix, metric: Metric, control: JobControl = JobControl()
  ) throws(IndexError) -> MetricPreparation {
    try requireSupported(metric, rows.elementType)
    guard metric != .l2 else {
      return MetricPreparation(metric: metric, dimension: rows.dimension)
    }
    let prepared = MetricPreparation.preparedDimension(rows.dimension, metric)
    guard prepared <= BinFile.maximumDimension else {
      throw .mismatch(
        path: rows.path, field: "dimension",
        expected: "at most \(BinFile.maximumDimension - 1) for inner products",
        found: "\(rows.dimension)")
    }
    let longest = try longestNorm(of: rows, metric: metric, control: control)
    guard metric == .innerProduct else {
      return MetricPreparation(metric: metric, dimension: rows.dimension)
    }
    guard longest > 0 else {
      throw .malformed(
        path: rows.path, offset: nil, field: "length of the longest row",
        expected: "above 0 for inner products", found: "0")
    }
    return MetricPreparation(
      metric: metric, dimension: rows.dimension, maximumNorm: longest)
  }

  /// Writes all rows, prepared, as a file of floats at `path` and maps it. Row by row: what the process
  /// holds does not grow with the data.
  ///
  /// - Throws: `IndexError.system` when the disk refuses, nothing is left then; `cancelled`.
  public static func write(
    _ rows: VectorMatrix, prepared preparation: MetricPreparation, to path: String,
    control: JobControl = JobControl()
  ) throws(IndexError) -> VectorMatrix {
    let dimension = preparation.preparedDimension
    let row = try AlignedBuffer(byteCount: dimension * 4, purpose: "a prepared row")
    guard let target = row.elements(of: Float.self).baseAddress else {
      preconditionFailure("a row has a component")
    }
    let counter = JobCounter(
      control: control, phase: "prepare vectors", total: rows.count, unit: "vectors")
    var file = try OutputFile(path: path)
    try file.appendBinHeader(rows: rows.count, columns: dimension)
    for index in 0..<rows.count {
      preparation.prepareRow(rows.row(index), rows.elementType, into: target)
      try file.append(UnsafeRawBufferPointer(row.bytes))
      guard index % rowsPerCheck == rowsPerCheck - 1 else { continue }
      try control.checkCancelled()
      rows.releasePages(of: index + 1 - rowsPerCheck..<index + 1)
      counter.add(rowsPerCheck)
    }
    counter.add(rows.count % rowsPerCheck)
    try file.finish()
    return try BinFile.open(path: path, elementType: .float32)
  }

  private static let rowsPerCheck = 4096

  /// M, after every row was found fit for the metric.
  private static func longestNorm(
    of rows: VectorMatrix, metric: Metric, control: JobControl
  ) throws(IndexError) -> Float {
    let memory = try AlignedBuffer(byteCount: rows.dimension * 4, purpose: "a row")
    guard let vector = memory.elements(of: Float.self).baseAddress else {
      preconditionFailure("a row has a component")
    }
    var longest = 0.0
    for index in 0..<rows.count {
      if index % rowsPerCheck == 0 {
        try control.checkCancelled()
        rows.releasePages(of: max(0, index - rowsPerCheck)..<index)
      }
      VectorMatrix.convert(rows.row(index), rows.elementType, rows.dimension, into: vector)
      let norm = MetricPreparation.norm(vector, rows.dimension)
      try require(norm, ofRow: index, of: rows, metric: metric)
      longest = max(longest, norm)
    }
    return Float(longest)
  }

  private static func require(
    _ norm: Double, ofRow index: Int, of rows: VectorMatrix, metric: Metric
  ) throws(IndexError) {
    let longestAllowed = Float.greatestFiniteMagnitude
    let isFit = metric == .cosine ? norm > 0 && norm.isFinite : norm <= Double(longestAllowed)
    guard !isFit else { return }
    throw .malformed(
      path: rows.path, offset: Int64(BinBlock.headerBytes + index * rows.rowStride),
      field: "length of row \(index)",
      expected: metric == .cosine
        ? "above 0: zeros have no direction" : "at most \(longestAllowed)",
      found: "\(norm)")
  }
}
