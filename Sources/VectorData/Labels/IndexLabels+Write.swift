import Foundation

extension IndexLabels {
  /// Writes DiskANN's label files of an index: the numbers of each point, the map from names to numbers, the
  /// universal label where there is one, and for a graph that knows the labels their starts.
  ///
  /// Numbers follow DiskANN: the universal label is 0, the others count up in the order in which they first
  /// appear, from 1 on (from 2 on beside a universal label).
  ///
  /// - Parameter starts: The nodes where a search for each label starts; empty for a graph built without them.
  /// - Throws: `IndexError.system`; a file that was begun is gone then.
  public static func write(
    _ labels: PointLabels, starts: [[NodeID]] = [], files: LabelFiles
  ) throws(IndexError) {
    let numbers = numbers(of: labels)
    if !starts.isEmpty { try writeStarts(starts, of: labels, to: files.starts) }
    var map = try OutputFile(path: files.names)
    for (label, name) in labels.names.enumerated() {
      try map.append(text: "\(name)\t\(numbers[label])\n")
    }
    try map.finish()
    if let universal = labels.universal {
      var file = try OutputFile(path: files.universal)
      try file.append(text: "\(numbers[universal])\n")
      try file.finish()
    }
    var carried = [[Int]](repeating: [], count: labels.nodeCount)
    for label in labels.names.indices {
      for node in labels.points(of: label) { carried[Int(node)].append(numbers[label]) }
    }
    var lines = try OutputFile(path: files.labels)
    for numbers in carried {
      try lines.append(text: numbers.map(String.init).joined(separator: ",") + "\n")
    }
    try lines.finish()
  }

  /// Writes the nodes where a search for each label starts, alone: the stage of a build that links the graph
  /// knows them before the other files are written. A label without any gets no line.
  ///
  /// - Throws: as `write`.
  public static func writeStarts(
    _ starts: [[NodeID]], of labels: PointLabels, to path: String
  ) throws(IndexError) {
    precondition(starts.count == labels.names.count, "starts for every label")
    var file = try OutputFile(path: path)
    for (number, starts) in zip(numbers(of: labels), starts) where !starts.isEmpty {
      try file.append(
        text: ([number] + starts.map { Int($0) }).map(String.init).joined(separator: ", ") + "\n")
    }
    try file.finish()
  }

  /// Writes how many points carry each label, which diskannpy wants to know of an index in memory.
  ///
  /// - Throws: as `write`.
  public static func writeCounts(_ counts: [String: Int], to path: String) throws(IndexError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let text = try? encoder.encode(counts) else {
      preconditionFailure("names and numbers can be encoded")
    }
    var file = try OutputFile(path: path)
    try file.append(elements: [UInt8](text))
    try file.append(text: "\n")
    try file.finish()
  }

  static func numbers(of labels: PointLabels) -> [Int] {
    var next = labels.universal == nil ? 1 : 2
    return labels.names.indices.map { label in
      guard label != labels.universal else { return 0 }
      defer { next += 1 }
      return next
    }
  }
}

extension OutputFile {
  fileprivate mutating func append(text: String) throws(IndexError) {
    try append(elements: Array(text.utf8))
  }
}
