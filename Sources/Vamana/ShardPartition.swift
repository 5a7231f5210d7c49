import VectorData

/// Deals the rows of a matrix to shards: each to its two nearest centres, so that shards overlap and their
/// graphs can be united (DiskANN's `partition_with_ram_budget`, k_base = 2).
///
/// Rows whose nearest shard is full go to the next one that has room: what a shard may hold is a promise
/// about memory, which DiskANN only estimates. Memory: some buffers, whatever the number of rows.
public struct ShardPartition {
  private let vectors: VectorMatrix
  private let centres: ShardCentres
  private let capacity: Int
  private let files: ShardFiles
  /// By centre; a shard gets its number with its first row, so none is empty.
  private var writers: [ShardWriter?]
  private var numbers: [Int] = []

  private static let blockRows = 1 << 14

  /// Writes the rows of `vectors` to the files of their shards.
  ///
  /// - Returns: of each shard its points, and the number of its centre.
  /// - Throws: `IndexError.system` when the disk refuses, `cancelled`.
  public static func write(
    _ vectors: VectorMatrix, centres: ShardCentres, capacity: Int, files: ShardFiles,
    team: WorkerTeam, control: JobControl
  ) throws(IndexError) -> (counts: [Int], centres: [Int]) {
    precondition(
      centres.count * capacity >= 2 * vectors.count || capacity >= vectors.count,
      "there is room for every row twice")
    var partition = ShardPartition(
      vectors: vectors, centres: centres, capacity: capacity, files: files,
      writers: Array(repeating: nil, count: centres.count))
    try partition.deal(team: team, control: control)
    var counts: [Int] = []
    for centre in partition.numbers {
      guard let writer = partition.writers[centre] else { continue }
      counts.append(writer.count)
      try writer.finish()
    }
    return (counts, partition.numbers)
  }

  private mutating func deal(team: WorkerTeam, control: JobControl) throws(IndexError) {
    let counter = JobCounter(
      control: control, phase: "partition", total: vectors.count, unit: "vectors")
    let nearest = ChunkResults<NearestShards>(Self.blockRows, initial: NearestShards())
    for start in stride(from: 0, to: vectors.count, by: Self.blockRows) {
      try control.checkCancelled()
      let range = start..<min(start + Self.blockRows, vectors.count)
      centres.findNearest(to: vectors.rows(range), team: team, into: nearest)
      for row in range { try deal(row, nearest[row - start]) }
      vectors.releasePages(of: range)
      counter.add(range.count)
    }
  }

  private mutating func deal(_ row: Int, _ nearest: NearestShards) throws(IndexError) {
    let (first, second) = (Int(nearest.first), Int(nearest.second))
    if hasRoom(first), hasRoom(second), first != second {
      try append(row, to: first)
      try append(row, to: second)
    } else {
      let open = centres.ranking(of: vectors.floats(row: row)).filter(hasRoom)
      for centre in open.prefix(2) { try append(row, to: centre) }
    }
  }

  private func hasRoom(_ centre: Int) -> Bool { (writers[centre]?.count ?? 0) < capacity }

  private mutating func append(_ row: Int, to centre: Int) throws(IndexError) {
    let writer: ShardWriter
    if let opened = writers[centre] {
      writer = opened
    } else {
      writer = try ShardWriter(
        files: files, number: numbers.count, dimension: vectors.dimension,
        bufferBytes: ShardWriter.allBufferBytes / centres.count)
      writers[centre] = writer
      numbers.append(centre)
    }
    try writer.append(
      UnsafeRawBufferPointer(start: vectors.row(row), count: vectors.rowBytes), id: NodeID(row))
  }
}

/// The two files of a shard while they are written.
private final class ShardWriter {
  /// What the buffers of all shards may take together.
  static let allBufferBytes = 8 << 20

  private(set) var count = 0
  private let dimension: Int
  private var vectors: OutputFile?
  private var ids: OutputFile?

  init(files: ShardFiles, number: Int, dimension: Int, bufferBytes: Int) throws(IndexError) {
    self.dimension = dimension
    let bufferBytes = min(max(bufferBytes, 1 << 14), 1 << 20)
    vectors = try OutputFile(path: files.vectors(number), bufferBytes: bufferBytes)
    ids = try OutputFile(path: files.ids(number), bufferBytes: bufferBytes / 4)
    // The number of rows is not known yet.
    try vectors?.appendBinHeader(rows: 0, columns: dimension)
    try ids?.appendBinHeader(rows: 0, columns: 1)
  }

  func append(_ vector: UnsafeRawBufferPointer, id: NodeID) throws(IndexError) {
    try vectors?.append(vector)
    try ids?.append(id)
    count += 1
  }

  func finish() throws(IndexError) {
    try vectors?.overwrite(UInt32(count), at: 0)
    try ids?.overwrite(UInt32(count), at: 0)
    try vectors.take()?.finish()
    try ids.take()?.finish()
  }
}
