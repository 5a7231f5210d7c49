import CVectorKernels
import Testing
import VectorData

@testable import Vamana

@Suite("Candidate list")
struct CandidateListTests {
  /// The list as a sorted array that is cut.
  private struct Model {
    var keys: [UInt64] = []
    var dropped: [UInt64] = []
    let capacity: Int

    mutating func insert(_ key: UInt64) -> Int {
      if keys.count == capacity, let worst = keys.last, key >= worst { return capacity }
      let place = keys.firstIndex { $0 > key } ?? keys.count
      keys.insert(key, at: place)
      if keys.count > capacity {
        let worst = keys.removeLast()
        if worst & 1 != 0 { dropped.append(worst) }
      }
      return place
    }
  }

  @Test(
    "insertion keeps the nearest, in order, and remembers expanded ones that fall out",
    arguments: [1, 2, 7, 8, 9, 31, 100])
  func insertion(capacity: Int) throws {
    for level in SampleVectors.levels {
      let scratch = try SearchScratch(
        nodeCount: 1, capacity: capacity, maxDegree: 64, stride: 64, droppedCount: 4096)
      let insert = vk_packed_kernels_at(level).pointee.insert
      _ = scratch.begin()
      var model = Model(capacity: capacity)
      var generator = SeededGenerator(seed: UInt64(capacity))
      var nextID: NodeID = 0
      for _ in 0..<60 {
        let batch = (0..<generator.nextIndex(below: 40)).map { _ in
          // Few different distances, so that equal ones are ordered by id.
          (nextID + NodeID(generator.nextIndex(below: 3)) * 10_000, Float(generator.next() % 50))
        }.enumerated().map { ($0.element.0 + NodeID($0.offset), $0.element.1) }
        nextID += 40
        let places = batch.map { model.insert(CandidateKey(distance: $0.1, node: $0.0).bits) }
        let lowest = insert(scratch.list, batch.map(\.0), batch.map(\.1), batch.count)
        #expect(lowest == places.min() ?? capacity, "\(level)")
        let keys = scratch.list.pointee.keys
        #expect((0..<scratch.list.pointee.count).map { keys[$0] } == model.keys, "\(level)")
        for place in model.keys.indices where generator.next() % 4 == 0 {
          model.keys[place] |= 1
          keys[place] |= 1
        }
      }
      let dropped = (0..<scratch.list.pointee.dropped_count).map {
        scratch.list.pointee.dropped[$0]
      }
      #expect(dropped.sorted() == model.dropped.sorted(), "\(level)")
      #expect(dropped == dropped.sorted(by: >), "what falls out descends")
    }
  }
}
