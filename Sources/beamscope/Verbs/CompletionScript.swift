import ArgumentParser

/// The completions of a shell. The parser's own script knows nothing of what may stand where no verb does; here the
/// words of the explorer are added to it, from a script that the parser writes for the explorer alone.
enum CompletionScript {
  /// The shell that a command line asks a script for; `nil` leaves the answer to the parser.
  static func shell(of arguments: [String]) -> CompletionShell? {
    guard arguments.count == 2, arguments[0] == "--generate-completion-script" else { return nil }
    return CompletionShell(rawValue: arguments[1])
  }

  /// The script.
  static func text(for shell: CompletionShell) -> String {
    let verbs = Beamscope.completionScript(for: shell)
    let explorer = ExploreVerb.completionScript(for: shell)
      .replacing("---completion -- ", with: "---completion \(explore) -- ")
    switch shell {
    case .zsh: return zsh(verbs, explorer)
    case .fish: return fish(verbs, explorer)
    default: return bash(verbs, explorer)
    }
  }

  private static let explore = ExploreVerb.configuration.commandName ?? "explore"
  private static let program = Beamscope.configuration.commandName ?? "beamscope"
  private static var verbNames: [String] {
    let verbs = Beamscope.configuration.subcommands.map { $0.configuration }
    return ["help"] + verbs.filter { $0.shouldDisplay }.compactMap { $0.commandName }
  }

  /// The explorer's options that take a value, as they are typed.
  private static var explorerOptions: [String] {
    let tree = CommandTree.program.subcommands?.first { $0.commandName == explore }
    return (tree?.arguments ?? []).filter { $0.kind == "option" }.flatMap { $0.names ?? [] }
      .map(\.text)
  }

  /// A script without the lines that name its command to the shell.
  private static func lines(
    of script: String, without isRegistration: (Substring) -> Bool
  ) -> String {
    script.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !isRegistration($0) }.joined(separator: "\n")
  }

  private static func bash(_ verbs: String, _ explorer: String) -> String {
    let isRegistration = { (line: Substring) in
      line.hasPrefix("complete ") || line.hasPrefix("#!")
    }
    return """
      \(lines(of: verbs, without: isRegistration))
      \(lines(of: explorer, without: isRegistration))
      _\(program)_first() {
          local word first=''
          for word in "${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
              [[ "${word}" = -* ]] || { first="${word}"; break; }
          done
          case "${3}" in
          \(explorerOptions.joined(separator: "|")))
              first='-'
              ;;
          esac
          case "${first}" in
          \(verbNames.joined(separator: "|")))
              _\(program) "${@}"
              return
              ;;
          '')
              _\(program) "${@}"
              ;;
          esac
          local -a verbs=("${COMPREPLY[@]}")
          COMPREPLY=()
          _\(explore) "${@}"
          COMPREPLY+=("${verbs[@]}")
      }

      complete -o filenames -F _\(program)_first \(program)
      """
  }

  private static func zsh(_ verbs: String, _ explorer: String) -> String {
    let own = functions(of: verbs)
      .replacing("\n_\(program)() {", with: "\n_\(program)_with_verb() {")
    return """
      #compdef \(program)
      \(own)
      \(functions(of: explorer))
      _\(program)() {
          local word first=''
          for word in "${words[@]:1:$((CURRENT - 2))}"; do
              [[ "${word}" = -* ]] || { first="${word}"; break; }
          done
          local -i result=1
          case "${words[CURRENT - 1]}" in
          \(explorerOptions.joined(separator: "|")))
              first='-'
              ;;
          esac
          case "${first}" in
          \(verbNames.joined(separator: "|")))
              _\(program)_with_verb "${@}"
              return
              ;;
          '')
              _\(program)_with_verb "${@}" && result=0
              ;;
          esac
          _\(explore) "${@}" && result=0
          return "${result}"
      }

      if [[ "${funcstack[1]}" = _\(program) ]]; then
          _\(program) "${@}"
      else
          compdef _\(program) \(program)
      fi
      """
  }

  /// A zsh script without its first line and what follows its functions.
  private static func functions(of script: String) -> String {
    let text = lines(of: script) { $0.hasPrefix("#compdef ") }
    guard let end = text.ranges(of: "\nif [[ \"${funcstack[1]}\"").last else { return text }
    return String(text[..<end.lowerBound])
  }

  private static func fish(_ verbs: String, _ explorer: String) -> String {
    let own =
      explorer
      .replacing("'\(explore)'", with: "'\(program)'")
      .replacing("\"\(explore)\"", with: "\"\(program)\"")
      .replacing(" -n '__\(explore)_", with: " -n '__\(program)_has_no_verb; and __\(explore)_")
    return """
      \(verbs)
      function __\(program)_has_no_verb
          for word in (__\(program)_tokens -pc)[2..]
              string match -q -- '-*' $word; and continue
              not contains -- $word \(verbNames.joined(separator: " "))
              return
          end
      end
      \(own)
      """
  }
}
