import Canvas

/// What a session was started with and every key since: text that `beamscope replay` does again, and that a key
/// script is too, since all but the keys stands behind `# `.
struct KeyLog: Sendable, Equatable {
  /// A longer session is not recorded to its end.
  static let largestBytes = 1 << 20
  private static let lineLength = 72

  private var header = "# beamscope keys 1\n"
  private var body = ""
  private var column = 0
  private var size: Size?
  /// How far the text goes without what a dialog or a command line has begun.
  private var restLength = 0

  /// What the session was started with.
  mutating func begin(
    prefix: String?, tracePath: String?, lesson: (path: String, step: Int)? = nil,
    _ settings: [String], _ memory: String
  ) {
    for line in settings { header += "# set \(line)\n" }
    if let prefix { header += "# open \(prefix)\n" }
    if let tracePath { header += "# trace \(tracePath)\n" }
    if let lesson {
      header += "# lesson \(lesson.path)\n"
      if lesson.step > 0 { header += "# step \(lesson.step + 1)\n" }
    }
    for line in memory.split(separator: "\n") { header += "# state \(line)\n" }
  }

  /// An index was opened without a key: the one that the first start builds.
  mutating func noteOpened(_ prefix: String) { header += "# open \(prefix)\n" }

  /// The screen has another size.
  mutating func resize(to size: Size) {
    guard size != self.size, size.width > 0, size.height > 0 else { return }
    self.size = size
    endLine()
    append("# size \(size.width)x\(size.height)\n")
    column = 0
  }

  /// A key was pressed.
  mutating func add(_ key: Key) {
    let name = key.scriptName
    // A line that begins with "# " would be a comment: '#' has a name in scripts.
    if column + name.count > Self.lineLength { endLine() }
    append(name)
    column += name.count
    if key == .enter { endLine() }
  }

  /// Nothing lies over the screen and nothing is being typed: all keys so far are done.
  mutating func settle() { restLength = body.utf8.count }

  /// Forgets what a dialog, a command line or the key that leaves has begun.
  mutating func cutToRest() {
    guard restLength < body.utf8.count else { return }
    body = String(decoding: body.utf8.prefix(restLength), as: UTF8.self)
    column = body.split(separator: "\n", omittingEmptySubsequences: false).last?.count ?? 0
  }

  /// The whole text, as far as nothing is half done.
  var text: String {
    let whole = String(decoding: body.utf8.prefix(restLength), as: UTF8.self)
    return header + whole + (whole.isEmpty || whole.hasSuffix("\n") ? "" : "\n")
  }

  private mutating func endLine() {
    guard column > 0 else { return }
    append("\n")
    column = 0
  }

  private mutating func append(_ text: String) {
    guard body.utf8.count + text.utf8.count <= Self.largestBytes else { return }
    body += text
  }
}
