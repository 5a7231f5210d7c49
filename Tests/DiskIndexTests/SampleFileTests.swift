import TestSupport
import Testing
import VectorData

@testable import DiskIndex

@Suite("SampleFile", .startsNoThread)
struct SampleFileTests {
  @Test("One row in ten, each once and in order, with its number", arguments: [1, 9, 10, 11, 300])
  func rows(count: Int) throws {
    let small = try SmallIndex(.init(count: count, nearest: 0, random: 1))
    let files = IndexFiles(prefix: small.folder.file("sampled"))
    try SampleFile.write(small.vectors, seed: 3, to: files, control: JobControl())
    let sample = try BinFile.open(path: files.sampleData, elementType: .uint8)
    let ids = try BinFile.open(path: files.sampleIDs, elementType: .float32)
    #expect(sample.count == (count + 9) / 10)
    #expect(ids.count == sample.count && ids.dimension == 1)
    var last = -1
    for row in 0..<sample.count {
      let id = Int(ids.row(row).loadUnaligned(as: UInt32.self))
      #expect(id > last)
      last = id
      #expect(sample.floats(row: row) == small.vectors.floats(row: id))
    }
    #expect(last < count)
  }
}
