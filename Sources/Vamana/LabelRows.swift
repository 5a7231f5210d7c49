import VectorData

/// The labels of each point, in the order of the points: what a build with labels looks up all the time.
///
/// Points have sets of labels, and sets have labels: points of a dynamic index share the sets that they have in
/// common. Memory: 4 bytes for each label of a set, 9 bytes per set and 4 per point.
final class LabelRows: @unchecked Sendable {
  // Sendable: the memory is filled before the object is shared, and nobody writes it afterwards
  // but the sets of points that no reader can know yet.

  /// What hot loops see; valid while the object lives.
  struct View {
    fileprivate let setOf: UnsafePointer<UInt32>
    /// Whether a set has the universal label, and so every label.
    fileprivate let isUniversal: UnsafePointer<Bool>
    /// `[sets + 1]`: where the labels of a set begin in `numbers`.
    fileprivate let places: UnsafePointer<Int>
    /// The labels of one set after the other, ascending.
    fileprivate let numbers: UnsafePointer<UInt32>
  }

  /// Labels.
  let labelCount: Int
  let view: View
  private let memory: AlignedBuffer
  private let owner: PointLabelSets

  /// Every point has the set of its own number.
  convenience init(_ labels: PointLabels) throws(IndexError) {
    let sets = PointLabelSets(count: labels.nodeCount)
    for point in 0..<labels.nodeCount { sets.set(UInt32(point), of: NodeID(point)) }
    try self.init(sets: labels, of: sets)
  }

  /// Points with the sets that `points` says.
  ///
  /// - Parameter labels: Its points are sets.
  init(sets labels: PointLabels, of points: PointLabelSets) throws(IndexError) {
    labelCount = labels.names.count
    owner = points
    let (setCount, pairCount) = (labels.nodeCount, labels.pairCount)
    let placeBytes = (setCount + 1) * MemoryLayout<Int>.stride
    memory = try AlignedBuffer(
      byteCount: placeBytes + pairCount * 4 + setCount, purpose: "labels")
    guard let start = memory.bytes.baseAddress else {
      preconditionFailure("a buffer has an address")
    }
    let places = start.bindMemory(to: Int.self, capacity: setCount + 1)
    let numbers = (start + placeBytes).bindMemory(to: UInt32.self, capacity: pairCount)
    let marks = (start + placeBytes + pairCount * 4).bindMemory(
      to: Bool.self, capacity: setCount)
    for label in labels.names.indices {
      for set in labels.points(of: label) { places[Int(set) + 1] += 1 }
    }
    for set in 0..<setCount { places[set + 1] += places[set] }
    // Each start moves over the labels of its set and ends where the next set begins.
    for label in labels.names.indices {
      for set in labels.points(of: label) {
        numbers[places[Int(set)]] = UInt32(label)
        places[Int(set)] += 1
      }
    }
    for set in stride(from: setCount, to: 0, by: -1) { places[set] = places[set - 1] }
    places[0] = 0
    if let universal = labels.universal {
      for set in labels.points(of: universal) { marks[Int(set)] = true }
    }
    view = View(
      setOf: points.view, isUniversal: UnsafePointer(marks), places: UnsafePointer(places),
      numbers: UnsafePointer(numbers))
  }

  /// The labels of `node`.
  @inline(__always)
  func labels(of node: NodeID) -> UnsafeBufferPointer<UInt32> {
    let set = Int(view.setOf[Int(node)])
    let start = view.places[set]
    return UnsafeBufferPointer(start: view.numbers + start, count: view.places[set + 1] - start)
  }

  /// Whether `node` has the universal label, and so every label.
  @inline(__always)
  func isUniversal(_ node: NodeID) -> Bool { view.isUniversal[Int(view.setOf[Int(node)])] }
}

/// Which set of labels each point has.
final class PointLabelSets: @unchecked Sendable {
  // Sendable: the set of a point is written before the row or the tag that lets a reader come to it is
  // published, and not again before every such reader has ended.
  private let sets: UnsafeMutablePointer<UInt32>
  private let count: Int

  /// Set 0 for every point.
  init(count: Int) {
    self.count = count
    sets = .allocate(capacity: max(count, 1))
    sets.initialize(repeating: 0, count: max(count, 1))
  }

  deinit { sets.deallocate() }

  /// For hot loops; valid while the object lives.
  var view: UnsafePointer<UInt32> { UnsafePointer(sets) }

  /// The set of `node`.
  @inline(__always)
  subscript(node: NodeID) -> UInt32 { sets[Int(node)] }

  func set(_ set: UInt32, of node: NodeID) { sets[Int(node)] = set }
}

/// Nodes that share a label with one node: what its filtered search may come to while a graph is built.
struct SharedLabels: NodeAdmission {
  let rows: LabelRows.View
  /// A bit per label of the node.
  let wanted: UnsafePointer<UInt64>

  @inline(__always)
  func contains(_ node: NodeID) -> Bool {
    let set = Int(rows.setOf[Int(node)])
    if rows.isUniversal[set] { return true }
    var place = rows.places[set]
    let end = rows.places[set &+ 1]
    while place < end {
      let label = rows.numbers[place]
      if wanted[Int(label >> 6)] >> UInt64(label & 63) & 1 != 0 { return true }
      place &+= 1
    }
    return false
  }
}

/// Nodes whose set of labels is one of these.
struct LabelSetMembers: NodeAdmission {
  let setOf: UnsafePointer<UInt32>
  /// A bit per set.
  let sets: UnsafePointer<UInt64>
  /// Sets from here on came after the filter was decided; no point of theirs passes.
  let setCount: Int

  @inline(__always)
  func contains(_ node: NodeID) -> Bool {
    let set = setOf[Int(node)]
    guard set < setCount else { return false }
    return sets[Int(set >> 6)] >> UInt64(set & 63) & 1 != 0
  }
}

/// The points of a dynamic index whose set of labels is one of these.
struct LabelSetScan: ScannedNodes {
  let members: LabelSetMembers
  let tags: DynamicTags
  let nodeCount: Int

  @inline(__always)
  func next(from node: Int) -> Int? {
    var node = node
    while node < nodeCount {
      // The set of a node is not to be looked at before its tag is there.
      if tags.number(of: NodeID(node)) != nil, members.contains(NodeID(node)) { return node }
      node &+= 1
    }
    return nil
  }
}
