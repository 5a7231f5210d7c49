import DiskIndex
import Foundation
import VectorData

/// Where the map of an index is kept between sessions: in the user's cache folder, never beside the index,
/// whose folder may be read-only or somebody else's.
public struct MapFile: Sendable {
  /// The folder of all maps.
  public let folder: String
  private let path: String
  private let diskPath: String

  private struct Content: Codable {
    var version: Int
    var indexBytes: UInt64
    var modified: Double
    var plane: PrincipalPlane
  }

  private static let version = 1
  /// Larger is no map: three vectors and 2,000 points as text.
  private static let largestBytes: UInt64 = 8 << 20

  /// The map of the index at `prefix`.
  public init(cacheFolder: String, prefix: String) {
    folder = cacheFolder + "/maps"
    let whole = URL(fileURLWithPath: prefix).standardizedFileURL.path
    path = folder + "/" + FileChecksum.fnv1a(text: whole) + ".json"
    diskPath = IndexFiles(prefix: prefix).disk
  }

  /// The map that was kept; `nil` if there is none, or one of other bytes.
  public func load(dimension: Int) -> PrincipalPlane? {
    let bytes = PlacesOnDisk.fileBytes(at: path)
    guard bytes > 0, bytes <= Self.largestBytes, let index = indexState,
      let data = try? Data(contentsOf: URL(fileURLWithPath: path)),
      let content = try? JSONDecoder().decode(Content.self, from: data),
      content.version == Self.version, content.indexBytes == index.bytes,
      content.modified == index.modified, content.plane.isPlane(ofDimension: dimension)
    else { return nil }
    return content.plane
  }

  /// Keeps a map. A folder that cannot be written costs nothing but the time to compute it again.
  public func save(_ plane: PrincipalPlane) {
    guard let index = indexState else { return }
    let content = Content(
      version: Self.version, indexBytes: index.bytes, modified: index.modified, plane: plane)
    guard let data = try? JSONEncoder().encode(content) else { return }
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try? data.write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// Removes the map, and the folder with the last one.
  public func remove() {
    unlink(path)
    rmdir(folder)
  }

  private var indexState: (bytes: UInt64, modified: Double)? {
    var status = stat()
    guard stat(diskPath, &status) == 0 else { return nil }
    let modified = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) * 1e-9
    return (UInt64(max(status.st_size, 0)), modified)
  }
}
