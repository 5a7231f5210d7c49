import Testing
import VectorData

@Suite("Filter expressions")
struct FilterExpressionTests {
  private typealias Filter = FilterExpression

  @Test(
    "NOT binds before AND, AND before OR, parentheses before all",
    arguments: [
      ("a", Filter.label("a")),
      ("a AND b OR c", .or(.and(.label("a"), .label("b")), .label("c"))),
      ("a or b and c", .or(.label("a"), .and(.label("b"), .label("c")))),
      ("NOT a & b", .and(.not(.label("a")), .label("b"))),
      ("!(a|b)", .not(.or(.label("a"), .label("b")))),
      ("NOT NOT a", .not(.not(.label("a")))),
      ("a OR b OR c", .or(.or(.label("a"), .label("b")), .label("c"))),
      ("\"not\" and \"two words\"", .and(.label("not"), .label("two words"))),
      ("non-free/games", .label("non-free/games")),
    ])
  func precedence(text: String, expected: FilterExpression) throws {
    #expect(try FilterExpression(text) == expected)
  }

  @Test(
    "a fault names its column",
    arguments: [
      ("", "a label, NOT or ( at column 1", "the end"),
      ("a AND", "a label, NOT or ( at column 6", "the end"),
      ("a b", "AND, OR or the end at column 3", "\"b\""),
      ("(a", "AND, OR or ) at column 3", "the end"),
      ("a)", "AND, OR or the end at column 2", ")"),
      ("OR a", "a label, NOT or ( at column 1", "OR"),
      ("a AND \"b", "a label, NOT or ( at column 7", "a quote without its end"),
    ])
  func faults(text: String, expected: String, found: String) {
    #expect(throws: IndexError.parameter(name: "--filter", expected: expected, found: found)) {
      try FilterExpression(text)
    }
  }

  @Test("neither depth nor length exhausts the stack")
  func hostile() {
    for text in [
      String(repeating: "(", count: 100_000), String(repeating: "! ", count: 100_000),
      "a" + String(repeating: " OR a", count: 100_000),
    ] {
      #expect(throws: IndexError.self) { try FilterExpression(text) }
    }
  }

  @Test("random expressions pass what a look at every point passes")
  func againstEveryPoint() throws {
    let folder = try LabelFolder()
    var generator = SeededGenerator(seed: 3)
    let carried = (0..<130).map { _ in
      Array(
        Set((0...generator.nextIndex(below: 3)).map { _ in "l\(generator.nextIndex(below: 6))" }))
    }
    let labels = try folder.labels(carried.map { $0.joined(separator: ",") }, universal: "l0")
    for _ in 0..<60 {
      let expression = Self.random(depth: 4, &generator)
      let expected = carried.indices.filter { Self.passes(expression, carried[$0]) }
      #expect(try expression.passing(labels).nodes == expected.map(NodeID.init))
    }
  }

  private static func random(depth: Int, _ generator: inout SeededGenerator) -> FilterExpression {
    switch depth == 0 ? 0 : generator.nextIndex(below: 4) {
    case 1:
      .and(random(depth: depth - 1, &generator), random(depth: depth - 1, &generator))
    case 2: .or(random(depth: depth - 1, &generator), random(depth: depth - 1, &generator))
    case 3: .not(random(depth: depth - 1, &generator))
    default: .label("l\(1 + generator.nextIndex(below: 5))")
    }
  }

  private static func passes(_ expression: FilterExpression, _ carried: [String]) -> Bool {
    switch expression {
    case .label(let name): carried.contains(name) || carried.contains("l0")
    case .and(let left, let right): passes(left, carried) && passes(right, carried)
    case .or(let left, let right): passes(left, carried) || passes(right, carried)
    case .not(let inner): !passes(inner, carried)
    }
  }

  @Test("an unknown label is an error that names known ones")
  func unknown() throws {
    let labels = try LabelFolder().labels(["a", "b,a"])
    let error = #expect(throws: IndexError.self) {
      try FilterExpression("a AND c").passing(labels)
    }
    #expect(error?.description.contains("a, b") == true)
  }
}
