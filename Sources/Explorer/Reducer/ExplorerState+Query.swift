import VectorData

extension ExplorerState {
  /// Runs a command that makes a query of something else than the query file.
  mutating func executeQuery(
    _ command: ExplorerCommand
  ) throws(ExplorerCommand.Fault) -> [Effect] {
    guard let index else { throw .init(message: "no index is open: press 1 and Enter") }
    switch command {
    case .row(let number): return setSource(.row(try row(number, of: index)))
    case .midpoint(let first, let second):
      return setSource(.midpoint(try row(first, of: index), try row(second, of: index)))
    case .vector(let values):
      try check(values, for: index)
      return setSource(.typed(values))
    case .label(let text):
      let after: NodeID? =
        if case .row(let node) = search.setting.source { node } else { nil }
      return [
        .findRow(jobs.start(.find, title: "find \(text)", at: seconds), text: text, after: after)
      ]
    default: preconditionFailure("other commands have their own place")
    }
  }

  /// Searches for a query that is not of the file, to where the screen stood.
  mutating func setSource(_ source: QuerySource) -> [Effect] {
    screen = .search
    search.setting.source = source
    search.previous = nil
    let effects = rerun()
    search.previous = nil
    return effects
  }

  /// Takes in the row whose name was looked for.
  mutating func takeFoundRow(_ row: NodeID?, text: String) -> [Effect] {
    guard let row else {
      notice = Notice(text: "no row's name contains \"\(text)\"", isWarning: true)
      return []
    }
    return setSource(.row(row))
  }

  /// The query behind or before this one: of the file, or among the rows.
  mutating func stepQuery(by step: Int) -> [Effect] {
    guard case .row(let node) = search.setting.source else {
      guard search.setting.source == .file || index?.queryCount == 0 else {
        return setQuery(search.setting.query)
      }
      return setQuery(search.setting.query + step)
    }
    let next = Int(node) + step
    guard next >= 0, next < index?.nodeCount ?? 0 else {
      notice = Notice(text: step < 0 ? "this is the first row" : "this is the last row")
      return []
    }
    return setSource(.row(NodeID(next)))
  }

  private func row(_ number: Int, of index: IndexCard) throws(ExplorerCommand.Fault) -> NodeID {
    guard number < index.nodeCount else {
      throw .init(message: "the last row is \(index.nodeCount - 1)")
    }
    return NodeID(number)
  }

  private func check(
    _ values: [Float], for index: IndexCard
  ) throws(ExplorerCommand.Fault) {
    guard values.count == index.dimension else {
      throw .init(
        message: "a query of this index has \(index.dimension) numbers, not \(values.count)")
    }
    let range: ClosedRange<Float>? =
      switch index.elementType {
      case .float32: nil
      case .int8: -128...127
      case .uint8: 0...255
      }
    guard let range else { return }
    if let value = values.first(where: { !range.contains($0) || $0 != $0.rounded() }) {
      throw .init(
        message: "\(Format.distance(value)) is no \(index.elementType.rawValue): whole numbers"
          + " from \(Int(range.lowerBound)) to \(Int(range.upperBound))")
    }
  }
}
