import ArgumentParser
import Explorer

/// The manual page: verbs from the parser, keys and commands from the explorer's own tables.
enum ManualPage {
  /// The page for the formatter of man(1).
  static var text: String {
    var page = Roff()
    let program = CommandTree.program
    page.title(
      program.commandName, section: 1,
      source: "\(program.commandName) \(Beamscope.configuration.version)",
      manual: "User Commands")
    page.section("Name")
    page.name(program.commandName, (program.abstract ?? "").drop(lastIf: "."))
    synopsis(program, on: &page)
    page.section("Description")
    page.paragraph(program.discussion ?? "")
    verbs(program, on: &page)
    explorer(on: &page)
    files(on: &page)
    surroundings(on: &page)
    return page.text
  }

  private static func displayed(_ program: CommandTree) -> [CommandTree] {
    (program.subcommands ?? []).filter(\.shouldDisplay)
  }

  private static func synopsis(_ program: CommandTree, on page: inout Roff) {
    page.section("Synopsis")
    let explore = program.subcommands?.first { $0.commandName == "explore" }
    let lines =
      ["\(program.commandName)\(explore.map(usage) ?? "")"]
      + displayed(program).map { "\(program.commandName) \($0.commandName)\(usage($0))" }
    page.literal(lines)
  }

  /// What a verb needs; everything else is `[options]`.
  private static func usage(_ verb: CommandTree) -> String {
    let arguments = (verb.arguments ?? []).filter {
      $0.shouldDisplay && !["--help", "--version"].contains($0.text)
    }
    var words: [String] = []
    for argument in arguments where argument.kind == "positional" {
      words.append(argument.isOptional ? "[\(argument.value)]" : argument.value)
    }
    for argument in arguments where argument.kind == "option" && !argument.isOptional {
      words.append("\(argument.text) \(argument.value)")
    }
    let others = arguments.contains { $0.kind != "positional" && $0.isOptional }
    if others { words.append("[options]") }
    return words.map { " \($0)" }.joined()
  }

  private static func verbs(_ program: CommandTree, on page: inout Roff) {
    page.section("Verbs")
    for verb in displayed(program) {
      page.subsection(verb.commandName)
      page.paragraph(verb.abstract ?? "")
      if let discussion = verb.discussion { page.paragraph(discussion) }
      for argument in verb.arguments ?? [] where argument.shouldDisplay {
        page.entry(
          argument.allNames, argument.kind == "option" ? argument.value : "",
          meaning: argument.meaning)
      }
    }
  }

  private static func explorer(on page: inout Roff) {
    page.section("Explorer")
    page.paragraph(
      "Keys mean the same on every screen unless the screen has its own use for them.")
    for group in KeyReference.keys {
      page.subsection("Keys: \(group.title)")
      for entry in group.entries { page.entry(entry.term, meaning: entry.meaning) }
    }
    page.subsection("Commands behind :")
    for entry in KeyReference.commands {
      page.entry(":\(entry.term)", entry.operand, meaning: entry.meaning)
    }
  }

  private static func files(on page: inout Roff) {
    page.section("Configuration")
    page.paragraph(
      "$XDG_CONFIG_HOME/beamscope/config (else ~/.config/beamscope/config) has lines \"key = value\";"
        + " lines that begin with # do not count. The program never writes it. A line that cannot be"
        + " is told with its number, and the program starts all the same.")
    for key in PreferenceKey.all {
      page.entry(key.name, key.values, meaning: key.help)
    }
    page.section("Files")
    for entry in [
      (
        "$XDG_STATE_HOME/beamscope/state",
        "Where the last session was left; --fresh starts without it. Else below ~/.local/state."
      ),
      ("$XDG_STATE_HOME/beamscope/last.keys", "What was pressed in it; replay does it again."),
      ("$XDG_STATE_HOME/beamscope/sweeps/", "Runs of sweeps that were kept."),
      ("$XDG_CACHE_HOME/beamscope/", "Indexes of the sample data, and maps. Else ~/.cache."),
    ] {
      page.entry(entry.0, meaning: entry.1)
    }
  }

  private static func surroundings(on page: inout Roff) {
    page.section("Environment")
    for entry in [
      ("BEAMSCOPE_SAMPLE_DATA", "The folder of sample data, in the place of the installed one."),
      ("NO_COLOR", "No colours, if it is not empty."),
      ("COLORFGBG", "Its last number tells a light background (7 or 15) from a dark one."),
      ("ESCDELAY", "Milliseconds to wait after Esc for the rest of a key; 25 unless set."),
      ("XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME", "Where the files above lie."),
    ] {
      page.entry(entry.0, meaning: entry.1)
    }
    page.section("Exit status")
    for entry in [
      ("0", "done"), ("1", "failed"), ("2", "usage, or no terminal for the explorer"),
      ("128 + n", "ended by signal n"),
    ] {
      page.entry(entry.0, meaning: entry.1)
    }
  }
}

extension CommandTree.Argument {
  /// The name that says most: the long one.
  fileprivate var text: String {
    let all = names ?? []
    return (all.first { $0.kind == "long" } ?? all.first)?.text ?? value
  }

  /// Every way to write it.
  fileprivate var allNames: String {
    names?.map(\.text).joined(separator: ", ") ?? value
  }

  /// What stands in the place of its value.
  fileprivate var value: String { "<\(valueName ?? "value")>" }

  /// What help says, with the values that can be chosen and the default.
  fileprivate var meaning: String {
    var words = abstract ?? ""
    if let allValues, !allValues.isEmpty, kind != "flag" {
      words += " Values: \(allValues.joined(separator: ", "))."
    }
    if let defaultValue { words += " (default: \(defaultValue))" }
    return words.isEmpty ? "\u{2013}" : words
  }
}

extension String {
  fileprivate func drop(lastIf character: Character) -> Substring {
    last == character ? dropLast() : self[...]
  }
}
