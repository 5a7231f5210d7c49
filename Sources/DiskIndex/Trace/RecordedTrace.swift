import Foundation
import VectorData

/// A trace that was read back from its JSON: what a screen needs to show it without the index.
public struct RecordedTrace: Sendable, Equatable {
  /// The search. What the file does not hold is made up from what it does: the list before a hop is that
  /// after the hop before, totals are counted, a hop takes as long as its slowest read.
  public var trace: SearchTrace
  /// The true neighbours that it missed; empty where the file does not say.
  public var missed: [MissedNeighbour]
  /// The true neighbours that the file lets one know: those answered, nearest first, then those missed.
  public var truth: [NodeID]
  /// Names of nodes.
  public var names: [NodeID: String]

  /// A trace and what belongs to it.
  public init(
    trace: SearchTrace, missed: [MissedNeighbour], truth: [NodeID], names: [NodeID: String]
  ) {
    self.trace = trace
    self.missed = missed
    self.truth = truth
    self.names = names
  }
}

extension RecordedTrace {
  /// Larger files are no traces of one search.
  private static let largestBytes = 256 << 20

  /// Reads what `TraceJSON.encode` wrote.
  ///
  /// - Throws: `IndexError.malformed` that names the key, `system` when the file cannot be read.
  public static func read(path: String) throws(IndexError) -> RecordedTrace {
    let file = try MappedFile(path: path)
    defer { withExtendedLifetime(file) {} }
    guard file.bytes.count <= largestBytes else {
      throw .malformed(
        path: path, offset: nil, field: "size", expected: "at most \(largestBytes) bytes",
        found: "\(file.bytes.count)")
    }
    let document: TraceDocument
    do {
      document = try JSONDecoder().decode(TraceDocument.self, from: Data(file.bytes))
    } catch {
      let fault = TraceFault(error)
      throw .malformed(
        path: path, offset: nil, field: fault.key, expected: "the JSON of a trace",
        found: fault.text)
    }
    guard document.K >= 1, document.L >= document.K, document.W >= 1 else {
      throw .malformed(
        path: path, offset: nil, field: "K, L, W", expected: "1 <= K <= L, 1 <= W",
        found: "\(document.K), \(document.L), \(document.W)")
    }
    return RecordedTrace(document)
  }

  private init(_ document: TraceDocument) {
    trace = document.trace
    missed = (document.missed ?? []).map(\.neighbour)
    let found = max(document.K - missed.count, 0)
    truth =
      document.missed == nil ? [] : trace.results.prefix(found).map(\.node) + missed.map(\.node)
    names = [:]
    for hop in document.hops {
      for node in hop.expanded { names[node.node] = node.name }
    }
    for line in document.results { names[line.node] = line.name ?? names[line.node] }
    for line in document.missed ?? [] { names[line.node] = line.name ?? names[line.node] }
  }
}

/// Where a document is not what it should be.
private struct TraceFault {
  var key = "document"
  var text: String

  init(_ error: any Error) {
    text = "something else"
    guard let error = error as? DecodingError else { return }
    let context: DecodingError.Context? =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .keyNotFound(_, let context), .dataCorrupted(let context):
        context
      @unknown default: nil
      }
    guard let context else { return }
    let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
    if !path.isEmpty { key = path.joined(separator: ".") }
    text = context.debugDescription
    if case .keyNotFound(let missing, _) = error { text = "no \"\(missing.stringValue)\"" }
  }
}
