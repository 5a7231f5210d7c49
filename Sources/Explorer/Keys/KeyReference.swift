/// The key table and the commands as documents show them: what handles them is what describes them.
public enum KeyReference {
  /// A key or a command, and what it does.
  public struct Entry: Sendable, Equatable {
    /// The keys, as help shows them, or the word of a command.
    public let term: String
    /// What a command needs behind its word.
    public let operand: String
    /// What it does.
    public let meaning: String
  }

  /// The keys of a screen, or of all of them.
  public struct Group: Sendable, Equatable {
    /// Where they mean this.
    public let title: String
    /// In the order of help.
    public let entries: [Entry]
  }

  /// Every key, in the order of the screens.
  public static var keys: [Group] {
    KeyScope.allCases.map { scope in
      Group(
        title: scope.rawValue,
        entries: KeyTable.bindings.filter { $0.scope == scope }.map {
          Entry(term: $0.keyNames, operand: "", meaning: $0.help)
        })
    }
  }

  /// Every command of the command line.
  public static var commands: [Entry] {
    ExplorerCommand.usage.map { Entry(term: $0.word, operand: $0.operand, meaning: $0.help) }
  }
}
