import ArgumentParser
import Foundation
import VectorData

/// Points of a dynamic index by the user's numbers.
struct TagOptions: ParsableArguments {
  @Option(help: "Tags of the points: 5,7,20-30.")
  var tags: NumberList?

  @Option(help: "A file with a tag on each line.", completion: .file())
  var tagsFile: String?

  func validate() throws {
    guard tags == nil || tagsFile == nil else {
      throw ValidationError("--tags and --tags-file cannot be used together")
    }
  }

  /// `nil` where the user gave none.
  func read() throws(IndexError) -> [NodeID]? {
    if let tags {
      var numbers: [NodeID] = []
      for value in tags.values {
        guard let tag = NodeID(exactly: value), tag > 0 else {
          throw .parameter(
            name: "--tags", expected: "numbers from 1 to \(NodeID.max)", found: "\(value)")
        }
        numbers.append(tag)
      }
      return numbers
    }
    guard let tagsFile else { return nil }
    let file = try MappedFile(path: tagsFile)
    let text = String(decoding: file.bytes, as: UTF8.self)
    var numbers: [NodeID] = []
    for (number, line) in text.split(whereSeparator: \.isNewline).enumerated() {
      guard let tag = NodeID(line.trimmingCharacters(in: .whitespaces)), tag > 0 else {
        throw .malformed(
          path: tagsFile, offset: nil, field: "line \(number + 1)",
          expected: "a number from 1 to \(NodeID.max)", found: String(line.prefix(40)))
      }
      numbers.append(tag)
    }
    return numbers
  }
}

/// How an index is updated.
struct UpdateOptions: ParsableArguments {
  @Option(help: "What all file names of the index begin with.", completion: .indexPrefix)
  var index: String

  @OptionGroup var interpretation: IndexInterpretation

  @Option(name: .customShort("R"), help: "Largest number of neighbours. (default: of the build)")
  var maxDegree: Int?

  @Option(name: .customShort("L"), help: "Candidate list of links. (default: of the build)")
  var searchListSize: Int?

  @Option(help: "Prune slack on squared distances. (default: of the build)")
  var alpha: Float?

  @Option(name: .customShort("T"), help: "Threads. (default: all processors)")
  var threadCount: Int?

  @Option(help: "How progress is shown.")
  var progress = ProgressPrinter.Style.auto
}
