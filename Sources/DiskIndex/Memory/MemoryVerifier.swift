import Vamana
import VectorData

extension IndexVerifier {
  /// All faults of the memory index at `prefix`, none where it is whole.
  ///
  /// - Throws: `IndexError.cancelled` only.
  public static func verifyMemory(
    prefix: String, elementType: ElementType? = nil, metric: Metric? = nil,
    control: JobControl = JobControl()
  ) throws(IndexError) -> [IndexFault] {
    var faults = FaultList()
    let metadata = try faults.collect { () throws(IndexError) in
      try IndexMetadata.readIfPresent(prefix: prefix)
    }
    let files = MemoryIndexFiles(prefix: prefix)
    let graph = try verifyGraph(path: files.graph, &faults)
    if let graph { verifyShape(of: graph, path: files.graph, &faults) }
    // What has been told of the graph is not told again.
    if let graph {
      try verifyLabels(files.labelFiles, nodeCount: graph.nodeCount, &faults)
      let opened = try faults.collect { () throws(IndexError) in
        try DescribedMemoryIndex.open(prefix: prefix, elementType: elementType, metric: metric)
      }
      if let vectors = opened?.index.vectors {
        _ = try faults.collect { () throws(IndexError) in
          try vectors.validateFinite(control: control)
        }
      }
    } else {
      try verifyVectors(
        path: files.data, elementType: elementType ?? metadata??.elementType, control, &faults)
    }
    try verifyChecksums(metadata ?? nil, prefix: prefix, control: control, &faults)
    return faults.summarised()
  }

  /// The graph, if no word of its file is wrong.
  private static func verifyGraph(
    path: String, _ faults: inout FaultList
  ) throws(IndexError) -> VamanaGraph? {
    var isSound = true
    do throws(IndexError) {
      try MemoryGraphFile.checkAll(path: path) { kind, error in
        isSound = false
        faults.add(kind: kind, path: path) { IndexFault(error) }
      }
    } catch {
      faults.add(error)
      return nil
    }
    guard isSound else { return nil }
    return try faults.collect { () throws(IndexError) in
      try MemoryGraphFile.read(path: path).graph
    }
  }

  /// The vectors alone, beside a graph that cannot be opened.
  private static func verifyVectors(
    path: String, elementType: ElementType?, _ control: JobControl, _ faults: inout FaultList
  ) throws(IndexError) {
    guard let elementType else { return }
    _ = try faults.collect { () throws(IndexError) in
      try BinFile.open(path: path, elementType: elementType).validateFinite(control: control)
    }
  }

  private static func verifyShape(of graph: VamanaGraph, path: String, _ faults: inout FaultList) {
    for fault in graph.faults(maxDegree: graph.width, limit: FaultList.maximumPerKind) {
      faults.add(
        .malformed(
          path: path, offset: nil, field: "graph", expected: "distinct neighbours of other nodes",
          found: "\(fault)"))
    }
    let reached = graph.reachableCount()
    guard reached < graph.nodeCount else { return }
    faults.add(
      .malformed(
        path: path, offset: nil, field: "graph",
        expected: "\(graph.nodeCount) nodes that a search can reach", found: "\(reached)"))
  }
}
