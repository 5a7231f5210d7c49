import Foundation
import VectorData

/// Where Beamscope finds its sample data and keeps what it builds for itself.
public enum PlacesOnDisk {
  /// The folder of sample data: what `BEAMSCOPE_SAMPLE_DATA` says, `../share/beamscope/sample-data` beside
  /// the program, `sample-data` above the program (a build tree), or in the current folder; `nil` if none
  /// exists.
  public static func sampleDataFolder(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String? {
    if let said = environment["BEAMSCOPE_SAMPLE_DATA"], !said.isEmpty {
      return isFolder(said) ? said : nil
    }
    return folder(installedAs: "sample-data", inTree: "sample-data")
  }

  /// The folder of the concept pages: `../share/beamscope/concepts` beside the program, `docs/concepts` above
  /// it (a build tree) or in the current folder; `nil` if none exists.
  public static func conceptFolder() -> String? {
    folder(installedAs: "concepts", inTree: "docs/concepts")
  }

  private static func folder(installedAs name: String, inTree treeName: String) -> String? {
    var candidates: [String] = []
    if let program = Bundle.main.executableURL?.resolvingSymlinksInPath() {
      var folder = program.deletingLastPathComponent()
      candidates.append(
        folder.appendingPathComponent("../share/beamscope/" + name).standardizedFileURL.path)
      for _ in 0..<4 {
        folder.deleteLastPathComponent()
        candidates.append(folder.appendingPathComponent(treeName).path)
      }
    }
    candidates.append(FileManager.default.currentDirectoryPath + "/" + treeName)
    return candidates.first { isFolder($0) }
  }

  /// The folders below the sample data that describe a data set, by name.
  public static func sampleDataSetFolders(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> [String] {
    guard let root = sampleDataFolder(environment: environment),
      let names = try? FileManager.default.contentsOfDirectory(atPath: root)
    else { return [] }
    return names.sorted().map { root + "/" + $0 }.filter {
      FileManager.default.fileExists(atPath: $0 + "/" + DataSetDescription.fileName)
    }
  }

  /// Where indexes of sample data are kept: `$XDG_CACHE_HOME/beamscope`, or `~/.cache/beamscope`. A cache
  /// folder of the specification is absolute; a relative one is ignored.
  public static func cacheFolder(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String {
    if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") {
      return folder + "/beamscope"
    }
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (home ?? NSHomeDirectory()) + "/.cache/beamscope"
  }

  /// Bytes that an ordinary user can still write to the file system of `path`, `nil` if it cannot be told.
  public static func freeBytes(at path: String) -> UInt64? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    return UInt64(status.f_bavail) * UInt64(status.f_frsize)
  }

  /// The size of a file, 0 if there is none.
  public static func fileBytes(at path: String) -> UInt64 {
    var status = stat()
    return stat(path, &status) == 0 ? UInt64(max(status.st_size, 0)) : 0
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

extension PlacesOnDisk {
  /// The folder of the lessons that come with the program, `nil` without sample data.
  public static func lessonFolder(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String? {
    sampleDataFolder(environment: environment).map { $0 + "/lessons" }
  }
}
