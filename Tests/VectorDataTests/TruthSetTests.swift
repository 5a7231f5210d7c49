import TestSupport
import Testing
import VectorData

@Suite("Truth sets")
struct TruthSetTests {
  static func file(queries: Int32, neighbours: Int32, words: Int) -> SyntheticFile {
    SyntheticFile.vectors(rows: queries, columns: neighbours, dataBytes: words * 4)
  }

  @Test("both types read back as written", arguments: [true, false])
  func roundTrip(hasDistances: Bool) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("truth")
    let truth = TruthSet(
      queryCount: 2, neighbourCount: 3, ids: [5, 1, 4, 9, 8, 7],
      distances: hasDistances ? [0, 0.5, 2, 1, 1, 1] : nil, path: path)
    try truth.write(to: path)
    #expect(try TruthSet.open(path: path) == truth)
    #expect(Array(truth.neighbours(of: 1)) == [9, 8, 7])
  }

  /// (queries, K, 32-bit words of data, field)
  static let damages: [(Int32, Int32, Int, String)] = [
    (30, 0, 720, "column count"),
    (0, 12, 720, "row count"),
    (-30, 12, 720, "row count"),
    (30, 12, 719, "size"),
    (30, 12, 721, "size"),
    (30, 12, 361, "size"),
    (.max, .max, 720, "size"),
  ]

  @Test("a size that fits neither type is refused", arguments: damages)
  func refuses(queries: Int32, neighbours: Int32, words: Int, field: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("truth")
    try Self.file(queries: queries, neighbours: neighbours, words: words).write(to: path)
    let error = thrownError { () throws(IndexError) in _ = try TruthSet.open(path: path) }
    guard case .malformed(path, _, field, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a range truth set is not taken for a truth set")
  func rangeTruth() throws {
    // int32 queries, int32 total, counts, ids: 3 queries with 2, 0 and 5 neighbours.
    let folder = try TemporaryFolder()
    let path = folder.file("range")
    try Self.file(queries: 3, neighbours: 7, words: 10).write(to: path)
    let error = thrownError { () throws(IndexError) in _ = try TruthSet.open(path: path) }
    guard case .malformed(path, nil, "size", _, "48 bytes") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("an id that is no row, too few neighbours and another number of queries are reported")
  func validate() throws {
    let truth = TruthSet(
      queryCount: 2, neighbourCount: 2, ids: [0, 1, 2, 10], distances: nil, path: "t")
    try truth.validate(queries: 2, baseCount: 11, answerCount: 2)
    let badID = thrownError { () throws(IndexError) in
      try truth.validate(queries: 2, baseCount: 10, answerCount: 2)
    }
    #expect(
      badID
        == .malformed(
          path: "t", offset: 20, field: "neighbour 1 of query 1", expected: "a row below 10",
          found: "10"))
    guard
      case .mismatch("t", "queries", _, "2") = thrownError({ () throws(IndexError) in
        try truth.validate(queries: 3, baseCount: 11, answerCount: 2)
      })
    else {
      Issue.record("another number of queries passed")
      return
    }
    guard
      case .mismatch("t", "neighbours per query", _, "2") = thrownError({ () throws(IndexError) in
        try truth.validate(queries: 2, baseCount: 11, answerCount: 3)
      })
    else {
      Issue.record("too few neighbours passed")
      return
    }
  }
}
