import Experiments
import Vamana

/// The Points screen: what was done to points that come and go, and how the answers were after it.
struct PointsState: Sendable, Equatable {
  /// The oldest lines go.
  private static let capacity = 200

  /// In order.
  private(set) var lines: [PointsLine] = []
  /// The selected one.
  var place = ListPlace()

  /// Adds a line, and goes to it.
  mutating func append(_ line: PointsLine) {
    lines.append(line)
    if lines.count > Self.capacity { lines.removeFirst() }
    place.select(lines.count - 1)
  }
}

/// An act and its figures.
struct PointsLine: Sendable, Equatable {
  /// What was asked.
  var request: PointsRequest
  /// What was measured.
  var moment: UpdateBench.Moment
}

/// What is to be done to the points.
struct PointsRequest: Sendable, Equatable {
  /// The act.
  var act: UpdateBench.Act
  /// R, L and alpha of an index that it begins.
  var parameters: VamanaParameters
  /// K of the queries.
  var answerCount: Int
  /// Their L.
  var searchListSize: Int

  /// The act in words.
  var title: String {
    switch act {
    case .insert:
      "insert all, R \(parameters.maxDegree), alpha \(ReadSavingWords.plain(parameters.alpha))"
    case .delete(let percent): "delete \(percent) %"
    case .cut: "what if: cut out, not mended"
    case .consolidate: "consolidate"
    case .replace(let percent, let times):
      "replace \(percent) %" + (times > 1 ? ", \(times) times" : "")
    }
  }
}
