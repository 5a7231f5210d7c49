import DiskIndex
import Foundation
import VectorData

/// The place where an index is made: a hidden folder beside the target that becomes the index at the end.
///
/// A value that is dropped without `commit` removes the folder, unless `keepsContents`. What a killed build
/// left is there for a build that resumes it, and is removed by any other; a lock in the folder tells a dead
/// build from a living one.
struct BuildFolder: ~Copyable {
  /// What a process wants of the folder.
  enum Access {
    /// It begins anew.
    case fresh
    /// It goes on with what it finds.
    case resumed
    /// It does one of the stages that others may do parts of at the same time.
    case shared
  }

  /// The files while they are made.
  let files: IndexFiles
  let target: IndexFiles
  /// Manifest and records.
  let records: BuildRecords
  /// Whether the folder stays when this value is dropped.
  var keepsContents: Bool
  private let path: String
  private let parent: String
  private let lock: BuildLock

  private static let lockName = "lock"

  /// Makes or finds the folder for an index of `prefix`.
  ///
  /// - Throws: `IndexError.system` when the folder of the target is missing or refuses, `parameter` when
  ///   another build of the same prefix is running or an index there takes updates.
  init(prefix: String, access: Access) throws(IndexError) {
    try MemoryIndexFolder.requireReplaceable(at: prefix)
    let (parent, name) = Self.split(prefix)
    let path = Self.path(prefix: prefix)
    let lock = try Self.makeLocked(path, parent: parent, prefix: prefix, access: access)
    if access == .fresh { try Self.removeContents(of: path) }
    self.parent = parent
    self.path = path
    self.lock = lock
    target = IndexFiles(prefix: prefix)
    files = IndexFiles(prefix: path + "/" + name)
    records = BuildRecords(folder: path)
    keepsContents = access == .shared
  }

  /// Notes what is built here, or checks that it is what was begun here before.
  ///
  /// - Throws: `IndexError.mismatch` with the first parameter that is another; the folder stays then.
  mutating func begin(_ plan: BuildPlan) throws(IndexError) {
    let manifest = try BuildManifest(plan)
    let isKept = keepsContents
    keepsContents = true
    if let earlier = try records.readManifest() {
      try manifest.requireSame(as: earlier, path: records.manifestPath)
    } else {
      keepsContents = false
      try Self.removeContents(of: path)
      try records.write(manifest)
    }
    keepsContents = isKept
  }

  /// Checks that what was begun here is the build of `plan`, for a stage that goes on with it.
  ///
  /// - Throws: `IndexError.mismatch` when it is another, or when nothing was begun.
  mutating func goOn(with plan: BuildPlan, stage: BuildStage) throws(IndexError) {
    keepsContents = true
    guard try records.readManifest() != nil else {
      keepsContents = false
      throw .mismatch(
        path: path, field: "stage partition", expected: "done before \(stage.name)",
        found: "not done")
    }
    try begin(plan)
  }

  /// Locks the work on one shard, which several processes must not do at once.
  ///
  /// - Throws: `IndexError.parameter` when another process links it.
  func lockShard(_ number: Int) throws(IndexError) -> BuildLock {
    let path = path + "/lock-shard-\(number)"
    while true {
      guard let lock = try BuildLock.take(path: path, kind: .exclusive) else {
        throw .parameter(
          name: "--shard", expected: "a shard that no other process links", found: "\(number)")
      }
      if lock.holds(path) { return lock }
    }
  }

  /// The folder for an index of `prefix`.
  static func path(prefix: String) -> String {
    let (parent, name) = split(prefix)
    return parent + "/." + name + ".beamscope-build"
  }

  /// The bytes of what an interrupted build of `prefix` left: it is used, or makes room.
  static func byteCount(prefix: String) -> UInt64 {
    let path = path(prefix: prefix)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.reduce(0) { $0 + PlacesOnDisk.fileBytes(at: path + "/" + $1) }
  }

  /// The lock of the folder at `path`, which is made if need be.
  private static func makeLocked(
    _ path: String, parent: String, prefix: String, access: Access
  ) throws(IndexError) -> BuildLock {
    while true {
      guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
        throw .system(operation: "write to", path: parent, offset: nil, errorNumber: errno)
      }
      let name = path + "/" + lockName
      let lock: BuildLock?
      do throws(IndexError) {
        lock = try BuildLock.take(path: name, kind: access == .shared ? .shared : .exclusive)
      } catch .system(_, _, _, ENOENT) {
        // Between the two calls a build that ended has removed the folder: make it again.
        continue
      }
      guard let lock else {
        throw .parameter(
          name: "--index", expected: "a prefix that no running build writes to", found: prefix)
      }
      if lock.holds(name) { return lock }
    }
  }

  /// Whether no process works in the folder at `path`.
  static func isFree(_ path: String) -> Bool {
    guard let lock = try? BuildLock.take(path: path + "/" + lockName, kind: .exclusive) else {
      return false
    }
    return lock.holds(path + "/" + lockName)
  }

  deinit {
    guard !keepsContents else { return }
    try? Self.removeContents(of: path)
    unlink(path + "/" + Self.lockName)
    rmdir(path)
  }

  /// Gives the files of the index their names in the folder of the target, in place of an index that is
  /// there, and removes the folder.
  ///
  /// The old `_disk.index` goes first and the new one comes last, so that whatever happens in between there
  /// is either an index or none, never a mixture. Files of other builds that a loader would pick up are
  /// removed, those of a memory index of the prefix too. A record says when all that is old is gone: whoever resumes only moves what is left.
  ///
  /// - Throws: `IndexError.system`; there is no index then.
  consuming func commit() throws(IndexError) {
    if !records.isRecorded(.replace) {
      try removeOldIndex()
      try records.write(StageRecord(seconds: 0, files: [:]), of: .replace)
    }
    var moved: [String] = []
    do throws(IndexError) {
      for part in parts { moved.append(try Self.move(part, to: parent)) }
    } catch {
      for path in moved.reversed() { _ = try? Self.move(path, to: self.path) }
      throw error
    }
    Self.synchronize(folder: parent)
    keepsContents = false
  }

  /// The files of the index that lie in the folder, the graph last.
  var parts: [String] {
    (files.everyKnown + [files.disk]).filter { access($0, F_OK) == 0 }
  }

  /// Whether an earlier process was interrupted while the new index took its place.
  var isReplacing: Bool {
    guard records.isRecorded(.replace) else { return false }
    return access(files.disk, F_OK) == 0 || access(target.disk, F_OK) == 0
  }

  private borrowing func removeOldIndex() throws(IndexError) {
    let paths = [target.disk] + target.everyKnown
    // First look, then remove: a folder in the way must not cost the old index.
    for path in paths {
      var status = stat()
      guard lstat(path, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR else {
        throw .system(operation: "replace", path: path, offset: nil, errorNumber: EISDIR)
      }
    }
    try MemoryIndexFolder.removeIndex(at: target.prefix)
    for path in paths {
      guard unlink(path) == 0 || errno == ENOENT else {
        throw .system(operation: "replace", path: path, offset: nil, errorNumber: errno)
      }
    }
  }

  /// Folder and last part of a prefix; a prefix without a folder is in the current one.
  static func split(_ prefix: String) -> (folder: String, name: String) {
    guard let slash = prefix.lastIndex(of: "/") else { return (".", prefix) }
    let folder = slash == prefix.startIndex ? "/" : String(prefix[..<slash])
    return (folder, String(prefix[prefix.index(after: slash)...]))
  }

  private static func move(_ source: String, to parent: String) throws(IndexError) -> String {
    let destination = parent + "/" + split(source).name
    guard rename(source, destination) == 0 else {
      throw .system(operation: "write", path: destination, offset: nil, errorNumber: errno)
    }
    return destination
  }

  /// Removes everything but the lock. The manifest goes first: what is left of an interrupted removal is
  /// nothing that could be resumed.
  private static func removeContents(of path: String) throws(IndexError) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let manifest = BuildRecords.manifestName
    for name in [manifest] + names.sorted() where name != lockName {
      let file = path + "/" + name
      guard unlink(file) == 0 || errno == ENOENT else {
        throw .system(operation: "delete", path: file, offset: nil, errorNumber: errno)
      }
    }
  }

  private static func synchronize(folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
