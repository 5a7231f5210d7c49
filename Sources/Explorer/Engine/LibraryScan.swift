import DiskIndex
import Experiments
import Foundation
import Quantization
import VectorData

/// Where data sets and indexes are looked for.
struct LibraryPlaces: Sendable, Equatable {
  /// Folders that hold a `dataset.json`.
  var dataSetFolders: [String]
  /// The user's cache folder: indexes of the sample data are built here.
  var cacheFolder: String
  /// More folders with indexes: the current one.
  var folders: [String]
  /// The user's state folder: runs of sweeps are kept in it.
  var stateFolder: String?

  /// Where runs of sweeps are kept.
  var sweepsFolder: String { (stateFolder ?? cacheFolder) + "/sweeps" }

  /// The places of this user and this process.
  static var standard: LibraryPlaces {
    LibraryPlaces(
      dataSetFolders: PlacesOnDisk.sampleDataSetFolders(), cacheFolder: PlacesOnDisk.cacheFolder(),
      folders: [FileManager.default.currentDirectoryPath], stateFolder: UserFolders.state())
  }

  /// Makes the cache folder if `prefix` lies in it. Folders that the user names have to be there.
  ///
  /// - Throws: `IndexError.system` when it cannot be made.
  func makeCacheFolder(for prefix: String) throws(IndexError) {
    guard LibraryScan.folder(of: prefix) == cacheFolder else { return }
    var path = ""
    for part in cacheFolder.split(separator: "/") {
      path += "/" + part
      guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
        throw .system(
          operation: "create the folder", path: path, offset: nil, errorNumber: errno)
      }
    }
  }
}

/// Reads the folders of the library: heads of files only, so that it takes milliseconds.
struct LibraryScan {
  let places: LibraryPlaces

  /// Codes above this size are not read only to list an index.
  private static let largestCodesRead: UInt64 = 256 << 20

  /// Data sets, then indexes, those beside `prefix` among them.
  func entries(besides prefix: String?) -> [LibraryEntry] {
    var folders = [places.cacheFolder]
    if let prefix { folders.append(LibraryScan.folder(of: prefix)) }
    folders += places.folders
    return dataSets().map { .dataSet($0) } + indexes(in: folders).map { .index($0) }
  }

  private func dataSets() -> [DataSetListing] {
    places.dataSetFolders.flatMap { folder in
      ((try? DataSetDescription.load(folder: folder)) ?? []).map { listing(of: $0) }
    }
  }

  private func listing(of description: DataSetDescription) -> DataSetListing {
    var listing = DataSetListing(
      description: description, count: 0, dimension: 0,
      elementType: ElementType(path: description.base) ?? .float32,
      indexPrefix: places.cacheFolder + "/" + description.name)
    do throws(IndexError) {
      let vectors = try BinFile.open(path: description.base, elementType: nil)
      listing.count = vectors.count
      listing.dimension = vectors.dimension
      listing.elementType = vectors.elementType
    } catch {
      listing.fault = error.description
    }
    return listing
  }

  private func indexes(in folders: [String]) -> [IndexListing] {
    var seen = Set<String>()
    return folders.flatMap { folder in
      let folder = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
      guard seen.insert(folder).inserted else { return [IndexListing]() }
      let suffix = IndexFiles(prefix: "").disk
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.filter { $0.hasSuffix(suffix) && $0.count > suffix.count }.sorted().map {
        LibraryScan.listing(ofIndex: folder + "/" + $0.dropLast(suffix.count))
      }
    }
  }

  private static func listing(ofIndex prefix: String) -> IndexListing {
    let files = IndexFiles(prefix: prefix)
    var listing = IndexListing(prefix: prefix, title: prefix, diskBytes: 0, health: .complete)
    let paths = [files.disk, files.pivots, files.codes, files.names, files.sidecar]
    listing.diskBytes = paths.reduce(0) { $0 + Int(PlacesOnDisk.fileBytes(at: $1)) }
    do throws(IndexError) {
      if PlacesOnDisk.fileBytes(at: files.sidecar) > 0 {
        listing.take(try IndexMetadata.read(prefix: prefix))
      }
      guard PlacesOnDisk.fileBytes(at: files.codes) <= largestCodesRead else { return listing }
      let index = try DiskIndex.open(prefix: prefix, elementType: listing.elementType)
      listing.count = index.layout.nodeCount
      listing.dimension = index.dimension
      listing.elementType = index.queryType
      listing.metric = index.metric
      listing.maxDegree = listing.maxDegree ?? index.layout.width
      listing.pqBytes = index.codes.chunkCount
    } catch .parameter(name: "--type", _, _) {
      // Only the user can say whether bytes are signed: `:open PREFIX uint8`.
      listing.title = "\(prefix): the type is not recorded, :open \(prefix) int8 or uint8"
    } catch {
      listing.health = .faulty(error.description)
    }
    return listing
  }

  static func folder(of prefix: String) -> String {
    let folder = URL(fileURLWithPath: prefix).deletingLastPathComponent().path
    return folder.isEmpty ? "." : folder
  }
}

extension IndexListing {
  /// Takes over what the sidecar says.
  fileprivate mutating func take(_ metadata: IndexMetadata) {
    title = metadata.title ?? title
    count = metadata.count
    dimension = metadata.dimension
    elementType = metadata.dataType ?? metadata.elementType
    metric = metadata.metric
    maxDegree = metadata.maxDegree
    buildListSize = metadata.searchListSize
    alpha = metadata.alpha
    pqBytes = metadata.pqBytes
    seed = metadata.seed
    dataPath = metadata.dataPath
  }
}
