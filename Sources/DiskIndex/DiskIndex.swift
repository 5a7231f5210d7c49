import CVectorKernels
import Quantization
import VectorData

/// An open index: what a search keeps in memory, and the open file it reads nodes from.
///
/// Many threads may search it at once; each makes its own page source.
public final class DiskIndex: Sendable {
  /// The files it consists of.
  public let files: IndexFiles
  /// Where nodes lie in the file.
  public let layout: DiskLayout
  /// The type of the stored vectors.
  public let elementType: ElementType
  /// How the stored vectors were made ready for the metric, and how queries are.
  public let preparation: MetricPreparation
  /// The type of queries: that of the vectors as the user gave them.
  public let queryType: ElementType
  /// Beamscope's sidecar, `nil` for an index that another program wrote.
  public let metadata: IndexMetadata?
  /// What the codes in the records stand for, where these hold codes instead of vectors (disk-PQ).
  public let recordQuantizer: ProductQuantizer?
  /// Makes the PQ distances of a query.
  public let quantizer: ProductQuantizer
  /// The codes of all nodes.
  public let codes: PQCodes
  /// Where searches start.
  public let entryPoints: EntryPoints
  /// Which row lies where; `nil` where node i is row i.
  public let order: RowOrder?
  /// The open file.
  public let file: PageFile

  let distance: DistanceKernel
  private let pqSums: vk_pq_sums
  private let loadedNavigation: Locked<NavigationGraph?>
  private let openedVectors = Locked<VectorPages?>(nil)

  /// How vectors are compared.
  public var metric: Metric { preparation.metric }

  /// Components of a query, and of a vector as the user gave it.
  public var dimension: Int { preparation.dimension }

  /// Bytes of a query.
  public var queryBytes: Int { dimension * queryType.byteCount }

  /// What all file names of the index begin with.
  public var prefix: String { files.prefix }

  /// How reads are made: "io_uring+O_DIRECT", or the fallback in force.
  public var ioDescription: String { file.ioDescription }

  /// Bytes that stay in memory while the index is open, without a node cache: codes, PQ table, centres, where
  /// packed records lie, and the navigation graph once a search has asked for it.
  public var residentBytes: Int {
    codes.count * codes.chunkCount + quantizer.residentBytes
      + (recordQuantizer?.residentBytes ?? 0) + entryPoints.residentBytes
      + (layout.packing?.residentBytes ?? 0) + (navigation?.residentBytes ?? 0)
  }

  /// The navigation graph, `nil` before it was asked for.
  var navigation: NavigationGraph? { loadedNavigation.withLock { $0 } }

  /// Whether searches of it can use a navigation graph.
  public var hasNavigation: Bool { navigation != nil || fileExists(files.navigation) }

  /// The navigation graph beside the index, read when it is asked for first.
  ///
  /// - Throws: `IndexError.parameter` where there is none; as `NavigationGraph.read`.
  public func navigationGraph() throws(IndexError) -> NavigationGraph {
    try loadedNavigation.withLock { graph throws(IndexError) in
      if let graph { return graph }
      guard fileExists(files.navigation) else {
        throw .parameter(
          name: "--navigation",
          expected: "an index with a navigation graph (beamscope layout --navigation)",
          found: "no \(files.navigation)")
      }
      let read = try NavigationGraph.read(path: files.navigation, nodeCount: layout.nodeCount)
      graph = read
      return read
    }
  }

  /// The vectors beside the graph, `nil` before they were asked for.
  var vectors: VectorPages? { openedVectors.withLock { $0 } }

  /// Whether searches of it can read vectors apart from edges.
  public var hasVectorPages: Bool { fileExists(files.vectorPages) }

  /// The vectors beside the graph, opened when they are asked for first.
  ///
  /// - Throws: `IndexError.parameter` where there are none; as `VectorPages.open`.
  public func vectorPages() throws(IndexError) -> VectorPages {
    try openedVectors.withLock { pages throws(IndexError) in
      if let pages { return pages }
      guard hasVectorPages else {
        throw .parameter(
          name: "--vector-pages",
          expected: "an index with its vectors apart (beamscope layout --vector-pages)",
          found: "no \(files.vectorPages)")
      }
      let opened = try VectorPages.open(beside: self)
      pages = opened
      return opened
    }
  }

  init(
    files: IndexFiles, layout: DiskLayout, elementType: ElementType,
    preparation: MetricPreparation, queryType: ElementType, metadata: IndexMetadata?,
    quantizer: ProductQuantizer, recordQuantizer: ProductQuantizer? = nil, codes: PQCodes,
    entryPoints: EntryPoints, order: RowOrder? = nil, file: PageFile,
    navigation: NavigationGraph? = nil
  ) {
    precondition(codes.count == layout.nodeCount && codes.chunkCount == quantizer.chunkCount)
    self.files = files
    self.layout = layout
    self.elementType = elementType
    self.preparation = preparation
    self.queryType = queryType
    self.metadata = metadata
    self.quantizer = quantizer
    self.recordQuantizer = recordQuantizer
    self.codes = codes
    self.entryPoints = entryPoints
    self.order = order
    self.file = file
    loadedNavigation = Locked(navigation)
    distance = .squaredL2(elementType)
    pqSums = vk_pq_sums_at(vk_cpu_best())
  }

  /// PQ distances of `count` nodes by the table of a query. Every id is below the node count.
  func sumDistances(
    _ table: UnsafePointer<Float>, of ids: UnsafePointer<NodeID>, count: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    pqSums(table, codes.baseAddress, codes.chunkCount, ids, count, target)
  }

  /// The PQ distance of one node, as `sumDistances` has it.
  func sketchDistance(_ table: UnsafePointer<Float>, to node: NodeID) -> Float {
    var result: Float = 0
    var id = node
    sumDistances(table, of: &id, count: 1, into: &result)
    return result
  }

  /// Checks that vectors of this kind can be asked for.
  ///
  /// - Throws: `IndexError.mismatch` with what the index has.
  public func check(
    elementType found: ElementType, dimension: Int, path: String
  ) throws(IndexError) {
    guard dimension == self.dimension else {
      throw .mismatch(
        path: path, field: "dimension", expected: "\(self.dimension) as in \(files.disk)",
        found: "\(dimension)")
    }
    guard found == queryType else {
      throw .mismatch(
        path: path, field: "element type", expected: "\(queryType.rawValue) as in \(files.disk)",
        found: found.rawValue)
    }
  }
}
