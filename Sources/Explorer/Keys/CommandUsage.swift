extension ExplorerCommand {
  /// A command's word, what follows it and what it does.
  struct Usage: Sendable {
    /// The word behind the colon.
    var word: String
    /// What it needs, in brackets what it can do without; empty if it stands alone.
    var operand: String
    /// What it does, in a few words.
    var help: String

    init(_ word: String, _ operand: String, _ help: String) {
      self.word = word
      self.operand = operand
      self.help = help
    }
  }

  /// All commands, in the order of help.
  static let usage: [Usage] = [
    Usage("hop", "N", "go to hop N of the search"),
    Usage("query", "N", "query N of the file"),
    Usage("find", "TEXT", "a query, or a node, by a part of its name"),
    Usage("row", "N", "row N of the data as the query"),
    Usage("label", "TEXT", "a row as the query, by a part of its name"),
    Usage("mid", "N N", "the middle between two rows as the query"),
    Usage("vector", "X,X,…", "typed numbers as the query"),
    Usage(
      "compare", "[L N] [W N] [cache N] [pages on|off …] [index PREFIX]",
      "two settings of the query side by side"),
    Usage("K", "N", "answers wanted"),
    Usage("L", "N[,N…] or N..N:STEP", "the candidate list; a list of sizes on Sweep"),
    Usage("W", "N[,N…]", "the beam width; a list of widths on Sweep"),
    Usage("cache", "N[,N…]", "nodes of the cache; a list of sizes on Sweep"),
    Usage("navigation", "on|off", "walk the navigation graph in memory before the first read"),
    Usage("pages", "on|off", "use the other nodes of a sector that was read"),
    Usage("vectors", "on|off", "read vectors apart from edges, after a walk over all nodes"),
    Usage("pipelined", "on|off", "keep W reads under way instead of waiting for all of a hop"),
    Usage("width", "N|off", "begin with hops of N nodes, widen to W near the answer"),
    Usage(
      "stop", "F|off", "end when the nearest candidate is farther than F times the K-th answer"),
    Usage("threads", "N[,N…]", "threads of a sweep"),
    Usage(
      "target", "RECALL [latency|qps]", "find the fastest setting of the grid that reaches a recall"
    ),
    Usage("name", "TEXT", "name the run that is shown"),
    Usage("inflight", "N|auto", "searches that each thread of a sweep keeps going at once"),
    Usage("open", "PREFIX [TYPE]", "open an index"),
    Usage("queries", "FILE [TRUTH]", "other queries for the open index"),
    Usage("build", "[FILE]", "the build form, for a file of vectors"),
    Usage(
      "export", "[trace|feder|table|screen|keys] FILE",
      "write the search, a table, the screen or what was pressed"),
    Usage("trace", "FILE", "open a recorded search"),
    Usage("mouse", "on|off", "whether clicks and the wheel count"),
    Usage("keep", "[NAME]", "keep the run of the Sweep screen in a file"),
    Usage("kept", "", "the runs that were kept, to load one"),
    Usage("theme", "NAME", "dark, light or monochrome"),
    Usage("glyphs", "NAME", "braille, block or ascii"),
    Usage("library", "", "data sets and indexes"),
    Usage("search", "", "one query, hop by hop"),
    Usage("node", "[N]", "the graph around a node"),
    Usage("prune", "[N]", "how a node's neighbours are chosen"),
    Usage("alpha", "X", "prune slack of the Prune screen"),
    Usage("R", "N", "most neighbours of the Prune screen"),
    Usage("pool", "N", "candidates that the Prune screen looks at"),
    Usage("disk", "[SECTOR]", "the index file as a map of sectors"),
    Usage("sweep", "", "recall against speed"),
    Usage("log", "", "what ran and what it said"),
    Usage("learn", "[N]", "the lessons, or lesson N"),
    Usage(
      "points", "[insert|delete N|cut|consolidate|replace N T]",
      "points that come and go, in an index in memory"),
    Usage(
      "film", "[diskann|paper] [R N] [L N] [alpha X] [fill on|off]",
      "the build of the open index, insertion by insertion"),
    Usage("moment", "N|N%", "go to moment N of the film"),
    Usage("help", "", "all keys"),
    Usage("q", "", "leave; asks while something runs that would be lost"),
    Usage("q!", "", "leave at once"),
  ]

  /// What a line that is being typed can become: the words that begin with it, or what its word needs and does.
  static func advice(for text: String) -> String? {
    let word = text.prefix { $0 != " " }
    let isWhole = word.endIndex < text.endIndex
    let matches = usage.filter { isWhole ? $0.word == word : $0.word.hasPrefix(word) }
    guard matches.count == 1, let only = matches.first else {
      return matches.isEmpty ? nil : matches.map(\.word).joined(separator: "  ")
    }
    let operand = only.operand.isEmpty ? "" : " \(only.operand)"
    return "\(only.word)\(operand): \(only.help)"
  }
}
