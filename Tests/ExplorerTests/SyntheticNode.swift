import DiskIndex
import VectorData

@testable import Explorer

/// Nodes of the synthetic points, as the engine would read them.
extension SyntheticSearch {
  func label(_ node: NodeID) -> NodeLabel {
    NodeLabel(identifier: "pkg-\(node)", text: "package number \(node)")
  }

  func card(_ request: NodeRequest, hasPicture: Bool = false) -> NodeCard {
    let node = request.node
    var label = label(node)
    if hasPicture { label.pixels = (0..<64).map { UInt8(($0 * Int(node)) % 256) } }
    return NodeCard(
      request: request, label: label,
      neighbours: links[Int(node)].map { link($0, from: node, request) },
      sector: 1 + Int(node) / 5, byteOffset: 4096 * (1 + Int(node) / 5) + Int(node) % 5 * 784,
      recordBytes: 784, isCached: node % 3 == 0,
      queryDistance: request.hasTarget ? exact(node) : nil,
      walkDistances: request.walk.map { request.hasTarget ? exact($0) : nil })
  }

  func predecessors(_ request: NodeRequest) -> [NodeLink] {
    links.indices.filter { links[$0].contains(request.node) }
      .map { link(NodeID($0), from: request.node, request) }
  }

  private func link(_ node: NodeID, from other: NodeID, _ request: NodeRequest) -> NodeLink {
    NodeLink(
      node: node, label: label(node).line,
      distance: Self.distance(points[Int(node)], points[Int(other)]),
      queryDistance: request.hasTarget ? exact(node) : nil)
  }
}

extension ExplorerState {
  /// Answers what the Node and Prune screens asked for, as the engine does.
  mutating func answerNodes(_ effects: [Effect], _ synthetic: SyntheticSearch = SyntheticSearch()) {
    for effect in effects {
      switch effect {
      case .readNode(let id, let request):
        answer(.nodeRead(id, synthetic.card(request, hasPicture: index?.picture != nil)))
      case .findPredecessors(let id, let request):
        answer(.predecessorsFound(id, request.node, synthetic.predecessors(request)))
      case .surveyDisk, .readSector, .measureHeat:
        answer(SyntheticDisk.answer(to: effect))
      default:
        let hasPicture = index?.picture != nil
        if let message = synthetic.answer(to: effect, node: prune.node, hasPicture: hasPicture) {
          answer(message)
        }
      }
    }
  }

  /// Presses keys and lets the engine answer after each, whatever it was asked for.
  mutating func explore(_ script: String, _ synthetic: SyntheticSearch = SyntheticSearch()) {
    guard let keys = try? KeyScript.parse(script) else { preconditionFailure("bad script") }
    for key in keys {
      let effects = reduce(.key(key), at: seconds)
      if search.isAdvancing { answerSearch(synthetic) }
      answerNodes(effects, synthetic)
    }
  }
}
