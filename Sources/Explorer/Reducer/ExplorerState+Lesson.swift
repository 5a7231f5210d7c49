import Experiments
import VectorData

extension ExplorerState {
  /// Begins a lesson, or goes on with it at a step; its index is built first if it is not there.
  mutating func start(_ lesson: Lesson, step: Int = 0) {
    self.lesson.run = LessonRun(lesson)
    if lesson.steps.indices.contains(step), step > 0 {
      self.lesson.run?.step = step
      self.lesson.run?.isResumed = true
      comeBack()
    }
    buildsFirstIndex = false
    overlay = nil
    commandLine = nil
    if let number = self.lesson.shelf.firstIndex(of: lesson) {
      self.lesson.place.select(number)
    }
  }

  /// Begins lesson `number` of the list.
  mutating func startLesson(number: Int) throws(ExplorerCommand.Fault) {
    guard let found = lesson.shelf.first(where: { $0.number == number }) else {
      let numbers = lesson.shelf.map { "\($0.number)" }.joined(separator: ", ")
      throw .init(
        message: lesson.shelf.isEmpty
          ? "no lessons are beside the sample data" : "no lesson \(number): \(numbers)")
    }
    start(found)
  }

  /// Answers a key if it belongs to the lesson; `nil` where it is the screen's.
  mutating func pressInLesson(_ key: Key) -> [Effect]? {
    guard let run = lesson.run, overlay == nil, commandLine == nil, build.input == nil else {
      return nil
    }
    guard run.isOnRails else {
      guard key == ";" else { return nil }
      comeBack()
      return []
    }
    notice = nil
    switch key {
    case " ", .enter, .right, .left, .backspace, "a", "b", "c", "d":
      // What the text speaks of stands on the screen when nothing runs any more.
      guard run.isReady, !isBusy else {
        notice = Notice(text: "one moment: the engine is at work")
        return []
      }
      turn(key)
    case "x":
      lesson.run?.isOnRails = false
      notice = Notice(text: "the keys are the explorer's now; ; comes back to the lesson")
    case .escape: endLesson(at: run.step)
    case ":", "?", "q", "Q", "E", .function, .control, "9", "0": return nil
    default:
      notice = Notice(text: "Space goes on, x lets you explore, Esc ends the lesson")
    }
    return []
  }

  private mutating func turn(_ key: Key) {
    switch key {
    case .left, .backspace: stepBackInLesson()
    case "a", "b", "c", "d": predict(key)
    default: advanceLesson()
    }
  }

  private mutating func predict(_ key: Key) {
    guard let run = lesson.run, run.isAsking,
      let choice = (["a", "b", "c", "d"] as [Key]).firstIndex(of: key),
      run.current.choices.indices.contains(choice)
    else { return }
    lesson.run?.choice = choice
    lesson.run?.predictionCount += 1
    if run.current.choices[choice].isRight { lesson.run?.rightCount += 1 }
    showStep()
  }

  private mutating func advanceLesson() {
    guard let run = lesson.run, run.fault == nil else { return }
    let hasMore =
      !run.current.show.pieces.isEmpty && !run.current.look.pieces.isEmpty
    if run.stage == .look, hasMore { return showStep() }
    guard !run.isLast else {
      endLesson(at: 0)
      let score =
        run.predictionCount > 0
        ? ", \(run.rightCount) of \(run.predictionCount) predictions right" : ""
      notice = Notice(text: "the end of lesson \(run.lesson.number)\(score); 9 has the others")
      return
    }
    begin(step: run.step + 1)
  }

  /// Ends the lesson and notes the step to go on with another time.
  private mutating func endLesson(at step: Int) {
    if let run = lesson.run { lesson.left[UserPath.absolute(run.lesson.path)] = step }
    lesson.run = nil
  }

  /// Shows what happens in the step.
  private mutating func showStep() {
    lesson.run?.stage = .shown
    press(lesson.run?.current.then)
  }

  private mutating func begin(step: Int) {
    lesson.run?.step = step
    lesson.run?.isResumed = false
    lesson.run?.stage = .look
    lesson.run?.choice = nil
    press(lesson.run?.current.keys)
    if lesson.run?.current.look.pieces.isEmpty == true { press(lesson.run?.current.then) }
  }

  private mutating func stepBackInLesson() {
    guard let run = lesson.run, run.fault == nil else { return }
    if run.stage == .look {
      guard run.step > 0 else { return }
      lesson.run?.step -= 1
    }
    lesson.run?.stage = .look
    lesson.run?.choice = nil
    comeBack()
  }

  /// Brings the screen to where the lesson stands: the index is opened again and every key of the lesson
  /// pressed up to here.
  private mutating func comeBack() {
    guard let run = lesson.run else { return }
    lesson.run?.isOnRails = true
    lesson.run?.pending = []
    lesson.run?.preparation = .needed
    for step in 0..<run.step {
      press(run.lesson.steps[step].keys)
      press(run.lesson.steps[step].then)
    }
    press(run.current.keys)
    if run.stage == .shown || run.current.look.pieces.isEmpty { press(run.current.then) }
  }

  private mutating func press(_ keys: Lesson.Keys?) {
    guard let keys, let path = lesson.run?.lesson.path else { return }
    do throws(IndexError) {
      lesson.run?.pending += try KeyScript.parse(keys.script)
    } catch {
      lesson.run?.fault = "line \(keys.line) of \(path): \(error)"
    }
  }

  /// Lets the lesson do what it can while nothing else runs: prepare its index, press its keys.
  mutating func driveLesson() -> [Effect] {
    var effects: [Effect] = []
    while effects.isEmpty, !isBusy, let run = lesson.run, run.fault == nil, run.isOnRails {
      guard run.preparation == .done else {
        effects = prepareLesson(run)
        if effects.isEmpty, lesson.run?.preparation != .done { return [] }
        continue
      }
      guard let key = run.pending.first else { return effects }
      lesson.run?.pending.removeFirst()
      effects = press(key)
      // Words for the learner's own keys.
      notice = nil
    }
    return effects
  }

  private mutating func prepareLesson(_ run: LessonRun) -> [Effect] {
    guard library.isScanned else { return [] }
    guard
      let data = library.entries.lazy.compactMap({ entry -> DataSetListing? in
        guard case .dataSet(let data) = entry else { return nil }
        return data.description.name == run.lesson.index.dataSet ? data : nil
      }).first
    else {
      lesson.run?.fault = "The sample data \(run.lesson.index.dataSet) are not there."
      return []
    }
    let folder = data.indexPrefix.split(separator: "/").dropLast().joined(separator: "/")
    let request = run.lesson.index.request(from: data.description, folder: "/" + folder)
    if case .opening(let prefix) = run.preparation {
      guard index?.prefix == prefix else {
        lesson.run?.fault = "The index \(prefix) cannot be opened."
        return []
      }
      lesson.run?.preparation = .done
      let isFresh = run.step == 0 && run.stage == .look && run.pending.isEmpty
      if isFresh { begin(step: 0) }
      return []
    }
    let layout = run.lesson.index.layout(of: request.prefix)
    if let prefix = prefixInLibrary(of: layout?.prefix ?? request.prefix) {
      lesson.run?.preparation = .opening(prefix: prefix)
      return openIndex(prefix: prefix)
    }
    if let layout, let built = prefixInLibrary(of: request.prefix) {
      guard run.preparation != .layingOut else {
        lesson.run?.fault = "The index \(layout.prefix) cannot be made; 8 says why."
        return []
      }
      lesson.run?.preparation = .layingOut
      let title = "lay out \(request.name)"
      record(.began, title)
      return [.layOut(jobs.start(.layout, title: title, at: seconds), built, layout)]
    }
    guard run.preparation == .needed else {
      lesson.run?.fault = "The index \(request.prefix) cannot be built; 8 says why."
      return []
    }
    lesson.run?.preparation = .building
    record(.began, "build \(request.summary)")
    return [.build(jobs.start(.build, title: "build \(request.name)", at: seconds), request)]
  }

  /// The index of that name, if it was found and is whole. Its name says what it was built with.
  private func prefixInLibrary(of prefix: String) -> String? {
    library.entries.lazy.compactMap { entry -> String? in
      guard case .index(let listing) = entry,
        listing.name == prefix.split(separator: "/").last.map(String.init)
      else { return nil }
      if case .faulty = listing.health { return nil }
      return listing.prefix
    }.first
  }
}
