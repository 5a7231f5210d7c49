import VectorData

/// A node of the candidate list in one 64-bit key: distance, id, whether it was expanded.
///
/// Keys order as (distance, id), DiskANN's order. Distances are not negative, so their bits order as they
/// do; ids have 31 bits in DiskANN's files, which leaves the lowest bit.
public struct Candidate: Equatable, Sendable {
  var key: UInt64

  init(key: UInt64) { self.key = key }

  /// A candidate that waits to be expanded.
  @inline(__always)
  init(node: NodeID, distance: Float) {
    key = UInt64(distance.bitPattern) << 32 | UInt64(node) << 1
  }

  /// The node.
  public var node: NodeID { NodeID(truncatingIfNeeded: key) >> 1 }

  /// What it is ranked by.
  public var distance: Float { Float(bitPattern: UInt32(truncatingIfNeeded: key >> 32)) }

  /// The same candidate as one whose neighbours are looked at.
  var expanded: Candidate { Candidate(key: key | 1) }

  /// Whether its neighbours have been, or in this hop are, looked at.
  public var isExpanded: Bool { key & 1 != 0 }
}

/// The L best candidates of a search in sorted order, in memory that the caller keeps alive.
struct CandidateList {
  private let places: UnsafeMutablePointer<Candidate>
  private let capacity: Int
  private(set) var count = 0
  /// Nothing before this place waits to be expanded; behind the candidate that was popped last.
  private(set) var cursor = 0

  /// An empty list for `capacity` candidates in `places`, which has one place more.
  init(places: UnsafeMutablePointer<Candidate>, capacity: Int) {
    precondition(capacity > 0, "a candidate list has a place")
    self.places = places
    self.capacity = capacity
  }

  /// The candidates, best first.
  var candidates: UnsafeBufferPointer<Candidate> {
    UnsafeBufferPointer(start: places, count: count)
  }

  /// Puts a candidate that is not in the list into its place, unless the list is full of better ones.
  /// Returns the place, -1 when it was rejected.
  @inline(__always)
  mutating func insert(_ candidate: Candidate) -> Int {
    if count == capacity && places[count - 1].key < candidate.key { return -1 }
    let low = place(of: candidate)
    // The place behind a full list takes the candidate that falls out.
    (places + low + 1).update(from: places + low, count: count - low)
    places[low] = candidate
    if count < capacity { count += 1 }
    if low < cursor { cursor = low }
    return low
  }

  /// What `mark` found.
  enum Mark {
    /// The candidate waited; it is marked as expanded now.
    case marked
    case markedBefore
    case absent
  }

  /// Marks a candidate, given with the distance that it was ranked by, as expanded.
  mutating func mark(_ candidate: Candidate) -> Mark {
    let place = place(of: candidate)
    guard place < count, places[place].key | 1 == candidate.key | 1 else { return .absent }
    guard !places[place].isExpanded else { return .markedBefore }
    places[place] = candidate.expanded
    return .marked
  }

  /// Where `candidate` is or would be.
  @inline(__always)
  private func place(of candidate: Candidate) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) >> 1
      if places[middle].key < candidate.key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Whether a candidate waits to be expanded.
  var hasWaiting: Bool { candidates[cursor...].contains { !$0.isExpanded } }

  /// Marks the best candidate that waits as expanded and returns it, `nil` when none waits.
  @inline(__always)
  mutating func popNearest() -> Candidate? {
    while cursor < count {
      let candidate = places[cursor]
      cursor += 1
      if !candidate.isExpanded {
        places[cursor - 1] = candidate.expanded
        return candidate
      }
    }
    return nil
  }

  /// As `popNearest`, but passes over candidates that are to be left waiting.
  mutating func popNearest(leaving isLeft: (Candidate) -> Bool) -> Candidate? {
    for place in cursor..<count where !places[place].isExpanded && !isLeft(places[place]) {
      let candidate = places[place]
      places[place] = candidate.expanded
      return candidate
    }
    return nil
  }

  /// The best candidate that waits.
  var nearestWaiting: Candidate? { candidates[cursor...].first { !$0.isExpanded } }
}
