import Foundation
import TestSupport
import Testing
import VectorData

/// Label files of a test.
struct LabelFolder {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func labels(
    _ lines: [String], count: Int? = nil, universal: String? = nil, ending: String = "\n"
  ) throws -> PointLabels {
    let path = folder.file("labels.txt")
    try Data((lines.joined(separator: ending) + ending).utf8).write(to: URL(fileURLWithPath: path))
    return try PointLabels.read(path: path, nodeCount: count ?? lines.count, universal: universal)
  }
}

@Suite("Label files")
struct PointLabelsTests {
  @Test("each label has its points; doubles, blanks and line ends do not count")
  func points() throws {
    let labels = try LabelFolder().labels(["x, y", "y,y", " z", "x"], ending: "\r\n")
    #expect(labels.names == ["x", "y", "z"])
    #expect(Array(labels.points(of: 0)) == [0, 3] && Array(labels.points(of: 1)) == [0, 1])
    #expect(labels.passing(label: 2).nodes == [2])
  }

  @Test("points of the universal label pass every filter")
  func universal() throws {
    let labels = try LabelFolder().labels(["x", "any", "y"], universal: "any")
    #expect(labels.passing(label: 0).nodes == [0, 1])
    #expect(throws: IndexError.self) { try LabelFolder().labels(["x"], universal: "any") }
  }

  @Test(
    "a file that does not fit the rows is refused",
    arguments: [(["a", "b"], 3), (["a", "b"], 1), (["a", ""], 2), (["a,,b"], 1), (["a,"], 1)])
  func refusals(lines: [String], count: Int) throws {
    #expect(throws: IndexError.self) { try LabelFolder().labels(lines, count: count) }
  }
}

@Suite("Sets of nodes")
struct NodeSetTests {
  @Test("set algebra at the borders of words", arguments: [1, 63, 64, 65, 200])
  func algebra(nodeCount: Int) {
    var generator = SeededGenerator(seed: UInt64(nodeCount))
    let all = (0..<nodeCount).map { NodeID($0) }
    let first = all.filter { _ in generator.nextIndex(below: 2) == 0 }
    let second = all.filter { _ in generator.nextIndex(below: 3) == 0 }
    let left = NodeSet(nodeCount: nodeCount, nodes: first)
    let right = NodeSet(nodeCount: nodeCount, nodes: second)
    var union = left
    union.formUnion(right)
    var intersection = left
    intersection.formIntersection(right)
    #expect(union.nodes == all.filter { first.contains($0) || second.contains($0) })
    #expect(intersection.nodes == all.filter { first.contains($0) && second.contains($0) })
    #expect(left.complement.nodes == all.filter { !first.contains($0) })
    #expect(left.count == first.count && left.complement.count == nodeCount - first.count)
    #expect(all.allSatisfy { left.contains($0) == first.contains($0) })
  }
}
