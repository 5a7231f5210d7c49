import VectorData

/// Where a search gets its nodes from.
///
/// A source serves several searches of one thread at once, each in its own *lane*. A lane asks for the
/// nodes of one hop, goes away, and comes back when all of them have arrived: whole rounds per search
/// keep the answers independent of the order in which the device answers.
public protocol PageSource: AnyObject {
  /// How nodes lie in what `record` gives.
  var layout: DiskLayout { get }

  /// Lanes that can be used, 0 ..< laneCount.
  var laneCount: Int { get }

  /// The most nodes that one lane may ask for at once.
  var beamWidth: Int { get }

  /// Starts to fetch `nodes`, at most `beamWidth` and each below the node count, for `lane`. What fails
  /// is told by `wait`.
  func submit(_ nodes: UnsafeBufferPointer<NodeID>, lane: Int)

  /// The same for the full vectors behind the graph: `record` gives the vectors then.
  func submitVectors(of nodes: UnsafeBufferPointer<NodeID>, lane: Int)

  /// Starts to fetch `nodes` for a lane whose earlier reads may still be under way: as number `place` and those
  /// behind it, which are free. A lane that is asked so is ready when the read that it `expects` is over.
  func add(_ nodes: UnsafeBufferPointer<NodeID>, lane: Int, place: Int)

  /// Says which read a lane that `add` serves waits for next: it is ready once when that read is over.
  func expect(lane: Int, place: Int)

  /// Returns when the node that `lane` asked for as number `place` has arrived; at once when it has
  /// already. One after another in order, so that a search can work on the first while the last comes.
  ///
  /// - Returns: the nanoseconds that the call waited.
  /// - Throws: the first failure of the lane's reads; all of them are over then.
  func wait(lane: Int, place: Int) throws(IndexError) -> UInt64

  /// The next lane whose reads have all arrived or failed, or the one that it expects, after waiting if need be;
  /// `nil` when no lane has asked for anything. Each submission and each expectation is reported once.
  func waitForAnyLane() -> Int?

  /// The record of the node that `lane` asked for as number `place` of its last submission; valid until
  /// the lane submits again, or adds a node in its place.
  func record(lane: Int, place: Int) -> UnsafeRawPointer

  /// From the lane's last submission until the last of its nodes had arrived.
  func roundNanoseconds(lane: Int) -> UInt64

  /// From submission to arrival of that node.
  func readNanoseconds(lane: Int, place: Int) -> UInt64
}

/// How nodes are fetched from the device.
public enum PageSourceKind: Sendable, CaseIterable {
  /// The first of the following that the system allows.
  case automatic
  /// io_uring past the page cache.
  case ringDirect
  /// io_uring through the page cache, where the file system has no direct reads.
  case ring
  /// One blocking read after another past the page cache.
  case preadDirect
  /// One blocking read after another through the page cache.
  case pread
}
