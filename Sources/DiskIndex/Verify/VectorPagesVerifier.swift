import VectorData

extension IndexVerifier {
  /// Holds every vector beside the graph against the one in it.
  ///
  /// - Throws: `IndexError.cancelled` only.
  static func verifyVectorPages(
    _ files: IndexFiles, content: RecordContent, file: PageFile, control: JobControl,
    _ faults: inout FaultList
  ) throws(IndexError) {
    guard fileExists(files.vectorPages), content.quantizer == nil else { return }
    let layout = DiskLayout(vectorsOf: content.layout)
    let opened = try faults.collect { () throws(IndexError) in
      let vectors = try PageFile(path: files.vectorPages, kind: .pread)
      try VectorPagesHeader(layout: layout, elementType: content.elementType).requireIn(vectors)
      return (
        try SequentialNodeReader(file: vectors, layout: layout),
        try SequentialNodeReader(file: file, layout: content.layout)
      )
    }
    guard var (vectors, records) = opened else { return }
    for node in 0..<NodeID(layout.nodeCount) {
      if node & 0xFFF == 0 { try control.checkCancelled() }
      let isSame = try faults.collect { () throws(IndexError) in
        try records.record(of: node).starts(with: try vectors.record(of: node))
      }
      if isSame == false { faults.add(layout.foreignVector(of: node, path: files.vectorPages)) }
    }
  }
}
