import ArgumentParser
import Experiments
import Explorer
import Foundation
import VectorData

/// `learn`: lessons on the sample data.
struct LearnVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn", abstract: "Lessons: list them, play one, or check what they say.",
    discussion: """
      Without a number the lessons are listed. With one the explorer opens with it, at the step at which \
      it was left. --check plays lessons without a terminal and compares every number in their texts with \
      the engine's.
      """)

  @Argument(help: "The number of a lesson.")
  var number: Int?

  @Option(help: "A lesson file of your own (docs/lessons.md).")
  var file: String?

  @Flag(help: "Begin with the first step, not where the lesson was left.")
  var fresh = false

  @Flag(help: "Play through and compare; exit 1 where a sentence is not so.")
  var check = false

  func run() throws {
    let lessons = try lessons()
    guard check else {
      guard number != nil || file != nil, let lesson = lessons.first else {
        return try list(lessons)
      }
      throw Ending.exit(play(lesson))
    }
    try check(lessons)
  }

  /// Plays a lesson as the user has set the explorer, and keeps what was pressed. Gives the exit code.
  private func play(_ lesson: Lesson) -> Int32 {
    let files = SessionFiles()
    var options = ExplorerOptions()
    options.lesson = lesson
    (options.preferences, options.preferenceFaults) = files.preferences()
    let keeps = options.preferences.restores
    if !fresh, keeps { options.lessonStep = files.lessonPlaces().step(ofLessonAt: lesson.path) }
    var fault: String?
    let keep = { (session: ExplorerSession) in
      guard keeps else { return }
      var places = files.lessonPlaces()
      places.take(session.lessonPlaces)
      fault = files.write(places, keyLog: session.keyLog)
    }
    let code =
      options.preferences.isAccessible
      ? SpokenLoop.run(options, onEnd: keep) : TerminalLoop.run(options, onEnd: keep)
    if let fault { Ending.say("where the lesson was left is not kept: \(fault)") }
    return code
  }

  private func lessons() throws(IndexError) -> [Lesson] {
    if let file { return [try LessonFile.read(path: file)] }
    guard let folder = PlacesOnDisk.lessonFolder() else {
      throw .parameter(
        name: "--file", expected: "a lesson: the sample data are not beside the program",
        found: "none")
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var lessons: [Lesson] = []
    for name in names.sorted() where name.hasSuffix(LessonFile.ending) {
      lessons.append(try LessonFile.read(path: folder + "/" + name))
    }
    lessons.sort { $0.number < $1.number }
    guard let number else { return lessons }
    guard let lesson = lessons.first(where: { $0.number == number }) else {
      throw .parameter(
        name: "N", expected: "one of " + lessons.map { "\($0.number)" }.joined(separator: ", "),
        found: "\(number)")
    }
    return [lesson]
  }

  private func list(_ lessons: [Lesson]) throws(IndexError) {
    var output = try TextOutput(path: "-")
    for lesson in lessons {
      try output.write(
        "\(lesson.number)  \(lesson.title) (\(lesson.minutes) min)\n   \(lesson.about)\n")
    }
    try output.write("beamscope learn N plays one.\n")
    try output.finish()
  }

  private func check(_ lessons: [Lesson]) throws {
    let folder = NSTemporaryDirectory() + "/beamscope-lessons-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var output = try TextOutput(path: "-")
    var isSound = true
    for lesson in lessons {
      let faults = LessonCheck.run(lesson, indexFolder: folder)
      isSound = isSound && faults.isEmpty
      try output.write("lesson \(lesson.number): \(faults.isEmpty ? "ok" : "not so")\n")
      for fault in faults { try output.write("  \(lesson.path): \(fault)\n") }
      try output.flush()
    }
    try output.finish()
    if !isSound { throw Ending.failed }
  }
}
