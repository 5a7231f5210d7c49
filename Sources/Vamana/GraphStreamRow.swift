import VectorData

/// The neighbour list at hand of a graph file that is read node by node.
final class GraphStreamRow {
  /// No list is longer.
  let maxDegree: Int
  private let nodeCount: Int
  private let memory: AlignedBuffer

  init(maxDegree: Int, nodeCount: Int) throws(IndexError) {
    self.maxDegree = maxDegree
    self.nodeCount = nodeCount
    memory = try AlignedBuffer(byteCount: 4 * max(maxDegree, 1), purpose: "a row of a graph")
  }

  /// Reads the `degree` neighbours of `node`, valid until the next call.
  ///
  /// - Parameter degreeOffset: Where the degree stands in the file.
  /// - Throws: `IndexError.malformed` with the byte of the fault, `system`.
  func read(
    _ degree: Int, degreeOffset: Int64, of node: NodeID, from file: inout InputFile
  ) throws(IndexError) -> UnsafeBufferPointer<NodeID> {
    guard degree <= maxDegree else {
      throw .malformed(
        path: file.path, offset: degreeOffset, field: "degree of node \(node)",
        expected: "at most \(maxDegree)", found: "\(degree)")
    }
    let start = file.offset
    let bytes = try file.read(4 * degree, field: "neighbours of node \(node)")
    let row = memory.elements(of: NodeID.self)
    for place in 0..<degree {
      let id = NodeID(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * place, as: NodeID.self))
      guard Int(id) < nodeCount, id != node else {
        throw .malformed(
          path: file.path, offset: start + Int64(4 * place), field: "neighbour of node \(node)",
          expected: "another node below \(nodeCount)", found: "\(id)")
      }
      row[place] = id
    }
    return UnsafeBufferPointer(rebasing: row[..<degree])
  }
}

/// What a header has to say.
struct HeaderFact {
  var isSound: Bool
  var offset: Int64
  var field: String
  var expected: String
  var found: String

  init(_ isSound: Bool, _ offset: Int64, _ field: String, _ expected: String, _ found: String) {
    (self.isSound, self.offset, self.field) = (isSound, offset, field)
    (self.expected, self.found) = (expected, found)
  }

  /// Throws the first of `facts` that does not hold.
  static func require(_ facts: [HeaderFact], path: String) throws(IndexError) {
    guard let fact = facts.first(where: { !$0.isSound }) else { return }
    throw .malformed(
      path: path, offset: fact.offset, field: fact.field, expected: fact.expected,
      found: fact.found)
  }
}
