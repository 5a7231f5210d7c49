import ArgumentParser
import Foundation

/// A verb with its options, as the parser itself describes it: `--experimental-dump-help`, version 0.
struct CommandTree: Decodable {
  /// An option, a flag or an argument.
  struct Argument: Decodable {
    /// One of its names.
    struct Name: Decodable {
      var kind: String
      var name: String

      /// As it is typed.
      var text: String { kind == "long" ? "--\(name)" : "-\(name)" }
    }

    var kind: String
    var shouldDisplay: Bool
    var isOptional: Bool
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var allValues: [String]?
    var abstract: String?
  }

  var commandName: String
  var shouldDisplay: Bool
  var abstract: String?
  var discussion: String?
  var subcommands: [CommandTree]?
  var arguments: [Argument]?

  private struct Dump: Decodable {
    var command: CommandTree
  }

  /// The whole program.
  static var program: CommandTree {
    guard let dump = try? JSONDecoder().decode(Dump.self, from: Data(Beamscope._dumpHelp().utf8))
    else { preconditionFailure("the parser describes itself in version 0 of its format") }
    return dump.command
  }
}
