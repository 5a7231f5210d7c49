import Experiments
import Foundation
import Vamana
import VectorData

/// What one rule of the field keeps of a pool.
struct PruneRule: Encodable {
  /// `diskann`, `paper`, or `alpha1`, which is that of NSG and HNSW.
  let rule: String
  let alpha: Float
  let kept: [NodeID]
  /// Squared L2.
  let longest: Float

  /// The three rules over the same candidates, with the same R.
  static func all(
    _ pool: CandidatePool, _ parameters: VamanaParameters
  ) throws(IndexError) -> [PruneRule] {
    let named: [(String, Float, VamanaReading)] = [
      ("diskann", parameters.alpha, .diskann), ("paper", parameters.alpha, .paper),
      ("alpha1", 1, .diskann),
    ]
    var rules: [PruneRule] = []
    for (name, alpha, reading) in named {
      var own = parameters
      own.saturates = parameters.saturates && name == "diskann"
      let found = try pool.outlook(own, alpha: alpha, reading: reading)
      rules.append(
        PruneRule(
          rule: name, alpha: alpha, kept: found.kept.sorted(), longest: found.longestDistance))
    }
    return rules
  }

  /// The rule in a line.
  var line: String {
    let name =
      switch rule {
      case "diskann": "DiskANN, alpha \(number(alpha)) on squared distances, in rounds"
      case "paper": "the paper, alpha \(number(alpha)) on distances"
      default: "NSG and HNSW, alpha 1"
      }
    return "\(name): keeps \(kept.count), the longest edge \(number(longest))"
  }

  private func number(_ value: Float) -> String { String(format: "%.6g", value) }
}
