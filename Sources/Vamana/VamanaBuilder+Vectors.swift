import CVectorKernels
import VectorData

extension VamanaBuild where Vectors == PackedRows {
  /// A graph without edges over whole vectors, which are copied.
  init(
    _ vectors: VectorMatrix, parameters: VamanaParameters, labels: LinkedLabels? = nil,
    team: WorkerTeam, control: JobControl, level: vk_cpu_level = vk_cpu_best()
  ) throws(IndexError) {
    try Self.begin(vectors, parameters, control)
    try self.init(
      linking: PackedRows(vectors, team: team, level: level),
      medoid: Medoid.nearestToMean(of: vectors, team: team), parameters: parameters,
      labels: labels, team: team, control: control)
  }
}

extension VamanaBuild where Vectors == VectorSketch {
  /// A graph without edges over what `sketch` says of `vectors`.
  init(
    _ vectors: VectorMatrix, sketch: VectorSketch, parameters: VamanaParameters,
    labels: LinkedLabels? = nil, team: WorkerTeam, control: JobControl
  ) throws(IndexError) {
    precondition(
      sketch.count == vectors.count && sketch.dimension == vectors.dimension,
      "a sketch of these vectors")
    try Self.begin(vectors, parameters, control)
    try self.init(
      linking: sketch, medoid: Medoid.nearestToMean(of: vectors, team: team),
      parameters: parameters, labels: labels, team: team, control: control)
  }
}

extension VamanaBuild {
  /// Checks what every build checks, and says that it begins.
  private static func begin(
    _ vectors: VectorMatrix, _ parameters: VamanaParameters, _ control: JobControl
  ) throws(IndexError) {
    try parameters.validate()
    control.report(
      JobProgress(phase: "link graph", done: 0, total: vectors.count, unit: "points"))
    guard vectors.count > 0, vectors.count <= Int(Int32.max) else {
      throw .mismatch(
        path: vectors.path, field: "rows", expected: "1 to \(Int32.max)", found: "\(vectors.count)")
    }
  }
}
