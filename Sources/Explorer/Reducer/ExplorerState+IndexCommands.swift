import VectorData

extension ExplorerState {
  /// Runs a command of the screens that read the index file; `nil` for any other.
  mutating func executeOnIndex(
    _ command: ExplorerCommand
  ) throws(ExplorerCommand.Fault) -> [Effect]? {
    switch command {
    case .node, .prune, .alpha, .maxDegree, .pool, .sector: break
    case .cache where screen == .disk: break
    case .find where screen.findsNodes: break
    default: return nil
    }
    if let obstacle = indexObstacle { throw .init(message: obstacle) }
    switch command {
    case .node(let number):
      try Limits.check(number, "the node", from: 0, to: (index?.nodeCount ?? 1) - 1)
      return show(node: NodeID(number))
    case .find(let text): return findNode(text)
    case .sector(let number): return try show(sector: number)
    case .cache(let count):
      search.setting.cacheNodeCount = min(count, index?.nodeCount ?? 0)
      return (hasTarget ? rerun() : []) + enterDisk()
    default: return try executeInPrune(command)
    }
  }
}
