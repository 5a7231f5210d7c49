extension KeyTable {
  /// The keys of the Disk screen.
  static let disk: [KeyBinding] = [
    KeyBinding(
      .disk, [.enter], .disk(.enter), hint: "bytes",
      "the bytes of the sector; there: the node of the line"),
    KeyBinding(.disk, ["+", "="], .disk(.zoomIn), hint: "zoom", "fewer sectors in a cell"),
    KeyBinding(.disk, ["-"], .disk(.zoomOut), "more sectors in a cell"),
    KeyBinding(
      .disk, ["v"], .disk(.nextLayer), hint: "layer",
      "reads of this search, reads of all queries, cached nodes"),
    KeyBinding(
      .disk, ["r"], .disk(.measure), hint: "run all queries",
      "search for all queries and count the reads of each sector"),
    KeyBinding(.disk, ["n"], .disk(.nextMarked), hint: "next mark", "the next cell with a mark"),
    KeyBinding(.disk, [.left, "h"], .disk(.left), "to the left"),
    KeyBinding(.disk, [.right, "l"], .disk(.right), "to the right"),
    KeyBinding(.disk, [.tab, .backTab], .disk(.nextPane), "map or bytes"),
    KeyBinding(.disk, ["g", "#"], .prompt(.disk), hint: "sector", "a sector by its number"),
    KeyBinding(.disk, ["C"], .prompt(.cache), "set the nodes of the cache"),
    KeyBinding(.disk, ["x"], .cancelJob, "stop counting reads"),
  ]
}
