import VectorData

/// What an index needs at hand before searches begin.
extension DiskIndex {
  /// Takes into memory, and opens, what searches with `parameters` need.
  ///
  /// - Parameter isFiltered: Whether not all nodes may be answered.
  /// - Throws: as `navigationGraph` and `vectorPages`; `IndexError.parameter` where vectors alone would not lead to
  ///   the answers.
  func prepare(for parameters: SearchParameters, isFiltered: Bool = false) throws(IndexError) {
    if parameters.usesNavigation { _ = try navigationGraph() }
    guard parameters.usesVectorPages else { return }
    _ = try vectorPages()
    // Vectors alone lead nowhere: all candidates have to come from the walk before the first read.
    guard !isFiltered else {
      throw .parameter(
        name: "--vector-pages", expected: "a search without a filter", found: "a filter")
    }
    guard parameters.usesNavigation else {
      throw .parameter(
        name: "--vector-pages", expected: "--navigation with it", found: "none")
    }
    let members = try navigationGraph().memberCount
    guard members == layout.nodeCount else {
      throw .parameter(
        name: "--vector-pages",
        expected: "a navigation graph over all nodes (beamscope layout --navigation 1)",
        found: "one over \(members) of \(layout.nodeCount)")
    }
  }
}
