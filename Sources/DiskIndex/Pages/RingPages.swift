import CPlatform
import Glibc
import VectorData

/// Nodes through an io_uring of this thread: many reads of many searches in flight at once.
public final class RingPages: PageSource {
  /// How nodes lie in a record.
  public let layout: DiskLayout
  /// Searches that may be in flight.
  public var laneCount: Int { slots.laneCount }
  /// The most nodes of one hop.
  public var beamWidth: Int { slots.beamWidth }

  private let file: PageFile
  private let slots: PageSlots
  private let ring: OpaquePointer
  private let spinNanoseconds: UInt64
  private let completions: UnsafeMutableBufferPointer<bp_completion>
  private let lanes: UnsafeMutableBufferPointer<Lane>
  private let reads: UnsafeMutableBufferPointer<Read>
  /// Where the search for a ready lane goes on, so that every lane gets its turn.
  private var nextLane = 0
  private var inFlightCount = 0
  /// Why the ring no longer works, 0 while it does.
  private var brokenBy: Int32 = 0

  private struct Lane {
    var pendingCount = 0
    /// The read that makes the lane ready; all of them together if `nil`.
    var expected: Int?
    var isReady = false
    var failure: IndexError?
  }

  private struct Read {
    var byteOffset = 0
    var submittedAt: UInt64 = 0
    var isOver = true
    var progress = ReadProgress(wantedBytes: 0)
  }

  /// A source for `laneCount` searches of up to `beamWidth` nodes per hop.
  ///
  /// - Parameter spinNanoseconds: How long a wait looks for arrivals before it sleeps.
  /// - Throws: `IndexError.system` when the ring is refused, `memory` when the pages cannot be held.
  public init(
    file: PageFile, layout: DiskLayout, laneCount: Int, beamWidth: Int,
    spinNanoseconds: UInt64 = 50_000
  ) throws(IndexError) {
    self.file = file
    self.layout = layout
    self.spinNanoseconds = spinNanoseconds
    let slots = try PageSlots(layout: layout, laneCount: laneCount, beamWidth: beamWidth)
    let count = laneCount * beamWidth
    var ring: OpaquePointer?
    var status = -EINVAL
    if let start = slots.buffer.bytes.baseAddress {
      status = bp_ring_open(
        &ring, UInt32(count), file.descriptor, start, slots.buffer.bytes.count)
    }
    guard status == 0, let ring else {
      throw .system(
        operation: "set up io_uring for", path: file.path, offset: nil, errorNumber: -status)
    }
    self.slots = slots
    self.ring = ring
    completions = .allocate(capacity: count)
    completions.initialize(repeating: bp_completion(tag: 0, result: 0))
    lanes = .allocate(capacity: laneCount)
    lanes.initialize(repeating: Lane())
    reads = .allocate(capacity: count)
    reads.initialize(repeating: Read())
  }

  deinit {
    // The kernel writes into the pages as long as a read is in flight.
    while inFlightCount > 0 { reap() }
    bp_ring_close(ring)
    completions.deallocate()
    lanes.deinitialize()
    lanes.deallocate()
    reads.deallocate()
  }

  /// Hands the reads to the kernel and returns.
  public func submit(_ nodes: UnsafeBufferPointer<NodeID>, lane: Int) {
    submit(.record, of: nodes, lane: lane)
  }

  /// Hands the reads of full vectors to the kernel and returns.
  public func submitVectors(of nodes: UnsafeBufferPointer<NodeID>, lane: Int) {
    submit(.fullVector, of: nodes, lane: lane)
  }

  private func submit(_ part: StoredPart, of nodes: UnsafeBufferPointer<NodeID>, lane: Int) {
    precondition(nodes.count <= beamWidth, "a hop has at most beamWidth nodes")
    precondition(
      lanes[lane].pendingCount == 0, "a lane waits for its reads before it asks for more")
    lanes[lane].expected = nil
    lanes[lane].isReady = nodes.count == 0
    start(part, of: nodes, lane: lane, firstPlace: 0)
  }

  /// Hands the reads to the kernel beside those that are under way.
  public func add(_ nodes: UnsafeBufferPointer<NodeID>, lane: Int, place: Int) {
    precondition(place + nodes.count <= beamWidth, "a lane has beamWidth places")
    for number in 0..<nodes.count {
      precondition(reads[lane * beamWidth + place + number].isOver, "the place is free")
    }
    start(.record, of: nodes, lane: lane, firstPlace: place)
  }

  /// The lane is ready at once when the read is over already.
  public func expect(lane: Int, place: Int) {
    lanes[lane].expected = place
    lanes[lane].isReady = reads[lane * beamWidth + place].isOver
  }

  private func start(
    _ part: StoredPart, of nodes: UnsafeBufferPointer<NodeID>, lane: Int, firstPlace: Int
  ) {
    if lanes[lane].pendingCount == 0 { lanes[lane].failure = nil }
    lanes[lane].pendingCount += nodes.count
    let now = bp_monotonic_nanoseconds()
    for number in 0..<nodes.count {
      let place = firstPlace + number
      let span = layout.span(of: nodes[number], part)
      slots.place(offsetInPage: span.offsetInPage, lane: lane, place: place)
      reads[lane * beamWidth + place] = Read(
        byteOffset: span.byteOffset, submittedAt: now, isOver: false,
        progress: ReadProgress(wantedBytes: span.byteCount))
      queue(lane: lane, place: place)
    }
    flush()
  }

  /// Waits for one of the lane's reads; other arrivals are noted on the way.
  public func wait(lane: Int, place: Int) throws(IndexError) -> UInt64 {
    precondition(place < beamWidth, "a hop has at most beamWidth nodes")
    let slot = lane * beamWidth + place
    var waited: UInt64 = 0
    if !reads[slot].isOver {
      let began = bp_monotonic_nanoseconds()
      while !reads[slot].isOver { reap() }
      waited = bp_monotonic_nanoseconds() - began
    }
    if let failure = lanes[lane].failure {
      while lanes[lane].pendingCount > 0 { reap() }
      lanes[lane].isReady = false
      throw failure
    }
    if lanes[lane].pendingCount == 0 || lanes[lane].expected == place {
      lanes[lane].isReady = false
    }
    return waited
  }

  /// Lanes in the order in which their last read came back.
  public func waitForAnyLane() -> Int? {
    while true {
      for _ in 0..<laneCount {
        let lane = nextLane
        nextLane = lane + 1 < laneCount ? lane + 1 : 0
        guard lanes[lane].isReady else { continue }
        lanes[lane].isReady = false
        return lane
      }
      guard inFlightCount > 0 else { return nil }
      reap()
    }
  }

  /// The record of a node that has arrived.
  public func record(lane: Int, place: Int) -> UnsafeRawPointer {
    slots.record(lane: lane, place: place)
  }

  /// How long the lane's last round took.
  public func roundNanoseconds(lane: Int) -> UInt64 { slots.roundNanoseconds(lane: lane) }

  /// From submission to the moment in which the arrival was seen.
  public func readNanoseconds(lane: Int, place: Int) -> UInt64 {
    slots.readNanoseconds(lane: lane, place: place)
  }

  // MARK: - The ring

  private func queue(lane: Int, place: Int) {
    let slot = lane * beamWidth + place
    let read = reads[slot]
    let done = read.progress.doneBytes
    guard let page = slots.page(lane: lane, place: place) else { return }
    // The ring has an entry for every slot, so room is short only when the kernel no longer takes any.
    let status = bp_ring_queue_read(
      ring, page + done, UInt32(read.progress.wantedBytes - done),
      UInt64(read.byteOffset + done), UInt64(slot))
    guard status == 0 else { return brokenBy = brokenBy == 0 ? -status : brokenBy }
    inFlightCount += 1
  }

  /// Hands over what is queued. Memory that the kernel lacks for a moment comes back; anything else, or
  /// a lack that lasts, ends all reads.
  private func flush() {
    for _ in 0..<Self.maximumSubmitAttempts where brokenBy == 0 {
      let status = bp_ring_submit(ring)
      guard status != 0 else { return }
      guard status == -EAGAIN || status == -EBUSY || status == -ENOMEM else { return fail(-status) }
      sched_yield()
    }
    fail(brokenBy == 0 ? EAGAIN : brokenBy)
  }

  private static let maximumSubmitAttempts = 10_000

  /// Waits for at least one completion and notes all that are there.
  private func reap() {
    guard let first = completions.baseAddress else { return }
    let count = bp_ring_wait(ring, first, UInt32(completions.count), spinNanoseconds)
    guard count > 0 else { return fail(-count) }
    let now = bp_monotonic_nanoseconds()
    var isQueuedAgain = false
    for index in 0..<Int(count) {
      inFlightCount -= 1
      isQueuedAgain = note(completions[index], at: now) || isQueuedAgain
    }
    if isQueuedAgain { flush() }
  }

  /// Ends every read of every lane: the ring itself fails. Closing it later is safe, since the kernel
  /// keeps the pages of a read until the read is over.
  private func fail(_ errorNumber: Int32) {
    brokenBy = errorNumber
    inFlightCount = 0
    for lane in 0..<laneCount where lanes[lane].pendingCount > 0 {
      for slot in lane * beamWidth..<(lane + 1) * beamWidth { reads[slot].isOver = true }
      lanes[lane].pendingCount = 0
      lanes[lane].isReady = true
      lanes[lane].failure = .system(
        operation: "read through io_uring", path: file.path, offset: nil, errorNumber: errorNumber)
    }
  }

  /// Returns whether the rest of the read had to be queued again.
  private func note(_ completion: bp_completion, at now: UInt64) -> Bool {
    let slot = Int(completion.tag)
    let lane = slot / beamWidth
    let place = slot % beamWidth
    switch reads[slot].progress.next(after: completion.result) {
    case .again:
      queue(lane: lane, place: place)
      return true
    case .done:
      let duration = now - reads[slot].submittedAt
      slots.arrived(lane: lane, place: place, nanoseconds: duration, sinceSubmission: duration)
    case .failed(let reason):
      let offset = reads[slot].byteOffset + reads[slot].progress.doneBytes
      lanes[lane].failure = lanes[lane].failure ?? file.failure(reason, offset: offset)
    }
    reads[slot].isOver = true
    lanes[lane].pendingCount -= 1
    // A lane that waits for one read is not woken by another.
    let isAwaited = lanes[lane].expected.map { $0 == place }
    if isAwaited ?? (lanes[lane].pendingCount == 0) { lanes[lane].isReady = true }
    return false
  }
}
