/// Lists of whole numbers as people write them: `10,20,50`; a range `10-14` or `10..14`; with a step
/// `10-100:10`, `10..100:10` or `10..100 step 10`.
public enum NumberRanges {
  /// More settings than anybody would wait for; a lying range must not fill the memory.
  public static let maximumCount = 10_000

  /// The numbers in the order given, `nil` for anything else.
  public static func parse(_ text: some StringProtocol) -> [Int]? {
    var values: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let range = range(normal(String(part))), values.count + range.count <= maximumCount
      else { return nil }
      values += range
    }
    return values.isEmpty ? nil : values
  }

  /// `10..100 step 10` as `10-100:10`.
  private static func normal(_ part: String) -> String {
    let words = part.split(separator: " ", omittingEmptySubsequences: false)
    let text = words.count == 3 && words[1] == "step" ? "\(words[0]):\(words[2])" : part
    return text.split(separator: "..", maxSplits: 1, omittingEmptySubsequences: false)
      .joined(separator: "-")
  }

  private static func range(_ text: String) -> [Int]? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count <= 2, ends.count <= 2, let first = ends.first ?? nil,
      let last = ends.last ?? nil, first <= last
    else { return nil }
    guard parts.count == 2 else {
      return last - first < maximumCount ? Array(first...last) : nil
    }
    guard ends.count == 2, let step = Int(parts[1]), step > 0,
      (last - first) / step < maximumCount
    else { return nil }
    return Array(stride(from: first, through: last, by: step))
  }
}
