import Experiments
import Vamana

extension ExportedList {
  /// The film in figures, as far as it was measured.
  init(_ film: FilmState) {
    let moments = film.outline
    self.init(
      columns: [
        "moment", "pass", "alpha", "linked", "reached", "edges", "largestDegree", "meanLength",
        "longestLength", "meanHops", "recall", "linkedRecall",
      ],
      count: moments.count, selected: moments.firstIndex { $0.frame == film.moment }
    ) { row in
      let moment = moments[row]
      let lengths = moment.lengths
      let edges = moment.degrees.enumerated().reduce(0) { $0 + $1.offset * $1.element }
      return [
        "\(moment.frame)", "\(moment.pass)", "\(moment.alpha)", "\(moment.linkedCount)",
        "\(moment.reachableCount)", "\(edges)", "\(lengths.largestDegree)",
        "\(lengths.meanLength)", "\(lengths.longestLength)", "\(lengths.meanHops)",
        "\(moment.recall)", "\(moment.linkedRecall)",
      ]
    }
  }
}
