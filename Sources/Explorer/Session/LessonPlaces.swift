import Experiments

/// The steps at which lessons were left, by the paths of their files: where `learn` goes on.
public struct LessonPlaces: Sendable, Equatable {
  /// More lessons are not remembered.
  static let capacity = 100

  private var steps: [(path: String, step: Int)] = []

  /// Nothing is known.
  public init() {}

  /// Reads what `text` gave. What is not understood is left out: a memory is no reason to complain.
  public init(_ text: String) {
    for line in SettingLines(text).lines {
      if let step = Int(line.value), step > 0 { steps.append((line.key, step - 1)) }
    }
    steps = steps.suffix(Self.capacity)
  }

  /// Lines `path = step`, the first step being 1.
  public var text: String {
    steps.suffix(Self.capacity).map { "\($0.path) = \($0.step + 1)\n" }.joined()
  }

  /// The step at which a lesson was left, 0 the first.
  public func step(ofLessonAt path: String) -> Int {
    let path = UserPath.absolute(path)
    return steps.last { $0.path == path }?.step ?? 0
  }

  /// Takes over where the lessons of a session were left. Those at their first step are as if never begun.
  public mutating func take(_ places: [String: Int]) {
    for (path, step) in places.sorted(by: { $0.key < $1.key }) {
      steps.removeAll { $0.path == path }
      // In a line of text these would mean something else.
      let isPlain = !path.contains { $0.isNewline || $0 == "=" } && !path.hasPrefix("#")
      if step > 0, isPlain { steps.append((path, step)) }
    }
  }

  /// Whether the same lessons were left at the same steps, in the same order.
  public static func == (left: LessonPlaces, right: LessonPlaces) -> Bool {
    left.text == right.text
  }
}

extension ExplorerSession {
  /// The steps at which the lessons of this session stand or were left; 0 for those that were played to their end.
  public var lessonPlaces: [String: Int] {
    var places = state.lesson.left
    if let run = state.lesson.run { places[UserPath.absolute(run.lesson.path)] = run.step }
    return places
  }
}

extension SessionFiles {
  /// Where lessons were left; nothing where nothing is known.
  public func lessonPlaces() -> LessonPlaces {
    (try? Self.text(at: lessonsPath)).flatMap { $0 }.map(LessonPlaces.init) ?? LessonPlaces()
  }
}
