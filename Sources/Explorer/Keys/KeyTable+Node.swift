extension KeyTable {
  /// The keys of the Node screen.
  static let node: [KeyBinding] = [
    KeyBinding(
      .node, [.enter], .node(.open), hint: "go there", "go to the node under the marker"),
    KeyBinding(
      .node, [.right, "l", .tab], .node(.right), hint: "column", "the column at the right"),
    KeyBinding(.node, [.left, "h", .backTab], .node(.left), "the column at the left"),
    KeyBinding(
      .node, ["b", "["], .node(.back), hint: "back", "one step back in the walk"),
    KeyBinding(.node, ["f", "]"], .node(.forward), "one step forward in the walk"),
    KeyBinding(.node, ["g", "#"], .prompt(.node), hint: "number", "go to a node by its number"),
    KeyBinding(
      .node, ["/"], .prompt(.find), hint: "find", "go to a node by a part of its name"),
    KeyBinding(.node, ["n"], .node(.findNext), "the next node of that name"),
    KeyBinding(
      .node, ["m"], .node(.medoid), hint: "medoid", "go to the medoid, where searches start"),
    KeyBinding(
      .node, ["s"], .node(.nextOrder), hint: "order",
      "order: nearest, nearest to the query, as stored"),
    KeyBinding(
      .node, ["p"], .prune(.fromNode), hint: "prune",
      "how this node's neighbours are chosen; Esc comes back"),
    KeyBinding(
      .node, ["d"], .disk(.fromNode), hint: "bytes", "its record in the file; Esc comes back"),
    KeyBinding(.node, ["r"], .node(.restartWalk), "begin the walk anew at this node"),
    KeyBinding(.node, ["x"], .cancelJob, "stop looking for who points here"),
  ]
}
