import DiskIndex
import VectorData

extension IndexMetadata {
  /// Writes the sidecar of `files` with a checksum of every part of the index that is there.
  ///
  /// - Throws: `IndexError.system` when a part cannot be read or the sidecar not written, `cancelled`.
  func write(checksumsOf files: IndexFiles, control: JobControl) throws(IndexError) {
    var metadata = self
    let parts = ([files.disk] + files.everyKnown).filter {
      $0 != files.sidecar && PlacesOnDisk.fileBytes(at: $0) > 0
    }
    metadata.checksums = [:]
    for path in parts {
      let suffix = String(path.dropFirst(files.prefix.count))
      metadata.checksums[suffix] = try FileChecksum.fnv1a(path: path, control: control)
    }
    try metadata.write(prefix: files.prefix)
  }
}
