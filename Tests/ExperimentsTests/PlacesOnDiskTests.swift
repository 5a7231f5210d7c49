import Experiments
import Foundation
import TestSupport
import Testing

@Suite("Places on disk")
struct PlacesOnDiskTests {
  @Test("the cache folder follows the XDG specification")
  func cache() {
    #expect(
      PlacesOnDisk.cacheFolder(environment: ["XDG_CACHE_HOME": "/c", "HOME": "/h"])
        == "/c/beamscope")
    #expect(
      PlacesOnDisk.cacheFolder(environment: ["XDG_CACHE_HOME": "c", "HOME": "/h"])
        == "/h/.cache/beamscope")
    #expect(PlacesOnDisk.cacheFolder(environment: ["HOME": "/h"]) == "/h/.cache/beamscope")
  }

  @Test("sample data is where the environment says, and only folders with a description count")
  func samples() throws {
    let folder = try TemporaryFolder()
    let environment = ["BEAMSCOPE_SAMPLE_DATA": folder.path]
    for name in ["b", "a", "empty"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(name), withIntermediateDirectories: true)
    }
    for name in ["a", "b"] {
      try Data("[]".utf8).write(to: URL(fileURLWithPath: folder.file(name + "/dataset.json")))
    }
    #expect(PlacesOnDisk.sampleDataFolder(environment: environment) == folder.path)
    #expect(
      PlacesOnDisk.sampleDataSetFolders(environment: environment)
        == [folder.file("a"), folder.file("b")])
    let nowhere = ["BEAMSCOPE_SAMPLE_DATA": folder.file("none")]
    #expect(PlacesOnDisk.sampleDataFolder(environment: nowhere) == nil)
  }

  @Test("sizes and free space of what is there and what is not")
  func sizes() throws {
    let folder = try TemporaryFolder()
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: folder.file("f")))
    #expect(PlacesOnDisk.fileBytes(at: folder.file("f")) == 3)
    #expect(PlacesOnDisk.fileBytes(at: folder.file("g")) == 0)
    #expect(try #require(PlacesOnDisk.freeBytes(at: folder.path)) > 0)
    #expect(PlacesOnDisk.freeBytes(at: folder.file("g")) == nil)
  }
}
