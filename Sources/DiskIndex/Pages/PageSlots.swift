import VectorData

/// The memory that nodes are read into: `beamWidth` pages for each lane, and what is known of each.
final class PageSlots {
  let laneCount: Int
  let beamWidth: Int
  /// All pages, aligned for direct reads.
  let buffer: AlignedBuffer
  private let pageBytes: Int
  private let recordOffsets: UnsafeMutablePointer<Int>
  private let nanoseconds: UnsafeMutablePointer<UInt64>
  private let roundNanoseconds: UnsafeMutablePointer<UInt64>

  init(layout: DiskLayout, laneCount: Int, beamWidth: Int) throws(IndexError) {
    precondition(laneCount > 0 && beamWidth > 0, "a page source serves somebody")
    self.laneCount = laneCount
    self.beamWidth = beamWidth
    pageBytes = layout.readBytes
    let count = laneCount * beamWidth
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: pageBytes)
    guard !overflow else {
      throw .memory(
        purpose: "pages of a search", neededBytes: UInt64.max,
        availableBytes: MemoryLimits.availableBytes())
    }
    buffer = try AlignedBuffer(byteCount: byteCount, purpose: "pages of a search")
    recordOffsets = .allocate(capacity: count)
    recordOffsets.initialize(repeating: 0, count: count)
    nanoseconds = .allocate(capacity: count)
    nanoseconds.initialize(repeating: 0, count: count)
    roundNanoseconds = .allocate(capacity: laneCount)
    roundNanoseconds.initialize(repeating: 0, count: laneCount)
  }

  deinit {
    recordOffsets.deallocate()
    nanoseconds.deallocate()
    roundNanoseconds.deallocate()
  }

  /// Where the sectors of a node go.
  func page(lane: Int, place: Int) -> UnsafeMutableRawPointer? {
    buffer.bytes.baseAddress.map { $0 + slot(lane, place) * pageBytes }
  }

  /// Remembers where in its page the thing read will be found.
  func place(offsetInPage: Int, lane: Int, place: Int) {
    recordOffsets[slot(lane, place)] = slot(lane, place) * pageBytes + offsetInPage
  }

  /// Notes how long a read took and how much of the lane's round had gone by when it came.
  func arrived(lane: Int, place: Int, nanoseconds duration: UInt64, sinceSubmission: UInt64) {
    nanoseconds[slot(lane, place)] = duration
    roundNanoseconds[lane] = sinceSubmission
  }

  func record(lane: Int, place: Int) -> UnsafeRawPointer {
    guard let start = buffer.bytes.baseAddress else {
      preconditionFailure("slots hold at least one page")
    }
    return UnsafeRawPointer(start + recordOffsets[slot(lane, place)])
  }

  func readNanoseconds(lane: Int, place: Int) -> UInt64 { nanoseconds[slot(lane, place)] }

  func roundNanoseconds(lane: Int) -> UInt64 { roundNanoseconds[lane] }

  private func slot(_ lane: Int, _ place: Int) -> Int {
    precondition(lane >= 0 && lane < laneCount && place >= 0 && place < beamWidth, "no such slot")
    return lane * beamWidth + place
  }
}
