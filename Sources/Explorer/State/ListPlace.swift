/// Which row of a list is selected; the list itself lives elsewhere.
struct ListPlace: Sendable, Equatable {
  /// The selected row.
  private(set) var selected = 0

  /// The selected row of a list with `count` rows, `nil` of an empty one.
  func row(of count: Int) -> Int? { count > 0 ? min(selected, count - 1) : nil }

  /// Selects `row`.
  mutating func select(_ row: Int) { selected = max(row, 0) }

  /// Moves by `step` rows within `count`.
  mutating func move(by step: Int, count: Int) {
    guard count > 0 else { return }
    let (target, isOverflow) = min(selected, count - 1).addingReportingOverflow(step)
    selected = isOverflow ? (step > 0 ? count - 1 : 0) : min(max(target, 0), count - 1)
  }

  /// The first visible row when `count` rows are shown in `height` lines: the selected one stays about in
  /// the middle, and no line at the end is wasted.
  func firstVisible(count: Int, height: Int) -> Int {
    guard count > height, height > 0 else { return 0 }
    return min(max((row(of: count) ?? 0) - height / 2, 0), count - height)
  }
}
