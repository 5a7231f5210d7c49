import Quantization
import VectorData

/// Writes an index with its nodes in another order: graph, codes, start nodes and labels agree on the new
/// places, and a file of rows says what each place is to the user (`RowOrder`).
///
/// DiskANN's loader opens the result, unless its records are packed; its answers are places then.
public struct IndexReordering {
  private let index: DiskIndex
  private let records: MappedRecords
  /// The node of `index` that goes to each place.
  private let nodes: [NodeID]
  /// The place that each node of `index` goes to.
  private let places: [NodeID]
  private let control: JobControl

  /// - Parameter nodes: A permutation of the nodes of `index`.
  /// - Throws: `IndexError.parameter` for an index with a frozen point, whose number is bound to its place;
  ///   `system` when the file cannot be mapped.
  public init(
    index: DiskIndex, nodes: [NodeID], control: JobControl = JobControl()
  ) throws(IndexError) {
    precondition(nodes.count == index.layout.nodeCount, "every place has a node")
    guard index.layout.frozenCount == 0 else {
      throw .parameter(
        name: "P", expected: "an index without a frozen point", found: index.prefix)
    }
    var places = [NodeID](repeating: .max, count: nodes.count)
    for (place, node) in nodes.enumerated() { places[Int(node)] = NodeID(place) }
    precondition(!places.contains(.max), "no node goes to two places")
    self.index = index
    self.nodes = nodes
    self.places = places
    self.control = control
    records = try MappedRecords(index: index)
  }

  /// Writes every file in which the number of a node stands or whose rows are nodes.
  ///
  /// - Throws: `IndexError.malformed` for a damaged node, `system` when the disk refuses, `cancelled`.
  ///
  /// - Parameters:
  ///   - packed: How records are packed, `nil` for DiskANN's file.
  ///   - hasVectorPages: Whether the vectors are written apart too.
  public func write(
    to target: IndexFiles, packed: PackedRecords? = nil, hasVectorPages: Bool = false
  ) throws(IndexError) {
    if let packed {
      precondition(packed.nodes == nodes, "records are packed in the order of the index")
      try packed.write(
        medoid: places[Int(index.layout.medoid)], to: target.disk, control: control)
    } else {
      try writeDisk(to: target.disk)
    }
    if hasVectorPages {
      try VectorPages.write(
        records, nodes: nodes, elementType: index.elementType, to: target.vectorPages,
        control: control)
    }
    try writeCodes(to: target.codes)
    try writeStarts(to: target.medoids)
    try writeLabels(to: target)
    try writeNavigation(to: target.navigation)
    let rows = nodes.map { index.row(of: $0) }
    // Back in the user's own order nothing has to be said.
    guard rows.enumerated().contains(where: { $0.offset != Int($0.element) }) else { return }
    try RowOrder.write(rows: rows, to: target.rowOrder)
  }

  private func writeDisk(to path: String) throws(IndexError) {
    let layout = index.layout.plain.moved(medoid: places[Int(index.layout.medoid)])
    var output = try OutputFile(path: path)
    try output.appendBinHeader(rows: layout.headerFields.count, columns: 1)
    try output.append(elements: layout.headerFields.map(\.littleEndian))
    let counter = JobCounter(
      control: control, phase: "write index", total: nodes.count, unit: "nodes")
    let neighbours = UnsafeMutablePointer<NodeID>.allocate(capacity: max(1, layout.width))
    defer { neighbours.deallocate() }
    for (place, node) in nodes.enumerated() {
      if place & 0xFFF == 0xFFF {
        try control.checkCancelled()
        counter.add(0x1000)
      }
      try output.pad(to: Int64(layout.byteOffset(of: NodeID(place))))
      try append(node, to: &output, neighbours: neighbours)
    }
    if let reorder = layout.reorder {
      for (place, node) in nodes.enumerated() {
        try output.pad(to: Int64(reorder.byteOffset(of: NodeID(place))))
        try output.append(records.fullVector(of: node, reorder))
      }
    }
    try output.pad(to: Int64(layout.fileBytes))
    try output.finish()
  }

  /// The record of `node` as it is, its neighbours by their new places.
  private func append(
    _ node: NodeID, to output: inout OutputFile, neighbours: UnsafeMutablePointer<NodeID>
  ) throws(IndexError) {
    let layout = index.layout
    let vector = try records.vector(of: node)
    let degree = try records.copyNeighbours(of: node, into: neighbours)
    try output.append(UnsafeRawBufferPointer(start: vector, count: layout.vectorBytes))
    try output.append(UInt32(degree))
    for slot in 0..<degree { try output.append(places[Int(neighbours[slot])]) }
    for _ in degree..<layout.width { try output.append(UInt32(0)) }
  }

  private func writeCodes(to path: String) throws(IndexError) {
    let codes = index.codes
    var output = try OutputFile(path: path)
    try output.appendBinHeader(rows: codes.count, columns: codes.chunkCount)
    for node in nodes {
      try output.append(
        UnsafeRawBufferPointer(
          start: codes.baseAddress + Int(node) * codes.chunkCount, count: codes.chunkCount))
    }
    try output.finish()
  }

  private func writeStarts(to path: String) throws(IndexError) {
    guard fileExists(index.files.medoids) else { return }
    var output = try OutputFile(path: path)
    try output.appendBinHeader(rows: index.entryPoints.nodes.count, columns: 1)
    for node in index.entryPoints.nodes { try output.append(places[Int(node)]) }
    try output.finish()
  }

  /// The graph that the index has, over the new places.
  private func writeNavigation(to path: String) throws(IndexError) {
    guard fileExists(index.files.navigation) else { return }
    try index.navigationGraph().moved(to: places).write(to: path)
  }

  private func writeLabels(to target: IndexFiles) throws(IndexError) {
    let source = index.files.labelFiles
    guard fileExists(source.labels) else { return }
    let file = try MappedFile(path: source.labels)
    let lines = TextLines(file.bytes)
    guard lines.count >= nodes.count else {
      throw .mismatch(
        path: source.labels, field: "line count", expected: "\(nodes.count)",
        found: "\(lines.count)")
    }
    var output = try OutputFile(path: target.labelFiles.labels)
    for node in nodes {
      try output.append(elements: Array((lines.line(Int(node)) ?? "").utf8) + [0x0A])
    }
    try output.finish()
    guard fileExists(source.starts) else { return }
    try writeLabelStarts(from: source.starts, to: target.labelFiles.starts)
  }

  /// Lines of a label's number and its start nodes, separated by commas.
  private func writeLabelStarts(from source: String, to target: String) throws(IndexError) {
    let file = try MappedFile(path: source)
    let lines = TextLines(file.bytes)
    var output = try OutputFile(path: target)
    for number in 0..<lines.count {
      let fields = (lines.line(number) ?? "").split(separator: ",")
      guard let label = fields.first else { continue }
      var moved = [String(label)]
      for field in fields.dropFirst() {
        guard let node = NodeID(field.trimmed), Int(node) < places.count else {
          throw .malformed(
            path: source, offset: nil, field: "line \(number + 1)",
            expected: "nodes below \(places.count)", found: "\(field)")
        }
        moved.append(String(places[Int(node)]))
      }
      try output.append(elements: Array((moved.joined(separator: ",") + "\n").utf8))
    }
    try output.finish()
  }
}
