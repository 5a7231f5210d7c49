import VectorData

extension IndexLabels {
  /// Writes DiskANN's label files of an index: the numbers of each point, the map from names to numbers, and
  /// the universal label where there is one.
  ///
  /// Numbers follow DiskANN: the universal label is 0, the others count up in the order in which they first
  /// appear, from 1 on (from 2 on beside a universal label).
  ///
  /// - Throws: `IndexError.system`; a file that was begun is gone then.
  public static func write(_ labels: PointLabels, files: IndexFiles) throws(IndexError) {
    let numbers = numbers(of: labels)
    var map = try OutputFile(path: files.labelNames)
    for (label, name) in labels.names.enumerated() {
      try map.append(text: "\(name)\t\(numbers[label])\n")
    }
    try map.finish()
    if let universal = labels.universal {
      var file = try OutputFile(path: files.universalLabel)
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

  private static func numbers(of labels: PointLabels) -> [Int] {
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
