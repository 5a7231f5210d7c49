import ArgumentParser
import Canvas
import DiskIndex
import Experiments
import Foundation
import VectorData

/// `doctor`: what this machine and terminal can do.
struct DoctorVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Tell what terminal, processor, memory and disk can do here.")

  func run() throws {
    var output = try TextOutput(path: "-")
    for (title, finding) in findings {
      try output.write(title.padding(toLength: 12, withPad: " ", startingAt: 0) + finding + "\n")
    }
    try output.finish()
  }

  private var findings: [(String, String)] {
    let environment = ProcessInfo.processInfo.environment
    let cache = PlacesOnDisk.cacheFolder(environment: environment)
    let current = FileManager.default.currentDirectoryPath
    return [
      ("program", "beamscope \(Beamscope.configuration.version)"),
      ("terminal", terminal(environment)),
      ("locale", locale(environment)),
      ("glyphs", glyphSample),
      ("processor", "\(DistanceKernel.levelName) kernels, \(WorkerTeam.processorCount) processors"),
      ("memory", "\(MemoryLimits.availableBytes() >> 20) MiB available"),
      ("reads", "\(current): \(readMethod(in: current))"),
      ("disk", "\(current): \(freeSpace(in: current))"),
      ("cache", "\(cache): \(existingParent(of: cache).map(freeSpace) ?? "cannot be made")"),
      ("samples", PlacesOnDisk.sampleDataFolder(environment: environment) ?? "not found"),
    ]
  }

  private func terminal(_ environment: [String: String]) -> String {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 else {
      return "standard output is no terminal (the explorer needs one)"
    }
    let noColor = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    return "TERM=\(environment["TERM"] ?? "unset"), \(size.ws_col) x \(size.ws_row)"
      + (noColor ? ", NO_COLOR is set" : "")
  }

  private func locale(_ environment: [String: String]) -> String {
    let said = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty }
    let isUnicode = said.map { $0.lowercased().replacing("-", with: "").contains("utf8") } ?? false
    return (said ?? "unset") + (isUnicode ? "" : ": not UTF-8, the explorer uses ASCII")
  }

  /// One sign of every kind of each set: whoever sees boxes should choose another set.
  private var glyphSample: String {
    Glyphs.all.map { glyphs in
      let signs = [glyphs.cache, glyphs.ssd, glyphs.expanded, glyphs.marker, glyphs.ellipsis]
      let bars = glyphs.verticalBars.dropFirst().suffix(4)
      let dots = glyphs.plotStyle == .braille ? "\u{28E4}\u{28F6}\u{28FF}" : ""
      return "\(glyphs.name) \(String(signs))\(String(bars))\(dots)"
    }.joined(separator: "   ")
  }

  /// Tries a file of one page in `folder`.
  private func readMethod(in folder: String) -> String {
    let path = folder + "/.beamscope-doctor-\(ProcessInfo.processInfo.processIdentifier)"
    defer { unlink(path) }
    do throws(IndexError) {
      var file = try OutputFile(path: path)
      try file.pad(to: 8192)
      try file.finish()
      return try PageFile(path: path).ioDescription
    } catch {
      return "\(error)"
    }
  }

  private func freeSpace(in folder: String) -> String {
    PlacesOnDisk.freeBytes(at: folder).map { "\($0 >> 20) MiB free" } ?? "cannot be told"
  }

  private func existingParent(of path: String) -> String? {
    var folder = URL(fileURLWithPath: path)
    while folder.path != "/" {
      if FileManager.default.fileExists(atPath: folder.path) { return folder.path }
      folder.deleteLastPathComponent()
    }
    return "/"
  }
}
