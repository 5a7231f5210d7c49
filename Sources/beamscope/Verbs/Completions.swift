import ArgumentParser
import DiskIndex
import Experiments
import Foundation

extension CompletionKind {
  /// Files of vectors.
  static var vectors: CompletionKind { .file(extensions: ["fbin", "i8bin", "u8bin", "bin"]) }

  /// What all file names of an index begin with: the indexes that lie where the word points to.
  static var indexPrefix: CompletionKind {
    .custom { words, place, _ in
      let found = IndexPrefixes.completing(words.indices.contains(place) ? words[place] : "")
      // bash takes all words for files here, and gives folders a slash of its own.
      guard CompletionShell.requesting == .bash else { return found }
      return found.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    }
  }
}

/// The words that can stand where a verb wants the prefix of an index.
enum IndexPrefixes {
  /// Prefixes of indexes and folders that begin with `word`. For an empty word also the indexes that the
  /// explorer keeps in the cache folder.
  static func completing(
    _ word: String, cacheFolder: String = PlacesOnDisk.cacheFolder()
  ) -> [String] {
    let slash = word.lastIndex(of: "/").map { word.index(after: $0) } ?? word.startIndex
    let (folder, start) = (String(word[..<slash]), word[slash...])
    let found = names(in: folder.isEmpty ? "." : folder, startingWith: start)
      .map { folder + $0 }
    guard word.isEmpty else { return found }
    return found
      + names(in: cacheFolder, startingWith: "").filter { !$0.hasSuffix("/") }
      .map { cacheFolder + "/" + $0 }
  }

  private static func names(in folder: String, startingWith start: Substring) -> [String] {
    let path = folder.hasPrefix("~/") ? NSHomeDirectory() + folder.dropFirst() : folder
    let suffix = IndexFiles(prefix: "").disk
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.sorted().compactMap { name in
      guard name.hasPrefix(start), !name.hasPrefix(".") || start.hasPrefix(".") else { return nil }
      if name.hasSuffix(suffix), name.count > suffix.count {
        return String(name.dropLast(suffix.count))
      }
      var isFolder: ObjCBool = false
      let isThere = FileManager.default.fileExists(
        atPath: path + "/" + name, isDirectory: &isFolder)
      return isThere && isFolder.boolValue ? name + "/" : nil
    }
  }
}
