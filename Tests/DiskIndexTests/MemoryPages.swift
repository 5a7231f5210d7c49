import Foundation
import VectorData

@testable import DiskIndex

/// A page source over bytes in memory whose reads arrive in any order that the test's seed gives.
final class MemoryPages: PageSource {
  let layout: DiskLayout
  let laneCount: Int
  let beamWidth: Int
  /// Nodes whose reads fail.
  var unreadable: Set<NodeID> = []
  /// Every submission, in order.
  private(set) var submissions: [[NodeID]] = []

  private let bytes: UnsafeMutableRawBufferPointer
  private var waiting: [Int: [NodeID]] = [:]
  private var nodes: [Int: [NodeID]] = [:]
  private var parts: [Int: StoredPart] = [:]
  private var generator: SeededGenerator

  init(path: String, layout: DiskLayout, laneCount: Int, beamWidth: Int, seed: UInt64 = 1) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes = .allocate(byteCount: data.count, alignment: 16)
    bytes.copyBytes(from: data)
    self.layout = layout
    self.laneCount = laneCount
    self.beamWidth = beamWidth
    generator = SeededGenerator(seed: seed)
  }

  deinit { bytes.deallocate() }

  func submit(_ nodes: UnsafeBufferPointer<NodeID>, lane: Int) {
    submit(.record, nodes, lane)
  }

  func submitVectors(of nodes: UnsafeBufferPointer<NodeID>, lane: Int) {
    submit(.fullVector, nodes, lane)
  }

  private func submit(_ part: StoredPart, _ nodes: UnsafeBufferPointer<NodeID>, _ lane: Int) {
    parts[lane] = part
    precondition(waiting[lane] == nil, "a lane waits before it asks again")
    submissions.append(Array(nodes))
    waiting[lane] = Array(nodes)
    self.nodes[lane] = Array(nodes)
  }

  func add(_ nodes: UnsafeBufferPointer<NodeID>, lane: Int, place: Int) {
    parts[lane] = .record
    submissions.append(Array(nodes))
    var held = self.nodes[lane] ?? []
    while held.count < beamWidth { held.append(0) }
    held.replaceSubrange(place..<place + nodes.count, with: nodes)
    self.nodes[lane] = held
  }

  func expect(lane: Int, place: Int) { waiting[lane] = [nodes[lane]?[place] ?? 0] }

  func wait(lane: Int, place: Int) throws(IndexError) -> UInt64 {
    waiting[lane] = nil
    if let node = nodes[lane]?.first(where: unreadable.contains) {
      throw .system(
        operation: "read", path: "memory", offset: Int64(layout.byteOffset(of: node)),
        errorNumber: EIO)
    }
    return 0
  }

  func waitForAnyLane() -> Int? {
    let lanes = waiting.keys.sorted()
    guard !lanes.isEmpty else { return nil }
    let lane = lanes[generator.nextIndex(below: lanes.count)]
    waiting[lane] = nil
    return lane
  }

  func record(lane: Int, place: Int) -> UnsafeRawPointer {
    guard let start = bytes.baseAddress, let nodes = nodes[lane] else {
      preconditionFailure("the lane has asked for nothing")
    }
    let span = layout.span(of: nodes[place], parts[lane] ?? .record)
    return UnsafeRawPointer(start) + span.byteOffset + span.offsetInPage
  }

  func roundNanoseconds(lane: Int) -> UInt64 { 2000 }
  func readNanoseconds(lane: Int, place: Int) -> UInt64 { 1000 * UInt64(place + 1) }
}
