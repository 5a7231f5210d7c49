import Experiments
import VectorData

/// Work on the nodes of the open index and on the sectors of its file.
extension Engine {
  /// Reads nodes, or prunes their candidates; returns at once.
  func look(at effect: Effect) {
    switch effect {
    case .readNode(let id, let request):
      onNodes(id, .node) { (index) throws(IndexError) in
        .nodeRead(id, try NodeReader(index, target: request).card(request))
      }
    case .findPredecessors(let id, let request):
      let index = openedIndex
      onOwnThread(id, .predecessors) { control throws(IndexError) in
        let reader = NodeReader(index, target: request)
        let links = try reader.predecessors(of: request.node, control: control)
        return .predecessorsFound(id, request.node, links)
      }
    case .findNode(let id, let text, let after):
      onNodes(id, .find) { (index) throws(IndexError) in
        .foundNode(id, index.names?.row(containing: text, after: after), text: text)
      }
    case .openPool(let id, let node, let parameters):
      onNodes(id, .prune) { [pool] (index) throws(IndexError) in
        let (candidates, card) = try index.pool(of: node)
        pool.withLock { $0 = candidates }
        return .poolOpened(
          id, card, try candidates.prune(parameters), try candidates.outlook(parameters))
      }
    case .prune(let id, let parameters):
      onNodes(id, .prune) { [pool] (_) throws(IndexError) in
        guard let candidates = pool.withLock({ $0 }) else {
          preconditionFailure("the reducer prunes a pool that was read")
        }
        return .pruned(id, try candidates.prune(parameters), try candidates.outlook(parameters))
      }
    default: preconditionFailure("not about nodes")
    }
  }

  /// Looks at the file as a whole or at a sector of it; returns at once.
  func survey(_ effect: Effect) {
    switch effect {
    case .surveyDisk(let id, let cacheNodeCount):
      onNodes(id, .disk) { (index) throws(IndexError) in
        .diskSurveyed(id, try index.diskCard(cacheNodeCount: cacheNodeCount))
      }
    case .readSector(let id, let sector):
      onNodes(id, .sector) { (index) throws(IndexError) in
        .sectorRead(id, try index.sectorCard(sector))
      }
    case .measureHeat(let id, let setting):
      let index = openedIndex
      onOwnThread(id, .heat) { control throws(IndexError) in
        .heatMeasured(id, try index.heat(setting, control: control))
      }
    default: preconditionFailure("not about the file")
    }
  }
}
