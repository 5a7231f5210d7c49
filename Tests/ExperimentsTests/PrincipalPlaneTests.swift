import Experiments
import Foundation
import TestSupport
import Testing
import VectorData

@Suite("The map of the data")
struct PrincipalPlaneTests {
  /// Points that spread widely along one known direction, less along a second, hardly along the rest.
  private func rows(count: Int, dimension: Int) -> [[Float]] {
    var random = SeededGenerator(seed: 4)
    let noise = { (scale: Float) in (Float(random.nextUnit()) - 0.5) * scale }
    return (0..<count).map { _ in
      let (a, b) = (noise(100), noise(30))
      return (0..<dimension).map { column in
        let along: Float = column == 1 ? a : column == 3 ? b : 0
        return 7 + along + noise(1)
      }
    }
  }

  @Test("The axes are the directions of the largest spread, at right angles, of length 1")
  func axes() throws {
    let rows = rows(count: 500, dimension: 8)
    let plane = try PrincipalPlane.compute(rowCount: 500, dimension: 8) { rows[$0] }
    #expect(abs(plane.axes[0][1]) > 0.99 && abs(plane.axes[1][3]) > 0.99)
    let dot = zip(plane.axes[0], plane.axes[1]).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(dot) < 1e-4)
    #expect(plane.mean.allSatisfy { abs($0 - 7) < 6 })
    #expect(plane.sample.count == 500 && plane.isPlane(ofDimension: 8))
    let place = plane.project(rows[3])
    #expect(place == plane.sample[3])
    #expect(abs(abs(place.x) - abs(rows[3][1] - plane.mean[1])) < 3)
  }

  @Test("Data in the plane stay as they are; data without spread have a map too")
  func plain() throws {
    let points: [[Float]] = [[1, 2], [3, 4]]
    let plane = try PrincipalPlane.compute(rowCount: 2, dimension: 2) { points[$0] }
    #expect(plane.sample == [MapPoint(x: 1, y: 2), MapPoint(x: 3, y: 4)])
    let flat = try PrincipalPlane.compute(rowCount: 5, dimension: 4) { _ in [1, 1, 1, 1] }
    #expect(flat.isPlane(ofDimension: 4) && flat.sample.allSatisfy { $0 == MapPoint(x: 0, y: 0) })
  }

  @Test("A kept map is that of the same index only")
  func file() throws {
    let folder = try TemporaryFolder()
    let prefix = folder.file("ann")
    let disk = URL(fileURLWithPath: prefix + "_disk.index")
    try Data([1, 2, 3]).write(to: disk)
    let rows = rows(count: 50, dimension: 4)
    let plane = try PrincipalPlane.compute(rowCount: 50, dimension: 4) { rows[$0] }
    let file = MapFile(cacheFolder: folder.file("cache"), prefix: prefix)
    #expect(file.load(dimension: 4) == nil)
    file.save(plane)
    #expect(file.load(dimension: 4) == plane && file.load(dimension: 5) == nil)
    let other = MapFile(cacheFolder: folder.file("cache"), prefix: prefix + "2")
    #expect(other.load(dimension: 4) == nil)
    try Data([1, 2, 3, 4]).write(to: disk)
    #expect(file.load(dimension: 4) == nil)
    file.save(plane)
    for name in try FileManager.default.contentsOfDirectory(atPath: file.folder) {
      try Data("{\"version\":1,\"plane\":{}}".utf8)
        .write(to: URL(fileURLWithPath: file.folder + "/" + name))
    }
    #expect(file.load(dimension: 4) == nil)
    file.remove()
    #expect(!FileManager.default.fileExists(atPath: file.folder))
  }
}
