import DiskIndex
import Experiments
import Vamana

/// Everything that undo brings back: the parameters of all screens. Where one stands (query, hop, node, row) is
/// not among them.
struct ParameterSet: Sendable, Equatable {
  /// K, L, W and what saves reads.
  var search: SearchParameters
  /// Nodes of the cache.
  var cacheNodeCount: Int
  /// The second of two compared settings.
  var compared: SearchSetting?
  /// What the next sweep runs with.
  var plan: Sweep.Request
  /// The dials of the Prune screen.
  var prune: VamanaParameters
  /// The build form.
  var form: [BuildField: String]

  /// The parameters as they stand.
  init(_ state: ExplorerState) {
    search = state.search.setting.parameters
    cacheNodeCount = state.search.setting.cacheNodeCount
    compared = state.search.comparison?.setting
    plan = state.sweep.plan
    prune = state.prune.parameters
    form = state.build.texts
  }

  /// What differs from `other`, in words: where it is now, and what it is there.
  func difference(from other: ParameterSet) -> String {
    var parts: [String] = []
    if search != other.search || cacheNodeCount != other.cacheNodeCount {
      parts.append(
        "K \(search.answerCount)  L \(search.searchListSize)  W \(search.beamWidth)"
          + "  cache \(cacheNodeCount)" + search.savings.text)
    }
    if let compared, compared != other.compared {
      parts.append(
        "B: L \(compared.parameters.searchListSize)  W \(compared.parameters.beamWidth)"
          + "  cache \(compared.cacheNodeCount)" + compared.parameters.savings.text)
    }
    if plan != other.plan { parts.append("sweep \(plan.summary)") }
    if prune != other.prune {
      parts.append("prune alpha \(prune.alpha)  R \(prune.maxDegree)  C \(prune.maxCandidates)")
    }
    for field in BuildField.allCases where form[field] != other.form[field] {
      parts.append("\(field.title) \(form[field] ?? "")")
    }
    return parts.joined(separator: ", ")
  }
}

/// Parameters that were left, to go back to, and those that were gone back from.
struct ParameterHistory: Sendable, Equatable {
  /// More changes than anybody takes back.
  static let capacity = 100

  /// The newest last.
  private(set) var undone: [ParameterSet] = []
  /// What redo brings, the next one last.
  private(set) var redone: [ParameterSet] = []

  /// Notes that `set` was left by a change of the user.
  mutating func leave(_ set: ParameterSet) {
    undone.append(set)
    if undone.count > Self.capacity { undone.removeFirst() }
    redone = []
  }

  /// The parameters before the last change; `current` can be redone.
  mutating func stepBack(from current: ParameterSet) -> ParameterSet? {
    guard let set = undone.popLast() else { return nil }
    redone.append(current)
    return set
  }

  /// The parameters that were gone back from last.
  mutating func stepForward(from current: ParameterSet) -> ParameterSet? {
    guard let set = redone.popLast() else { return nil }
    undone.append(current)
    return set
  }
}
