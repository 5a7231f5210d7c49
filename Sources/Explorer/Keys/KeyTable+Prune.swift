extension KeyTable {
  /// The keys of the Prune screen.
  static let prune: [KeyBinding] = [
    KeyBinding(
      .prune, [" ", "s", "l", .right], .prune(.nextStep), hint: "next step",
      "decide on the next candidate"),
    KeyBinding(
      .prune, ["b", "h", .left], .prune(.previousStep), hint: "back", "take the last step back"),
    KeyBinding(.prune, ["c"], .prune(.toEnd), hint: "all", "decide on all candidates"),
    KeyBinding(.prune, ["r"], .prune(.restart), hint: "from the start", "nothing decided yet"),
    KeyBinding(
      .prune, ["+", "="], .prune(.raiseAlpha), hint: "alpha up",
      "one round more: alpha to 1.2, 1.44, …"),
    KeyBinding(.prune, ["-"], .prune(.lowerAlpha), hint: "down", "one round less"),
    KeyBinding(.prune, [">", "."], .prune(.raiseDegree), hint: "R up", "a larger R"),
    KeyBinding(.prune, ["<", ","], .prune(.lowerDegree), hint: "down", "a smaller R"),
    KeyBinding(
      .prune, ["v"], .prune(.nextFacet), hint: "view",
      "candidates, what alpha buys, picture of the pool: the next"),
    KeyBinding(
      .prune, ["t"], .prune(.toggleFill), "fill free places with what was occluded, or not"),
    KeyBinding(
      .prune, [.enter], .prune(.openNode), hint: "node",
      "open the candidate on the Node screen; Esc comes back"),
    KeyBinding(.prune, ["p"], .prune(.pruneCandidate), "the prune of the candidate"),
    KeyBinding(.prune, ["g", "#"], .prompt(.prune), "the prune of a node by its number"),
    KeyBinding(.prune, ["/"], .prompt(.find), "the prune of a node by a part of its name"),
    KeyBinding(.prune, ["m"], .prune(.medoid), "the prune of the medoid"),
    KeyBinding(.prune, ["a"], .prompt(.alpha), "set alpha"),
    KeyBinding(.prune, ["R"], .prompt(.R), "set R, the most neighbours"),
    KeyBinding(.prune, ["C"], .prompt(.pool), "set C, the candidates that are looked at"),
  ]
}
