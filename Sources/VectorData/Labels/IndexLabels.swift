/// The labels of an index, from DiskANN's files (docs/formats.md).
public struct IndexLabels: Sendable, Equatable {
  /// Who carries what.
  public let labels: PointLabels
  /// Label name → the nodes where a search for it starts; empty for a graph built without labels.
  public let starts: [String: [NodeID]]

  /// Labels that are known already.
  public init(labels: PointLabels, starts: [String: [NodeID]]) {
    self.labels = labels
    self.starts = starts
  }

  /// The starts that a walk never takes, because they do not carry their label.
  public var strayStarts: [(label: String, node: NodeID)] {
    starts.sorted { $0.key < $1.key }.flatMap { name, nodes in
      guard let passing = labels.number(of: name).map({ labels.passing(label: $0) }) else {
        return nodes.map { (name, $0) }
      }
      return nodes.filter { !passing.contains($0) }.map { (name, $0) }
    }
  }

  /// Reads the labels of an index of `nodeCount` nodes, `nil` where it has none.
  ///
  /// - Throws: `IndexError.malformed` or `mismatch` with the file and the line.
  public static func readIfPresent(
    files: LabelFiles, nodeCount: Int
  ) throws(IndexError) -> IndexLabels? {
    guard files.exists(files.labels) else { return nil }
    let names = try readNames(path: files.names)
    var universal: String?
    if files.exists(files.universal) {
      universal = try readUniversal(path: files.universal, names: names)
    }
    let labels = try PointLabels.read(
      path: files.labels, nodeCount: nodeCount, translation: names, universal: universal)
    let starts =
      files.exists(files.starts)
      ? try readStarts(path: files.starts, names: names, nodeCount: nodeCount) : [:]
    return IndexLabels(labels: labels, starts: starts)
  }

  /// Reads the starts of `labels` that `writeStarts` left: by label, none for one without a line.
  ///
  /// - Throws: `IndexError.malformed` with the file and the line, `system`.
  public static func readStarts(
    of labels: PointLabels, path: String
  ) throws(IndexError) -> [[NodeID]] {
    let names = Dictionary(
      uniqueKeysWithValues: zip(numbers(of: labels).map(String.init), labels.names))
    let starts = try readStarts(path: path, names: names, nodeCount: labels.nodeCount)
    return labels.names.map { starts[$0] ?? [] }
  }

  /// What a search for `expression` may answer and how it looks for it.
  ///
  /// Labels joined by OR are walked where the graph knows them and they have more points than a scan
  /// ranks in the time of a walk; everything else is scanned.
  ///
  /// - Parameter strategy: `nil` chooses; a walk that is not possible is an error.
  /// - Throws: `IndexError.parameter` for an unknown label.
  public func filter(
    _ expression: FilterExpression, strategy: FilterStrategy = .automatic
  ) throws(IndexError) -> SearchFilter {
    let passing = try expression.passing(labels)
    // A label that has lost its last point is walked over nothing.
    let groups = expression.alternatives?.map { name -> [NodeID]? in
      starts[name]
        ?? (labels.number(of: name).map { labels.points(of: $0).isEmpty } == true ? [] : nil)
    }
    let walked = groups?.compactMap { $0 } ?? []
    let canWalk = !starts.isEmpty && !walked.isEmpty && walked.count == groups?.count
    switch strategy {
    case .walk where !canWalk: throw Self.walkFault
    case .automatic where canWalk && passing.count > Self.scannedCount, .walk:
      return SearchFilter(passing: passing, strategy: .walk(starts: walked))
    case .automatic, .scan:
      return SearchFilter(passing: passing, strategy: .scan)
    }
  }

  /// What a walk that is not possible is told.
  public static let walkFault = IndexError.parameter(
    name: "--filter-strategy",
    expected: "scan: only labels joined by OR can be walked, and only in a graph built with labels",
    found: "walk")

  /// As many distances as a walk with a list of some fifty computes: fewer points are scanned.
  public static let scannedCount = 4096

  private static func readNames(path: String) throws(IndexError) -> [String: String] {
    var names: [String: String] = [:]
    try forEachLine(path) { (line, number) throws(IndexError) in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 2, let value = UInt32(fields[1].trimmed) else {
        throw .malformed(
          path: path, offset: nil, field: "line \(number)", expected: "a label, a tab, a number",
          found: "\"\(line.prefix(60))\"")
      }
      names[String(value)] = String(fields[0])
    }
    return names
  }

  private static func readUniversal(
    path: String, names: [String: String]
  ) throws(IndexError) -> String? {
    var found: String?
    try forEachLine(path) { (line, number) throws(IndexError) in
      guard let name = names[String(line.trimmed)], number == 1 else {
        throw .malformed(
          path: path, offset: nil, field: "line \(number)", expected: "one label of the map",
          found: "\"\(line.prefix(60))\"")
      }
      found = name
    }
    return found
  }

  private static func readStarts(
    path: String, names: [String: String], nodeCount: Int
  ) throws(IndexError) -> [String: [NodeID]] {
    var starts: [String: [NodeID]] = [:]
    try forEachLine(path) { (line, number) throws(IndexError) in
      let fields = line.split(separator: ",").map { String($0.trimmed) }
      let nodes = fields.dropFirst().compactMap(NodeID.init)
      let isWhole = nodes.count == fields.count - 1 && nodes.allSatisfy { Int($0) < nodeCount }
      guard let first = fields.first, let name = names[first], !nodes.isEmpty, isWhole else {
        throw .malformed(
          path: path, offset: nil, field: "line \(number)",
          expected: "a label of the map and nodes below \(nodeCount)",
          found: "\"\(line.prefix(60))\"")
      }
      starts[name] = nodes
    }
    return starts
  }

  private static func forEachLine(
    _ path: String, _ body: (Substring, Int) throws(IndexError) -> Void
  ) throws(IndexError) {
    let file = try MappedFile(path: path)
    let lines = TextLines(file.bytes)
    for number in 0..<lines.count {
      guard let line = lines.line(number), !line.trimmed.isEmpty else { continue }
      try body(line, number + 1)
    }
  }
}
