extension PointLabels {
  /// Reads a label file: line i has the labels of row i, separated by commas.
  ///
  /// - Parameters:
  ///   - translation: What the labels in the file stand for, where they are numbers of DiskANN's map; all of
  ///     them are labels then, in the order of their numbers, with points or without.
  ///   - universal: The name of the label that passes every filter.
  /// - Throws: `IndexError.system` when it cannot be read, `mismatch` for another number of lines,
  ///   `malformed` with the line for a point without a label or a number that the map does not have,
  ///   `parameter` for a universal label that no point carries.
  public static func read(
    path: String, nodeCount: Int, translation: [String: String]? = nil, universal: String? = nil
  ) throws(IndexError) -> PointLabels {
    let file = try MappedFile(path: path)
    let lines = TextLines(file.bytes)
    var names = Self.names(of: translation ?? [:])
    var numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, UInt32($0)) })
    var pairs: [(node: NodeID, label: UInt32)] = []
    pairs.reserveCapacity(min(nodeCount, lines.count))
    var row = 0
    while let line = lines.line(row) {
      guard row < nodeCount else { break }
      var seen: Set<UInt32> = []
      for field in line.split(separator: ",", omittingEmptySubsequences: false) {
        let name = try name(field, of: translation, line: row + 1, path: path)
        let label = numbers[name] ?? UInt32(names.count)
        if label == names.count {
          numbers[name] = label
          names.append(name)
        }
        if seen.insert(label).inserted { pairs.append((NodeID(row), label)) }
      }
      row += 1
    }
    guard lines.count == nodeCount else {
      throw .mismatch(
        path: path, field: "lines", expected: "\(nodeCount), one per row", found: "\(lines.count)")
    }
    if let universal, numbers[universal] == nil {
      throw .parameter(
        name: "--universal-label", expected: "a label of \(path)", found: "\"\(universal)\"")
    }
    return PointLabels(names: names, nodeCount: nodeCount, pairs: pairs, universal: universal)
  }

  /// The labels of a map, each once, by their numbers.
  private static func names(of translation: [String: String]) -> [String] {
    var seen = Set<String>()
    return translation.sorted {
      (UInt32($0.key) ?? .max, $0.value) < (UInt32($1.key) ?? .max, $1.value)
    }
    .map(\.value).filter { seen.insert($0).inserted }
  }

  private static func name(
    _ field: Substring, of translation: [String: String]?, line: Int, path: String
  ) throws(IndexError) -> String {
    let word = String(field.trimmed)
    guard !word.isEmpty else {
      throw .malformed(
        path: path, offset: nil, field: "line \(line)", expected: "a label for the row",
        found: "none")
    }
    guard let translation else { return word }
    guard let name = translation[word] else {
      throw .malformed(
        path: path, offset: nil, field: "line \(line)", expected: "a label of the map",
        found: "\"\(word)\"")
    }
    return name
  }
}
