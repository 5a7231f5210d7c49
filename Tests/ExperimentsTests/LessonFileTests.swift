import DiskIndex
import Testing
import Vamana
import VectorData

@testable import Experiments

@Suite("Lesson files")
struct LessonFileTests {
  private static let text = """
    # A comment.
    @lesson 4
    @title A title
    @about What one learns.
    @minutes 7
    @data digits
    @build R 8 alpha 1.5 passes paper
    @step First
    @keys 5g7<Enter>
    @look
    Look at {prune.kept = 8} edges
    and more.

    A second paragraph.
    @ask What next?
    - this
    + that
    @then +
    @show It grew by {prune.longest = 0.25}.
    @see kept
    @step Second
    @show The end.
    """

  private func parse(_ text: String) throws(IndexError) -> Lesson {
    try LessonFile.parse(text, path: "x.lesson")
  }

  @Test("A file becomes head, steps, answers and facts with their lines")
  func whole() throws {
    let lesson = try parse(Self.text)
    #expect(lesson.number == 4 && lesson.title == "A title" && lesson.minutes == 7)
    #expect(lesson.index.dataSet == "digits" && lesson.index.maxDegree == 8)
    #expect(lesson.index.alpha == 1.5 && lesson.index.reading == .paper)
    #expect(lesson.steps.map(\.title) == ["First", "Second"])
    let step = lesson.steps[0]
    #expect(step.keys == Lesson.Keys(script: "5g7<Enter>", line: 9))
    #expect(step.look.plain == "Look at 8 edges and more.\nA second paragraph.")
    #expect(step.look.facts == [Lesson.Fact(name: "prune.kept", literal: "8", line: 11)])
    #expect(step.question == "What next?" && step.choices.map(\.isRight) == [false, true])
    #expect(step.then.script == "+" && step.show.plain == "It grew by 0.25.")
    #expect(step.sights == [Lesson.Sight(text: "kept", line: 20)])
    #expect(lesson.steps[1].look.pieces.isEmpty && lesson.steps[1].question == nil)
  }

  @Test("A layout is made from the build under a name of its own; without one there is none")
  func layout() throws {
    var wish = try parse(Self.text.replacing("passes paper", with: "order graph navigation 0.1"))
      .index
    let layout = try #require(wish.layout(of: "/c/x"))
    #expect(layout.order == .graph && layout.navigation?.share == 0.1)
    #expect(layout.prefix == "/c/x-order-graph-navigation0.1")
    wish.order = nil
    #expect(wish.layout(of: "/c/x")?.order == .rows)
    wish.navigationShare = nil
    #expect(wish.layout(of: "/c/x") == nil)
  }

  @Test(
    "What is wrong is said with its line",
    arguments: [
      ("@title T\n@data d\n@look too early", 3), ("@title T\n@data d\nwords", 3),
      ("@title T\n@data d\n@step S\n@show {x}", 4), ("@title T\n@data d\n@step S\n@show {x = y", 4),
      ("@title T\n@data d\n@step S\n@ask Q\nnot an answer", 5),
      ("@title T\n@data d\n@step S\n@show s\n@ask Q\n- a\n- b", 3),
      ("@title T\n@data d\n@step S\n@show s\n@ask Q\n+ a", 3), ("@lesson four", 1),
      ("@title T\n@build R", 2), ("@title T\n@build R x", 2), ("@title T\n@build Q 3", 2),
      ("@title T\n@build order size", 2), ("@title T\n@build navigation 2", 2),
      ("@title T\n@data d\n@step S", 3), ("@title T\n@data d\n@step S\n@word x", 4),
      ("@step S\n@show s", 1),
    ])
  func faults(text: String, line: Int) {
    do throws(IndexError) {
      _ = try parse(text)
      Issue.record("was read: \(text)")
    } catch {
      guard case .malformed("x.lesson", nil, let field, _, _) = error, field == "line \(line)"
      else {
        Issue.record("\(error) for \(text)")
        return
      }
    }
  }

  @Test("No text makes the reader fail in another way")
  func noise() throws {
    var generator = SeededGenerator(seed: 8)
    let words = [
      "@step", "@look", "@ask", "@show {", "}", "=", "- a", "+ b", "\n", " ", "@build R", "9",
    ]
    for _ in 0..<500 {
      let text = (0..<30).map { _ in words[generator.nextIndex(below: words.count)] }.joined(
        separator: generator.nextIndex(below: 2) == 0 ? "\n" : " ")
      _ = try? parse(text)
    }
  }
}
