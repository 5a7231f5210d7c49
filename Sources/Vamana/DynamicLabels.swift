import VectorData

/// What a dynamic index knows of labels at one moment: searches take it as it is, the writer puts another in its
/// place.
///
/// Points share sets of labels, so that a filter is decided once per set. A set that no point has any more stays
/// until the index is read anew, and so does the name of a label. Memory: 8 bytes for each label of a set.
struct DynamicLabels: Sendable {
  /// The name of the label that passes every filter, `nil` without one.
  let universal: String?
  /// Which labels each set has, the sets in the place of points. Set 0 is that of the start node: the universal
  /// label, or none.
  private(set) var sets: PointLabels
  private var pairs: [(node: NodeID, label: UInt32)] = []
  private var setNumbers: [[UInt32]: UInt32] = [:]
  /// Label → points that carry it and are not deleted.
  private(set) var counts: [Int] = []
  /// Label → where walks over its points start; a deleted node where no other is left.
  var starts: [NodeID?] = []

  /// No point yet, and `names` that labels have.
  init(names: [String], universal: String?) {
    var names = names
    if let universal, !names.contains(universal) { names.insert(universal, at: 0) }
    self.universal = universal
    sets = PointLabels(names: names, nodeCount: 0, pairs: [], universal: universal)
    counts = [Int](repeating: 0, count: names.count)
    starts = [NodeID?](repeating: nil, count: names.count)
    let first = sets.universal.map { [UInt32($0)] } ?? []
    add([first], names: names)
  }

  /// Takes note of the labels of new points; gives the set of each.
  mutating func add(_ labels: PointLabels) -> [UInt32] {
    var names = sets.names
    let numbers = labels.names.map { name -> UInt32 in
      if let number = sets.number(of: name) { return UInt32(number) }
      names.append(name)
      return UInt32(names.count - 1)
    }
    var carried = [[UInt32]](repeating: [], count: labels.nodeCount)
    for label in labels.names.indices {
      for point in labels.points(of: label) { carried[Int(point)].append(numbers[label]) }
    }
    for point in carried.indices { carried[point].sort() }
    return add(carried, names: names)
  }

  @discardableResult
  private mutating func add(_ lists: [[UInt32]], names: [String]) -> [UInt32] {
    var isNew = names.count > sets.names.count || sets.nodeCount == 0
    let found = lists.map { list -> UInt32 in
      if let number = setNumbers[list] { return number }
      let number = UInt32(setNumbers.count)
      setNumbers[list] = number
      pairs += list.map { (number, $0) }
      isNew = true
      return number
    }
    guard isNew else { return found }
    sets = PointLabels(
      names: names, nodeCount: setNumbers.count, pairs: pairs, universal: universal)
    rows = (0..<setNumbers.count).map { _ in [] }
    for pair in pairs { rows[Int(pair.node)].append(Int(pair.label)) }
    counts += [Int](repeating: 0, count: names.count - counts.count)
    starts += [NodeID?](repeating: nil, count: names.count - starts.count)
    return found
  }

  /// Set → its labels, ascending.
  private var rows: [[Int]] = []

  /// The labels of a set.
  func labels(ofSet set: UInt32) -> [Int] { rows[Int(set)] }

  /// Counts a point of `set` in; the first of a label is where walks over it start.
  mutating func insert(_ node: NodeID, set: UInt32) {
    for label in labels(ofSet: set) {
      if counts[label] == 0 { starts[label] = node }
      counts[label] += 1
    }
  }

  /// Counts a point of `set` out, which is deleted.
  mutating func remove(set: UInt32) {
    for label in labels(ofSet: set) { counts[label] -= 1 }
  }

  /// Whether points of `set` pass a filter for `label`.
  func passes(set: UInt32, label: Int) -> Bool {
    let own = labels(ofSet: set)
    return own.contains(label) || sets.universal.map(own.contains) == true
  }
}

/// Labels as searches see them.
final class PublishedLabels: Sendable {
  let labels: DynamicLabels
  init(_ labels: DynamicLabels) { self.labels = labels }
}

/// What a filter lets pass in a dynamic index.
struct DynamicFilter {
  /// The sets of labels whose points pass.
  let sets: NodeSet
  /// Where a walk over them starts; `nil` for a scan.
  let starts: [NodeID]?

  /// The points that `expression` lets pass: labels joined by OR are walked where they have more points than a scan
  /// ranks in the time of a walk, all else is scanned.
  ///
  /// - Throws: `IndexError.parameter` for a label that no point ever carried, and for a walk that cannot be.
  init(
    _ expression: FilterExpression, strategy: FilterStrategy, in labels: DynamicLabels
  ) throws(IndexError) {
    sets = try expression.passing(labels.sets)
    let alternatives = expression.alternatives?.compactMap { labels.sets.number(of: $0) }
    guard let alternatives else {
      guard strategy != .walk else { throw IndexLabels.walkFault }
      starts = nil
      return
    }
    let universal = labels.sets.universal.map { labels.counts[$0] } ?? 0
    let count = alternatives.reduce(universal) { $0 + labels.counts[$1] }
    let found = alternatives.compactMap { labels.starts[$0] }
    let isWalked =
      strategy == .walk || strategy == .automatic && count > IndexLabels.scannedCount
    starts = isWalked && !found.isEmpty ? found : nil
  }
}
