import Experiments

extension KeyTable {
  /// The keys of the Points screen.
  static let points: [KeyBinding] = [
    KeyBinding(
      .points, ["i"], .points(.insert), hint: "insert all",
      "begin with all points of the data in an index in memory"),
    KeyBinding(
      .points, ["d"], .prompt(.pointsDelete), hint: "delete",
      "delete so many percent lazily: they stay in the graph"),
    KeyBinding(
      .points, ["t"], .points(.cut), hint: "cut?",
      "what if the deleted points were cut out without mending"),
    KeyBinding(
      .points, ["c"], .points(.consolidate), hint: "consolidate",
      "take the deleted points out of the graph and mend it"),
    KeyBinding(
      .points, ["r"], .prompt(.pointsReplace), hint: "replace",
      "delete so many percent, mend, insert them again, N times"),
    KeyBinding(.points, ["x"], .cancelJob, hint: "cancel", "cancel what runs"),
  ]
}
