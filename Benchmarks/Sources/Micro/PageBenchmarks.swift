import DiskIndex
import VectorData

/// Random reads of nodes through the page sources, at several depths, on one thread.
enum PageBenchmarks {
  static func run(prefix: String) throws {
    for kind in [PageSourceKind.automatic, .pread] {
      let index = try DiskIndex.open(prefix: prefix, pageSource: kind)
      for depth in kind == .pread ? [1] : [1, 4, 8, 16, 32, 64] {
        try measure(index, kind: kind, depth: depth)
      }
    }
  }

  private static func measure(_ index: DiskIndex, kind: PageSourceKind, depth: Int) throws {
    let layout = index.layout
    let reads = 4096
    var generator = SeededGenerator(seed: 3)
    let rounds: (any PageSource) throws -> Void = { pages in
      var left = reads
      func submit(_ lane: Int) {
        let node = NodeID(generator.nextIndex(below: layout.nodeCount))
        withUnsafePointer(to: node) {
          pages.submit(UnsafeBufferPointer(start: $0, count: 1), lane: lane)
        }
        left -= 1
      }
      for lane in 0..<pages.laneCount { submit(lane) }
      while let lane = pages.waitForAnyLane() {
        _ = try pages.wait(lane: lane, place: 0)
        if left > 0 { submit(lane) }
      }
    }
    let pages: any PageSource =
      kind == .pread
      ? try PreadPages(file: index.file, layout: layout, laneCount: depth, beamWidth: 1)
      : try RingPages(file: index.file, layout: layout, laneCount: depth, beamWidth: 1)
    let measurement = try Measurement(
      "read a node, \(index.ioDescription), depth \(depth)", unit: "read", units: reads
    ) { try rounds(pages) }
    let perSecond = Int(1e9 / measurement.percentile(0.5))
    print("\(measurement.line)  \(perSecond) reads/s")
  }
}
