import VectorData

/// The labels of each point, in the order of the points: what a build with labels looks up all the time.
///
/// Memory: 4 bytes for each label of a point and 9 bytes per point.
final class LabelRows: @unchecked Sendable {
  // Sendable: the memory is filled before the object is shared,
  // and nobody writes it afterwards.

  /// Labels.
  let labelCount: Int
  /// Whether a point has the universal label, and so every label.
  let isUniversal: UnsafePointer<Bool>
  /// `[points + 1]`: where the labels of a point begin in `numbers`.
  let places: UnsafePointer<Int>
  /// The labels of one point after the other, ascending.
  let numbers: UnsafePointer<UInt32>
  private let memory: AlignedBuffer

  init(_ labels: PointLabels) throws(IndexError) {
    labelCount = labels.names.count
    let (pointCount, pairCount) = (
      labels.nodeCount, labels.names.indices.reduce(0) { $0 + labels.points(of: $1).count }
    )
    let placeBytes = (pointCount + 1) * MemoryLayout<Int>.stride
    memory = try AlignedBuffer(
      byteCount: placeBytes + pairCount * 4 + pointCount, purpose: "labels")
    guard let start = memory.bytes.baseAddress else {
      preconditionFailure("a buffer has an address")
    }
    let places = start.bindMemory(to: Int.self, capacity: pointCount + 1)
    let numbers = (start + placeBytes).bindMemory(to: UInt32.self, capacity: pairCount)
    let marks = (start + placeBytes + pairCount * 4).bindMemory(
      to: Bool.self, capacity: pointCount)
    for label in labels.names.indices {
      for node in labels.points(of: label) { places[Int(node) + 1] += 1 }
    }
    for point in 0..<pointCount { places[point + 1] += places[point] }
    // Each start moves over the labels of its point and ends where the next point begins.
    for label in labels.names.indices {
      for node in labels.points(of: label) {
        numbers[places[Int(node)]] = UInt32(label)
        places[Int(node)] += 1
      }
    }
    for point in stride(from: pointCount, to: 0, by: -1) { places[point] = places[point - 1] }
    places[0] = 0
    if let universal = labels.universal {
      for node in labels.points(of: universal) { marks[Int(node)] = true }
    }
    (self.places, self.numbers, isUniversal) = (
      UnsafePointer(places), UnsafePointer(numbers), UnsafePointer(marks)
    )
  }

  /// The labels of `node`.
  @inline(__always)
  func labels(of node: NodeID) -> UnsafeBufferPointer<UInt32> {
    let start = places[Int(node)]
    return UnsafeBufferPointer(start: numbers + start, count: places[Int(node) + 1] - start)
  }
}

/// Nodes that share a label with one node: what its filtered search may come to while a graph is built.
struct SharedLabels: NodeAdmission {
  let isUniversal: UnsafePointer<Bool>
  let places: UnsafePointer<Int>
  let numbers: UnsafePointer<UInt32>
  /// A bit per label of the node.
  let wanted: UnsafePointer<UInt64>

  @inline(__always)
  func contains(_ node: NodeID) -> Bool {
    if isUniversal[Int(node)] { return true }
    var place = places[Int(node)]
    let end = places[Int(node) &+ 1]
    while place < end {
      let label = numbers[place]
      if wanted[Int(label >> 6)] >> UInt64(label & 63) & 1 != 0 { return true }
      place &+= 1
    }
    return false
  }

  @inline(__always)
  func keep(_ nodes: UnsafeMutablePointer<NodeID>, count: Int) -> Int {
    var kept = 0
    for place in 0..<count {
      let node = nodes[place]
      nodes[kept] = node
      kept &+= contains(node) ? 1 : 0
    }
    return kept
  }
}
