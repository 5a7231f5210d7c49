import DiskIndex
import Foundation
import Vamana
import VectorData

/// A hidden folder beside a memory index in which its next version is made, and the step that puts all files
/// of it in place of the old ones at once.
///
/// A value that is dropped without `commit` removes the folder. A commit that is interrupted is finished by
/// whoever opens or writes the index next: from the moment the list of the new files is complete, the new
/// version is the index.
struct MemoryIndexFolder: ~Copyable {
  /// The sidecars while they are made.
  let files: IndexFiles
  /// Graph, vectors and tags while they are made.
  let memory: MemoryIndexFiles
  private let prefix: String
  private let parent: String
  private let path: String
  private let lock: Int32

  private static let listName = "commit"
  private static let lockName = "lock"

  /// Makes the folder for an index of `prefix`, having finished an interrupted commit.
  ///
  /// - Throws: `IndexError.system` when the folder of the target is missing or refuses, `parameter` when
  ///   another process writes the same index, or when a file of the index is none of an index.
  static func locked(prefix: String) throws(IndexError) -> MemoryIndexFolder {
    let folder = try MemoryIndexFolder(prefix: prefix)
    try folder.finish()
    folder.removeContents()
    try requireIndexOrNothing(at: prefix)
    return folder
  }

  private init(prefix: String) throws(IndexError) {
    let (parent, name) = BuildFolder.split(prefix)
    self.prefix = prefix
    self.parent = parent
    path = parent + "/." + name + ".beamscope-memory"
    files = IndexFiles(prefix: path + "/" + name)
    memory = MemoryIndexFiles(prefix: path + "/" + name)
    lock = try Self.makeLocked(path, parent: parent, prefix: prefix)
  }

  deinit {
    removeContents()
    unlink(path + "/" + Self.lockName)
    rmdir(path)
    close(lock)
  }

  /// Finishes a commit at `prefix` that was interrupted. Does nothing where there is none, or where another
  /// process is at it.
  ///
  /// - Throws: `IndexError.system` when the files cannot be moved: the index is half old, half new then.
  static func finishInterruptedCommit(at prefix: String) throws(IndexError) {
    let (parent, name) = BuildFolder.split(prefix)
    let list = parent + "/." + name + ".beamscope-memory/" + listName
    guard access(list, F_OK) == 0 else { return }
    do throws(IndexError) {
      _ = try locked(prefix: prefix)
    } catch .parameter {
      return
    }
  }

  /// Puts the files that were made in place of whatever index is there.
  ///
  /// - Throws: `IndexError.system`; before the list of files is written the old index stays.
  consuming func commit() throws(IndexError) {
    let names = contents().filter { $0 != Self.lockName }
    Self.synchronize(folder: path)
    var list = try OutputFile(path: path + "/" + Self.listName)
    try list.append(elements: Array(names.joined(separator: "\n").utf8))
    try list.finish()
    Self.synchronize(folder: path)
    try finish()
  }

  /// Makes the file at `path`, a part of the old index, a part of the new one too.
  ///
  /// - Throws: `IndexError.system`.
  borrowing func keep(_ path: String) throws(IndexError) {
    let name = self.path + "/" + BuildFolder.split(path).name
    guard link(path, name) != 0 else { return }
    // Some file systems have no second names.
    let file = try MappedFile(path: path)
    var copy = try OutputFile(path: name)
    try copy.append(file.bytes)
    try copy.finish()
  }

  /// Moves what the list names and removes what it does not name.
  private borrowing func finish() throws(IndexError) {
    let list = path + "/" + Self.listName
    guard let text = try? String(contentsOfFile: list, encoding: .utf8) else { return }
    let names = Set(text.split(separator: "\n").map(String.init))
    for old in Self.everyFile(of: prefix) where !names.contains(BuildFolder.split(old).name) {
      guard unlink(old) == 0 || errno == ENOENT else {
        throw .system(operation: "replace", path: old, offset: nil, errorNumber: errno)
      }
    }
    for name in names.sorted() {
      // What is no longer here has been moved before the interruption.
      guard rename(path + "/" + name, parent + "/" + name) == 0 || errno == ENOENT else {
        throw .system(
          operation: "write", path: parent + "/" + name, offset: nil, errorNumber: errno)
      }
    }
    Self.synchronize(folder: parent)
    unlink(list)
  }

  /// Every file of an index of `prefix`, of whatever kind.
  private static func everyFile(of prefix: String) -> [String] {
    let (files, memory) = (IndexFiles(prefix: prefix), MemoryIndexFiles(prefix: prefix))
    return [files.disk, memory.graph, memory.data, memory.tags, memory.deleted]
      + memory.labelFiles.all + files.everyKnown
  }

  // MARK: Another build in its place

  /// Checks that a build may replace what lies at `prefix`: the points of an index that takes updates may be
  /// nowhere else.
  ///
  /// - Throws: `IndexError.parameter`.
  static func requireReplaceable(at prefix: String) throws(IndexError) {
    let memory = MemoryIndexFiles(prefix: prefix)
    guard access(memory.tags, F_OK) == 0, isGraph(memory.graph) else { return }
    throw .parameter(
      name: "--index",
      expected: "a prefix without an index that takes updates, which no build replaces",
      found: "\(prefix), with \(memory.tags)")
  }

  /// Removes the memory index at `prefix`, where one is there, and what an update left that was interrupted.
  ///
  /// - Throws: `IndexError.system`, `parameter` when another process writes the same index.
  static func removeIndex(at prefix: String) throws(IndexError) {
    let (parent, name) = BuildFolder.split(prefix)
    let memory = MemoryIndexFiles(prefix: prefix)
    let hidden = parent + "/." + name + ".beamscope-memory"
    guard isGraph(memory.graph) || access(hidden, F_OK) == 0 else { return }
    let folder = try MemoryIndexFolder(prefix: prefix)
    try folder.finish()
    guard isGraph(memory.graph) else { return }
    // The graph goes last: it tells whoever comes after an interruption whose files these are.
    let parts = [memory.data, memory.tags, memory.deleted] + memory.labelFiles.all
    for path in parts + [memory.graph] {
      guard unlink(path) == 0 || errno == ENOENT else {
        throw .system(operation: "delete", path: path, offset: nil, errorNumber: errno)
      }
    }
    _ = consume folder
  }

  /// The graph has the bare name of the index: a file of the user with that name must not be lost.
  private static func requireIndexOrNothing(at prefix: String) throws(IndexError) {
    let memory = MemoryIndexFiles(prefix: prefix)
    let mine = [memory.graph, memory.data, memory.tags, memory.deleted]
    guard let there = mine.first(where: { access($0, F_OK) == 0 }), !isGraph(memory.graph) else {
      return
    }
    throw .parameter(
      name: "--index", expected: "a prefix whose files are those of an index or none",
      found: there)
  }

  /// Whether a file begins with its own size, as graphs do.
  private static func isGraph(_ path: String) -> Bool {
    guard let file = try? MappedFile(path: path), file.bytes.count >= 24 else { return false }
    return file.bytes.loadUnaligned(as: UInt64.self) == UInt64(file.bytes.count)
  }

  private static func makeLocked(
    _ path: String, parent: String, prefix: String
  ) throws(IndexError) -> Int32 {
    while true {
      guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
        throw .system(operation: "write to", path: parent, offset: nil, errorNumber: errno)
      }
      let name = path + "/" + lockName
      let lock = open(name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
      // Between the two calls a writer that ended may have removed the folder: make it again.
      if lock < 0 && errno == ENOENT { continue }
      guard lock >= 0 else {
        throw .system(operation: "create", path: name, offset: nil, errorNumber: errno)
      }
      guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
        close(lock)
        throw .parameter(
          name: "--index", expected: "a prefix that no running program writes to", found: prefix)
      }
      var status = stat()
      if fstat(lock, &status) == 0, status.st_nlink > 0 { return lock }
      close(lock)
    }
  }

  private borrowing func contents() -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  /// Removes everything but the lock and a list that could not be finished.
  private borrowing func removeContents() {
    guard access(path + "/" + Self.listName, F_OK) != 0 else { return }
    for name in contents() where name != Self.lockName { unlink(path + "/" + name) }
  }

  private static func synchronize(folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
