import Foundation
import Testing
import VectorData

@testable import DiskIndex

@Suite("PageSource")
struct PageSourceTests {
  @Test(
    "Every way of reading gives the bytes of the file",
    arguments: PageSourceKind.allCases, [12, 1030])
  func bytes(kind: PageSourceKind, dimension: Int) throws {
    let small = try SmallIndex(
      .init(count: 60, dimension: dimension, elementType: .float32, chunkCount: 2))
    let index: DiskIndex
    do {
      index = try small.open(pageSource: kind)
    } catch {
      // The system refuses this way; the automatic choice must then be another one.
      #expect(try small.open().file.kind != kind)
      return
    }
    let data = try Data(contentsOf: URL(fileURLWithPath: index.files.disk))
    try index.withPageSource(
      laneCount: 2, beamWidth: 4, CompareRecords(data: data, layout: index.layout))
  }

  private struct CompareRecords: PageSourceTask {
    let data: Data
    let layout: DiskLayout

    func run<Pages: PageSource>(on pages: Pages) throws(IndexError) {
      let hops: [[NodeID]] = [[3, 0, 59, 17], [5], [58, 57]]
      for (number, nodes) in hops.enumerated() {
        let lane = number % 2
        nodes.withUnsafeBufferPointer { pages.submit($0, lane: lane) }
        #expect(pages.waitForAnyLane() == lane)
        #expect(pages.waitForAnyLane() == nil)
        var longest: UInt64 = 0
        for (place, node) in nodes.enumerated() {
          #expect(try pages.wait(lane: lane, place: place) == 0)
          let record = UnsafeRawBufferPointer(
            start: pages.record(lane: lane, place: place), count: layout.nodeBytes)
          let start = layout.byteOffset(of: node)
          #expect(Array(record) == Array(data[start..<start + layout.nodeBytes]))
          longest = max(longest, pages.readNanoseconds(lane: lane, place: place))
        }
        #expect(longest > 0)
        #expect(pages.roundNanoseconds(lane: lane) >= longest)
      }
    }
  }

  @Test("Two lanes in flight are both reported, each once")
  func lanes() throws {
    let small = try SmallIndex()
    let index = try small.open()
    try index.withPageSource(laneCount: 3, beamWidth: 2, TwoLanes())
  }

  private struct TwoLanes: PageSourceTask {
    func run<Pages: PageSource>(on pages: Pages) throws(IndexError) {
      let nodes: [NodeID] = [1, 2]
      nodes.withUnsafeBufferPointer {
        pages.submit($0, lane: 2)
        pages.submit($0, lane: 0)
      }
      let lanes = [pages.waitForAnyLane(), pages.waitForAnyLane(), pages.waitForAnyLane()]
      #expect(Set(lanes) == [0, 2, nil])
      for lane in [0, 2] { _ = try pages.wait(lane: lane, place: 1) }
    }
  }

  @Test("The way of reading is told in the words of the statistics")
  func descriptions() throws {
    let small = try SmallIndex()
    let words = ["io_uring+O_DIRECT", "io_uring", "pread+O_DIRECT", "pread"]
    #expect(try small.open(pageSource: .pread).ioDescription == "pread")
    #expect(words.contains(try small.open().ioDescription))
  }

  @Test("A file that is not there is named")
  func missing() {
    #expect(
      throws: IndexError.system(
        operation: "open", path: "/nowhere/x_disk.index", offset: nil, errorNumber: ENOENT)
    ) { try PageFile(path: "/nowhere/x_disk.index") }
  }
}

@Suite("ReadProgress")
struct ReadProgressTests {
  @Test("A short read goes on at the sector that is missing")
  func shortRead() {
    var progress = ReadProgress(wantedBytes: 12288)
    #expect(progress.next(after: 5000) == .again)
    #expect(progress.doneBytes == 4096)
    #expect(progress.next(after: 8192) == .done)
  }

  @Test("An interrupted read is repeated", arguments: [EINTR, EAGAIN])
  func interrupted(number: Int32) {
    var progress = ReadProgress(wantedBytes: 4096)
    #expect(progress.next(after: Int64(-number)) == .again)
    #expect(progress.doneBytes == 0)
    #expect(progress.next(after: 4096) == .done)
  }

  @Test("A device error and the end of the file are final")
  func final() {
    var progress = ReadProgress(wantedBytes: 4096)
    #expect(progress.next(after: Int64(-EIO)) == .failed(.system(errorNumber: EIO)))
    #expect(progress.next(after: 0) == .failed(.endOfFile))
  }

  @Test("A read that never makes progress ends", arguments: [Int64(-EINTR), 100])
  func fruitless(result: Int64) {
    var progress = ReadProgress(wantedBytes: 4096)
    var step = ReadProgress.Step.again
    var returns = 0
    while step == .again && returns < 1000 {
      step = progress.next(after: result)
      returns += 1
    }
    #expect(returns == ReadProgress.maximumFruitlessReturns)
    #expect(step == .failed(.system(errorNumber: result < 0 ? EINTR : EIO)))
  }
}
