import Experiments

/// Lessons that can be played, and the one that is.
struct LessonState: Sendable, Equatable {
  /// The lessons that were found, by number.
  var shelf: [Lesson] = []
  /// The selected one of the list.
  var place = ListPlace()
  /// The lesson under way.
  var run: LessonRun?
  /// The steps at which the lessons of this session were left, by path; 0 for those that were played to their end.
  var left: [String: Int] = [:]

  /// The lesson under the marker of the list.
  var selected: Lesson? { place.row(of: shelf.count).map { shelf[$0] } }
  /// Whether keys belong to the lesson now.
  var isOnRails: Bool { run?.isOnRails ?? false }
  /// Whether the lesson presses keys or prepares its index: the screen is not what it will be.
  var isMoving: Bool { run.map { !$0.isReady } ?? false }
}

/// A lesson under way.
struct LessonRun: Sendable, Equatable {
  /// Where the run stands in a step.
  enum Stage: Sendable, Equatable {
    /// The learner looks, and predicts where something is asked.
    case look
    /// What happens is shown.
    case shown
  }

  /// How far the index is.
  enum Preparation: Sendable, Equatable {
    /// It has to be found or built.
    case needed
    /// It is being built.
    case building
    /// Its nodes are being put into another order, and its navigation graph is made.
    case layingOut
    /// It is being opened.
    case opening(prefix: String)
    /// It is open.
    case done
  }

  /// The lesson.
  let lesson: Lesson
  /// The step, 0 the first.
  var step = 0
  /// Where in it.
  var stage = Stage.look
  /// Whether this is the step at which the lesson was left another time.
  var isResumed = false
  /// What the learner predicted in this step.
  var choice: Int?
  /// Predictions so far, and how many of them were right.
  var predictionCount = 0
  var rightCount = 0
  /// Whether the keys belong to the lesson.
  var isOnRails = true
  /// The index.
  var preparation = Preparation.needed
  /// Keys that the lesson still has to press.
  var pending: [Key] = []
  /// Why the lesson cannot go on.
  var fault: String?

  /// A lesson from its start.
  init(_ lesson: Lesson) { self.lesson = lesson }

  /// The step under way.
  var current: Lesson.Step { lesson.steps[min(step, lesson.steps.count - 1)] }
  /// Whether something is asked and not answered yet.
  var isAsking: Bool { stage == .look && current.question != nil }
  /// Whether the screen is what the text speaks of.
  var isReady: Bool { fault != nil || preparation == .done && pending.isEmpty }
  /// Whether this is the end.
  var isLast: Bool { step >= lesson.steps.count - 1 }

  /// What stands in the pane.
  var text: String {
    if let fault { return fault }
    guard preparation == .done else {
      return preparation == .building || preparation == .layingOut
        ? "The index of this lesson is being built: once, and in a moment."
        : "The index of this lesson is being opened."
    }
    guard isShowing else {
      guard let question = current.question else { return current.look.plain }
      let letters = zip(["a", "b", "c", "d"], current.choices).map { "\($0): \($1.text)" }
      return ([current.look.plain, question] + letters).joined(separator: "\n")
    }
    guard let choice, current.choices.indices.contains(choice) else { return current.show.plain }
    let verdict = current.choices[choice].isRight ? "Right." : "Not so."
    return verdict + " " + current.show.plain
  }

  /// The facts of what is shown now.
  var facts: [Lesson.Fact] { isShowing ? current.show.facts : current.look.facts }
  /// Whether the words are those of what happens; a step without a look has no others.
  var isShowing: Bool { stage == .shown || current.look.pieces.isEmpty }

  /// What the keys do now.
  var hints: [(key: String, text: String)] {
    guard isOnRails else { return [(";", "back to the lesson")] }
    var hints: [(key: String, text: String)] = []
    if isAsking {
      hints.append((current.choices.count == 2 ? "a b" : "a b c", "predict"))
    }
    let forward =
      stage == .look && !current.show.pieces.isEmpty && !current.look.pieces.isEmpty
      ? "show" : isLast ? "end" : "next"
    hints.append(("Space", forward))
    if step > 0 || stage == .shown { hints.append(("←", "back")) }
    return hints + [("x", "explore, ; comes back"), ("Esc", "end")]
  }
}
