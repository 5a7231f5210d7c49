import VectorData

extension IndexVerifier {
  /// The label files of an index of `nodeCount` nodes, if it has any: whether they can be read, and whether
  /// every start carries its label, as a walk needs it.
  static func verifyLabels(
    _ files: LabelFiles, nodeCount: Int, _ faults: inout FaultList
  ) throws(IndexError) {
    let labels = try faults.collect { () throws(IndexError) in
      try IndexLabels.readIfPresent(files: files, nodeCount: nodeCount)
    }
    guard let labels = labels ?? nil else { return }
    for stray in labels.strayStarts {
      faults.add(kind: "label start", path: files.starts) {
        IndexFault(
          path: files.starts, field: "start of \(stray.label)", expected: "a node that carries it",
          found: "\(stray.node)")
      }
    }
    guard !labels.starts.isEmpty else { return }
    for (label, name) in labels.labels.names.enumerated()
    where labels.starts[name] == nil && !labels.labels.points(of: label).isEmpty {
      faults.add(kind: "missing label start", path: files.starts) {
        IndexFault(
          path: files.starts, field: "start of \(name)", expected: "a node", found: "none")
      }
    }
  }
}
