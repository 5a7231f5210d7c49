import CPlatform
import VectorData

/// Nodes by one blocking read after another: for systems that refuse io_uring.
public final class PreadPages: PageSource {
  /// How nodes lie in a record.
  public let layout: DiskLayout
  /// Searches that may be served in turn.
  public var laneCount: Int { slots.laneCount }
  /// The most nodes of one hop.
  public var beamWidth: Int { slots.beamWidth }

  private let file: PageFile
  private let slots: PageSlots
  private var failures: [IndexError?]
  private var arrived: [Int] = []

  /// A source for `laneCount` searches of up to `beamWidth` nodes per hop.
  ///
  /// - Throws: `IndexError.memory` when the pages cannot be held.
  public init(
    file: PageFile, layout: DiskLayout, laneCount: Int, beamWidth: Int
  ) throws(IndexError) {
    self.file = file
    self.layout = layout
    slots = try PageSlots(layout: layout, laneCount: laneCount, beamWidth: beamWidth)
    failures = Array(repeating: nil, count: laneCount)
  }

  /// Reads all nodes before it returns.
  public func submit(_ nodes: UnsafeBufferPointer<NodeID>, lane: Int) {
    submit(.record, of: nodes, lane: lane)
  }

  /// Reads all vectors before it returns.
  public func submitVectors(of nodes: UnsafeBufferPointer<NodeID>, lane: Int) {
    submit(.fullVector, of: nodes, lane: lane)
  }

  /// Reads all nodes before it returns.
  public func add(_ nodes: UnsafeBufferPointer<NodeID>, lane: Int, place: Int) {
    read(.record, of: nodes, lane: lane, firstPlace: place)
  }

  /// It has been read.
  public func expect(lane: Int, place: Int) { arrived.append(lane) }

  private func submit(_ part: StoredPart, of nodes: UnsafeBufferPointer<NodeID>, lane: Int) {
    failures[lane] = nil
    read(part, of: nodes, lane: lane, firstPlace: 0)
    arrived.append(lane)
  }

  private func read(
    _ part: StoredPart, of nodes: UnsafeBufferPointer<NodeID>, lane: Int, firstPlace: Int
  ) {
    let submitted = bp_monotonic_nanoseconds()
    for (number, node) in nodes.enumerated() {
      let place = firstPlace + number
      let began = bp_monotonic_nanoseconds()
      let span = layout.span(of: node, part)
      slots.place(offsetInPage: span.offsetInPage, lane: lane, place: place)
      let target = UnsafeMutableRawBufferPointer(
        start: slots.page(lane: lane, place: place), count: span.byteCount)
      do throws(IndexError) {
        try file.read(into: target, at: span.byteOffset)
      } catch {
        failures[lane] = error
        break
      }
      let now = bp_monotonic_nanoseconds()
      slots.arrived(
        lane: lane, place: place, nanoseconds: now - began, sinceSubmission: now - submitted)
    }
  }

  /// Throws what went wrong, everything else has arrived.
  public func wait(lane: Int, place: Int) throws(IndexError) -> UInt64 {
    arrived.removeAll { $0 == lane }
    if let failure = failures[lane] {
      failures[lane] = nil
      throw failure
    }
    return 0
  }

  /// The lanes in the order of their submission.
  public func waitForAnyLane() -> Int? {
    arrived.isEmpty ? nil : arrived.removeFirst()
  }

  /// The record of a node.
  public func record(lane: Int, place: Int) -> UnsafeRawPointer {
    slots.record(lane: lane, place: place)
  }

  /// How long the lane's last round took.
  public func roundNanoseconds(lane: Int) -> UInt64 { slots.roundNanoseconds(lane: lane) }

  /// How long its read took.
  public func readNanoseconds(lane: Int, place: Int) -> UInt64 {
    slots.readNanoseconds(lane: lane, place: place)
  }
}
