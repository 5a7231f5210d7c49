import Foundation

/// Text compared with a file that lies beside the test, in its folder `Snapshots`.
public struct Snapshot: Sendable {
  /// What differs, with both texts; nil when they are the same.
  public let difference: String?

  /// Compares `text` with `Snapshots/<name>.txt`. With `RECORD=1` in the environment the file is written
  /// instead, to be read and judged before it is committed. A missing file is a difference.
  public init(_ text: String, named name: String, testFile: String = #filePath) {
    let folder = URL(fileURLWithPath: testFile).deletingLastPathComponent()
      .appendingPathComponent("Snapshots")
    let file = folder.appendingPathComponent(name + ".txt")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      difference = Snapshot.record(text, at: file)
      return
    }
    guard let expected = try? String(contentsOf: file, encoding: .utf8) else {
      difference =
        "no snapshot \(name).txt: run the test with RECORD=1 and read what it wrote\n\(text)"
      return
    }
    difference = expected == text ? nil : "\(name).txt has\n\(expected)\nbut the test drew\n\(text)"
  }

  private static func record(_ text: String, at file: URL) -> String? {
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      return nil
    } catch {
      return "cannot record \(file.path): \(error)"
    }
  }
}
