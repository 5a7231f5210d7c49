import Experiments
import Foundation
import VectorData

/// The folder of kept runs: a JSON file for each, named after the run.
struct KeptSweepFolder {
  /// The folder; it is made when the first run is kept.
  let path: String

  /// A larger file is no kept run.
  private static let largestBytes: UInt64 = 16 << 20
  /// More files are not listed.
  private static let largestCount = 500

  /// Writes a run; one of the same name gives way. Returns the file.
  ///
  /// - Throws: `IndexError.system` when the folder or the file cannot be made.
  func keep(_ kept: KeptSweep) throws(IndexError) -> String {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .system(operation: "make the folder", path: path, offset: nil, errorNumber: errno)
    }
    let target = "\(path)/\(Self.fileName(kept.name)).json"
    var file = try OutputFile(path: target, bufferBytes: 1 << 16)
    try file.append(elements: Array(FileExport.json(kept).utf8))
    try file.finish()
    return target
  }

  /// All kept runs by name; those that cannot be read say why.
  func listings() -> [KeptSweepListing] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted().prefix(Self.largestCount).map { name in
      var listing = KeptSweepListing(path: "\(path)/\(name)", name: String(name.dropLast(5)))
      do throws(IndexError) {
        let kept = try Self.read(listing.path)
        listing.name = kept.name
        listing.indexName = kept.report.index.split(separator: "/").last.map(String.init) ?? ""
        listing.rowCount = kept.report.rows.count
        let recalls = kept.report.rows.compactMap(\.recall)
        if let least = recalls.min(), let most = recalls.max() { listing.recalls = least...most }
      } catch {
        listing.fault = "\(error)"
      }
      return listing
    }
  }

  /// Reads a kept run.
  ///
  /// - Throws: `IndexError.malformed` for what is none, or is of another version.
  static func read(_ path: String) throws(IndexError) -> KeptSweep {
    let byteCount = PlacesOnDisk.fileBytes(at: path)
    guard byteCount > 0, byteCount <= largestBytes,
      let data = FileManager.default.contents(atPath: path)
    else {
      throw .malformed(
        path: path, offset: nil, field: "size", expected: "1 to \(largestBytes) bytes",
        found: "\(byteCount)")
    }
    guard let kept = try? JSONDecoder().decode(KeptSweep.self, from: data),
      kept.beamscopeSweep == KeptSweep.version, kept.isSound
    else {
      throw .malformed(
        path: path, offset: nil, field: "content",
        expected: "a kept run of version \(KeptSweep.version)", found: "something else")
    }
    return kept
  }

  /// The name of a run as a file can have it.
  static func fileName(_ name: String) -> String {
    let plain = name.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" }
    let text = String(plain.prefix(80))
    return text.isEmpty || text.hasPrefix(".") ? "run" + text : text
  }
}
