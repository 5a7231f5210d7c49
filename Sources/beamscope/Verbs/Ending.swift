import ArgumentParser
import Foundation
import VectorData

/// How a verb that did not succeed ends: one line on standard error and an exit code.
enum Ending: Error {
  /// The verb has already said what is wrong.
  case failed
  /// The verb has already said how it is used.
  case usage
  /// The explorer has ended with this code.
  case exit(Int32)

  /// Tells `error` to the user and gives the code to exit with.
  static func exitCode(after error: any Error) -> Int32 {
    switch error {
    case Ending.failed:
      return 1
    case Ending.usage:
      return 2
    case Ending.exit(let code):
      return code
    case IndexError.cancelled:
      return 128 + (Interruption.received ?? SIGINT)
    case IndexError.system(_, _, _, EPIPE):
      return 128 + SIGPIPE
    case IndexError.parameter:
      say("\(error)")
      return 2
    case is IndexError:
      say("\(error)")
      return 1
    default:
      return exitCode(afterParsing: error)
    }
  }

  /// One line on standard error, with the name of the program.
  static func say(_ text: String) {
    let line = "beamscope: " + text.split(whereSeparator: \.isNewline).joined(separator: " ") + "\n"
    FileHandle.standardError.write(Data(line.utf8))
  }

  /// What the parser throws: help and version are no failures, everything else is a usage error.
  private static func exitCode(afterParsing error: any Error) -> Int32 {
    guard Beamscope.exitCode(for: error) != .success else {
      print(Beamscope.fullMessage(for: error))
      return 0
    }
    say(Beamscope.message(for: error))
    return 2
  }
}
