import VectorData

/// A row of keys as text, for headless screens and tests.
///
/// Characters stand for themselves, `<Name>` for a named key (`<Enter>`, `<C-c>`, `<F1>`, `<Space>`, `<lt>`).
/// Line ends are not keys; a line that begins with `# ` is a comment.
public enum KeyScript {
  /// The keys of `text`.
  ///
  /// - Throws: `IndexError.parameter` for a name that is no key.
  public static func parse(_ text: String) throws(IndexError) -> [Key] {
    var keys: [Key] = []
    for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("# ") {
      var rest = line[...]
      while let first = rest.first {
        guard first == "<", let close = rest.firstIndex(of: ">") else {
          keys.append(.character(first))
          rest = rest.dropFirst()
          continue
        }
        let name = String(rest[rest.index(after: rest.startIndex)..<close])
        guard let key = Key(name: name) else {
          throw .parameter(
            name: "keys", expected: "a key name such as <Enter>, <C-c> or <lt>", found: "<\(name)>")
        }
        keys.append(key)
        rest = rest[rest.index(after: close)...]
      }
    }
    return keys
  }
}
