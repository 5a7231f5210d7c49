import VectorData

/// When a search ends: with every candidate of the list expanded, as DiskANN does, or before, when the
/// nearest that waits is too far away to lead to an answer (adaptive beam search: Al-Jazzazi et al. 2025).
///
/// Holds the K nearest exact distances found so far, in memory that the search owns.
struct StoppingRule: ~Copyable {
  /// A candidate farther than this many times the K-th answer is not worth a read; `nil` expands all.
  let factor: Float?
  private let answerCount: Int
  /// Sorted, nearest first.
  private let nearest: UnsafeMutablePointer<Float>
  private var count = 0

  init(factor: Float?, answerCount: Int) {
    self.factor = factor
    self.answerCount = answerCount
    nearest = .allocate(capacity: factor == nil ? 0 : answerCount + 1)
  }

  deinit { nearest.deallocate() }

  /// Forgets the last search.
  mutating func begin() { count = 0 }

  /// Takes note of the exact distance of a node.
  @inline(__always)
  mutating func note(_ distance: Float) {
    guard factor != nil else { return }
    insert(distance)
  }

  /// Whether the rule ends a search whose nearest waiting candidate is `candidate`.
  func ends(at candidate: Candidate?) -> Bool {
    guard let factor, let candidate, count == answerCount else { return false }
    return candidate.distance > factor * nearest[count - 1]
  }

  private mutating func insert(_ distance: Float) {
    if count == answerCount, nearest[count - 1] <= distance { return }
    var place = count
    while place > 0, nearest[place - 1] > distance {
      nearest[place] = nearest[place - 1]
      place -= 1
    }
    nearest[place] = distance
    if count < answerCount { count += 1 }
  }
}
