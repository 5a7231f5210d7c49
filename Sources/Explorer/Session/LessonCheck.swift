import Canvas
import Experiments
import Foundation
import VectorData

/// Plays a lesson through without a terminal and compares what it says with what the engine does.
public enum LessonCheck {
  /// Something that a lesson says and that is not so.
  public struct Fault: Sendable, Equatable, CustomStringConvertible {
    /// The line of the file.
    public var line: Int
    /// What the lesson says.
    public var said: String
    /// What is.
    public var found: String

    /// One line for a person.
    public var description: String { "line \(line): says \(said), found \(found)" }
  }

  /// The size at which every text and every sight must be seen.
  static let size = Size(width: 80, height: 24)

  /// Everything in `lesson` that is not so; empty for a sound one. Builds its index below `folder`, or takes
  /// the one that an earlier check left there.
  public static func run(_ lesson: Lesson, indexFolder folder: String) -> [Fault] {
    let places = LibraryPlaces(
      dataSetFolders: PlacesOnDisk.sampleDataSetFolders(), cacheFolder: folder, folders: [])
    var options = ExplorerOptions()
    options.lesson = lesson
    options.hidesTimings = true
    let session = ExplorerSession(options: options, places: places, wake: {})
    defer { session.shutDown() }
    session.resize(to: size)
    session.waitUntilIdle()
    var faults: [Fault] = []
    // Two moments a step: the look, and what is shown.
    for _ in 0..<2 * lesson.steps.count {
      guard let run = session.state.lesson.run else { break }
      guard run.isReady, run.fault == nil else {
        faults.append(
          Fault(
            line: run.current.line, said: "a step that can be played",
            found: run.fault ?? "an index that is not ready"))
        break
      }
      faults += self.faults(of: run, in: session)
      if let right = run.current.choices.firstIndex(where: \.isRight), run.isAsking {
        session.handle((["a", "b", "c", "d"] as [Key])[right])
      } else {
        session.handle(" ")
      }
      session.waitUntilIdle()
    }
    return faults
  }

  private static func faults(of run: LessonRun, in session: ExplorerSession) -> [Fault] {
    let state = session.state
    var faults: [Fault] = []
    if !LessonPane.fits(run) {
      faults.append(
        Fault(
          line: run.current.line, said: "a text for 80 x 24",
          found: "one that is too long: \(run.text.prefix(40))…"))
    }
    if let overlay = state.overlay, case .failure(_, let message) = overlay {
      faults.append(Fault(line: run.current.line, said: "keys that work", found: message))
    }
    for fact in run.facts {
      let found = LessonFacts.value(of: fact.name, in: state).map { text($0, like: fact.literal) }
      guard found != fact.literal else { continue }
      faults.append(
        Fault(
          line: fact.line, said: "\(fact.name) = \(fact.literal)",
          found: found ?? "no such number on the screens"))
    }
    guard run.isShowing || run.current.show.pieces.isEmpty else { return faults }
    let frame = PlainEncoder.encode(session.frame())
    for sight in run.current.sights where !frame.contains(sight.text) {
      faults.append(Fault(line: sight.line, said: "\"\(sight.text)\" on the screen", found: "none"))
    }
    return faults
  }

  /// A number with as many decimals as it is written with.
  static func text(_ value: Double, like literal: String) -> String {
    let decimals =
      literal.split(separator: ".").count > 1 ? literal.split(separator: ".")[1].count : 0
    return String(format: "%.\(decimals)f", value)
  }
}
