import DiskIndex
import Foundation
import VectorData

/// The place where an index is made: a hidden folder beside the target that becomes the index at the end.
///
/// A value that is dropped without `commit` removes the folder. What a killed build left is removed by the
/// next one of the same prefix; a lock on the folder tells a dead build from a living one.
struct BuildFolder: ~Copyable {
  /// The files while they are made.
  let files: IndexFiles
  private let target: IndexFiles
  private let path: String
  private let parent: String
  private let lock: Int32

  /// Makes the folder for an index of `prefix`.
  ///
  /// - Throws: `IndexError.system` when the folder of the target is missing or refuses, `parameter` when
  ///   another build of the same prefix is running.
  init(prefix: String) throws(IndexError) {
    let (parent, name) = Self.split(prefix)
    self.parent = parent
    path = parent + "/." + name + ".beamscope-build"
    target = IndexFiles(prefix: prefix)
    files = IndexFiles(prefix: path + "/" + name)
    lock = try Self.makeLocked(path, parent: parent, prefix: prefix)
    Self.removeContents(of: path)
  }

  /// A locked descriptor of the folder at `path`, made if need be.
  private static func makeLocked(
    _ path: String, parent: String, prefix: String
  ) throws(IndexError) -> Int32 {
    while true {
      guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
        throw .system(operation: "write to", path: parent, offset: nil, errorNumber: errno)
      }
      let lock = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      // Between the two calls a build that ended may have removed the folder: make it again.
      if lock < 0 && errno == ENOENT { continue }
      guard lock >= 0 else {
        throw .system(operation: "open", path: path, offset: nil, errorNumber: errno)
      }
      guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
        close(lock)
        throw .parameter(
          name: "--index", expected: "a prefix that no running build writes to", found: prefix)
      }
      var status = stat()
      if fstat(lock, &status) == 0, status.st_nlink > 0 { return lock }
      close(lock)
    }
  }

  deinit {
    Self.removeContents(of: path)
    rmdir(path)
    close(lock)
  }

  /// Gives the files their names in the folder of the target, in place of an index that is there.
  ///
  /// The old `_disk.index` goes first and the new one comes last, so that whatever happens in between there
  /// is either an index or none, never a mixture. Files of other builds that a loader would pick up are
  /// removed.
  ///
  /// - Throws: `IndexError.system`; there is no index then.
  consuming func commit() throws(IndexError) {
    try removeOldIndex()
    let last = Self.split(target.disk).name
    var moved: [String] = []
    do throws(IndexError) {
      for source in Self.contents(of: path) where Self.split(source).name != last {
        moved.append(try Self.move(source, to: parent))
      }
      _ = try Self.move(files.disk, to: parent)
    } catch {
      for path in moved { unlink(path) }
      throw error
    }
    Self.synchronize(folder: parent)
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

  private static func contents(of path: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.sorted().map { path + "/" + $0 }
  }

  private static func removeContents(of path: String) {
    for file in contents(of: path) { unlink(file) }
  }

  private static func synchronize(folder: String) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}

extension IndexFiles {
  /// The user's names of the rows.
  public var names: String { prefix + "_names.tsv" }

  /// Every file that Beamscope or DiskANN's loaders would take for a part of this index, but the graph.
  ///
  /// A rotation, a norm or a list of medoids that an earlier build left would be applied to the new index
  /// without a word (issues 29 and 624 of DiskANN).
  var everyKnown: [String] {
    let ofDisk = [
      "_medoids.bin", "_centroids.bin", "_max_base_norm.bin", "_pq_pivots.bin", "_labels.txt",
      "_labels_map.txt", "_labels_to_medoids.txt", "_universal_label.txt", "_dummy_map.txt",
      "_dummy_remap.txt",
    ]
    let ofPivots = [
      "", "_rotation_matrix.bin", "_centroid.bin", "_rearrangement_perm.bin", "_chunk_offsets.bin",
    ]
    return [sidecar, names, codes, peerMetadata]
      + ["_sample_data.bin", "_sample_ids.bin"].map { prefix + $0 }
      + ofDisk.map { disk + $0 } + ofPivots.map { pivots + $0 }
  }
}
