extension KeyTable {
  /// The keys of the list of lessons. In a lesson the pane says them: they belong to no screen.
  static let learn: [KeyBinding] = [
    KeyBinding(.learn, [.enter, " "], .startLesson, hint: "begin", "begin the lesson")
  ]
}
