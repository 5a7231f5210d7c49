extension VectorMatrix {
  /// Rows spread evenly over this matrix, at most `limit` (at least 1) or as many as there are, over the same
  /// memory.
  public func spread(upTo limit: Int) -> VectorMatrix {
    precondition(limit >= 1, "a sample has a row")
    let step = max(1, (count + limit - 1) / limit)
    return VectorMatrix(
      count: (count + step - 1) / step, dimension: dimension, elementType: elementType,
      rowStride: rowStride * step, path: path, start: baseAddress, owner: owner)
  }

  /// The first `dimension` components of each row, over the same memory.
  public func leadingColumns(_ dimension: Int) -> VectorMatrix {
    precondition(dimension >= 1 && dimension <= self.dimension, "columns out of range")
    return VectorMatrix(
      count: count, dimension: dimension, elementType: elementType, rowStride: rowStride,
      path: path, start: baseAddress, owner: owner)
  }
}
