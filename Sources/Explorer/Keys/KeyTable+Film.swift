extension KeyTable {
  /// The keys of the Film screen.
  static let film: [KeyBinding] = [
    KeyBinding(
      .film, [" ", "s", "l", .right], .film(.nextInsertion), hint: "next", "the next insertion"),
    KeyBinding(
      .film, ["b", "h", .left], .film(.previousInsertion), hint: "back", "the insertion before"),
    KeyBinding(
      .film, ["p"], .film(.play), hint: "play", "play, or stop; + and - change the speed"),
    KeyBinding(
      .film, ["v"], .film(.nextFacet), hint: "view",
      "all, search, prune, back edges, numbers: the next"),
    KeyBinding(
      .film, ["a"], .film(.otherPasses), hint: "passes",
      "DiskANN's one pass, or the paper's two: the other"),
    KeyBinding(
      .film, ["f"], .film(.toggleFill), hint: "fill",
      "fill free places with what was occluded, or not"),
    KeyBinding(
      .film, [">", ".", "j", .down], .film(.nextPercent), hint: "1 %", "a hundredth forward"),
    KeyBinding(.film, ["<", ",", "k", .up], .film(.previousPercent), "a hundredth back"),
    KeyBinding(
      .film, ["]", .pageDown, .control("d")], .film(.nextTenth), hint: "10 %", "a tenth forward"),
    KeyBinding(.film, ["[", .pageUp, .control("u")], .film(.previousTenth), "a tenth back"),
    KeyBinding(.film, ["t", "#"], .prompt(.moment), hint: "go to", "a moment by its number"),
    KeyBinding(.film, ["r", "g", .home], .film(.toStart), hint: "start", "nothing is linked yet"),
    KeyBinding(.film, ["c", "G", .end], .film(.toEnd), hint: "end", "the graph that was built"),
    KeyBinding(.film, ["+", "="], .film(.faster), "play faster"),
    KeyBinding(.film, ["-"], .film(.slower), "play slower"),
    KeyBinding(
      .film, [.enter], .film(.openNode), "open the inserted node on the Node screen; Esc comes back"
    ),
    KeyBinding(.film, ["x"], .cancelJob, hint: "cancel", "stop recording"),
  ]
}
