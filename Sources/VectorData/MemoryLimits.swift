import Foundation

/// What the machine can still give.
public enum MemoryLimits {
  /// Bytes that can be allocated without swapping (`MemAvailable`), a very large number where unknown.
  public static func availableBytes() -> UInt64 {
    kilobytes(of: "MemAvailable:", in: "/proc/meminfo").map { $0 * 1024 } ?? UInt64.max / 2
  }

  /// The largest resident size this process has had, in bytes (`VmHWM`), 0 where unknown.
  public static func peakResidentBytes() -> UInt64 {
    kilobytes(of: "VmHWM:", in: "/proc/self/status").map { $0 * 1024 } ?? 0
  }

  /// The resident size of this process, in bytes (`VmRSS`), 0 where unknown.
  public static func residentBytes() -> UInt64 {
    kilobytes(of: "VmRSS:", in: "/proc/self/status").map { $0 * 1024 } ?? 0
  }

  private static func kilobytes(of key: String, in path: String) -> UInt64? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    for line in text.split(separator: "\n") where line.hasPrefix(key) {
      return line.split(separator: " ").dropFirst().first.flatMap { UInt64($0) }
    }
    return nil
  }
}
