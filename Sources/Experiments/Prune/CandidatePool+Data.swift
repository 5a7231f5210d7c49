import VectorData

extension CandidatePool {
  /// The pool of a row of `data`: the `count` rows nearest to it, by comparing all of them.
  ///
  /// - Throws: `IndexError.parameter` for a row or a count that cannot be, `malformed` for NaN or infinity,
  ///   `memory`, `cancelled`.
  public static func nearestRows(
    to node: NodeID, of data: VectorMatrix, count: Int, control: JobControl = JobControl()
  ) throws(IndexError) -> CandidatePool {
    guard Int(node) < data.count else {
      throw .parameter(name: "--node", expected: "0 to \(data.count - 1)", found: "\(node)")
    }
    guard (1...max(data.count - 1, 1)).contains(count), data.count > 1 else {
      throw .parameter(
        name: "--pool", expected: "1 to \(data.count - 1), the other rows of \(data.path)",
        found: "\(count)")
    }
    let truth = try GroundTruth.compute(
      base: data, queries: data.rows(Int(node)..<Int(node) + 1), neighbourCount: count + 1,
      metric: .l2, team: WorkerTeam(workerCount: WorkerTeam.processorCount), control: control)
    // The row itself is among them, unless that many others are equal to it.
    let nearest = truth.neighbours(of: 0).filter { $0 != node }.prefix(count)
    return try CandidatePool(
      node: node, candidates: nearest, elementType: data.elementType, dimension: data.dimension,
      path: data.path
    ) { row in
      Array(UnsafeRawBufferPointer(start: data.row(Int(row)), count: data.rowBytes))
    }
  }
}
