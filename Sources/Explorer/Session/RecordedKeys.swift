import Canvas
import Experiments
import VectorData

/// A key log, or any key script, as it is done again.
public struct RecordedKeys: Sendable {
  /// A step.
  public enum Step: Sendable, Equatable {
    /// The screen has this size.
    case resize(Size)
    /// A key is pressed.
    case press(Key)
  }

  /// What the session is started with.
  public private(set) var options: ExplorerOptions
  /// In order.
  public private(set) var steps: [Step] = []
  /// Sizes of screens that are taken from a file.
  private static let largestSide = 1000

  /// Reads a text.
  ///
  /// - Throws: `IndexError.parameter` for a name that is no key, `mismatch` for the log of another version; as
  ///   `LessonFile.read` for the lesson that it began with.
  public init(_ text: String, path: String) throws(IndexError) {
    var prefix: String?
    var options = ExplorerOptions()
    var memory = ""
    for line in text.split(whereSeparator: \.isNewline) {
      guard line.hasPrefix("# ") else {
        for key in try KeyScript.parse(String(line)) { steps.append(.press(key)) }
        continue
      }
      let parts = line.dropFirst(2).split(separator: " ", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { continue }
      switch parts[0] {
      case "beamscope": try Self.check(parts[1], path)
      case "open": prefix = parts[1]
      case "trace": options.tracePath = parts[1]
      case "lesson": options.lesson = try LessonFile.read(path: parts[1])
      case "step": options.lessonStep = max((Int(parts[1]) ?? 1) - 1, 0)
      case "set": _ = options.preferences.read(parts[1], path: path)
      case "state": memory += parts[1] + "\n"
      case "size": if let size = Self.size(parts[1]) { steps.append(.resize(size)) }
      default: break
      }
    }
    options.prefix = prefix
    options.memory = memory.isEmpty ? nil : SessionMemory(memory)
    options.buildsFirstIndex = false
    self.options = options
  }

  private static func check(_ version: String, _ path: String) throws(IndexError) {
    guard version != "keys 1" else { return }
    throw .mismatch(path: path, field: "version", expected: "keys 1", found: version)
  }

  private static func size(_ text: String) -> Size? {
    let sides = text.split(separator: "x").compactMap { Int($0) }
    guard sides.count == 2, sides.allSatisfy({ (1...largestSide).contains($0) }) else { return nil }
    return Size(width: sides[0], height: sides[1])
  }
}
