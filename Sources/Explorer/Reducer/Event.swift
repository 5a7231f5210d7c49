import Canvas
import DiskIndex
import Experiments
import VectorData

/// What the reducer answers to.
enum Event: Sendable {
  /// A key was pressed.
  case key(Key)
  /// The screen has a new size.
  case resized(Size)
  /// The engine says something.
  case message(Message)
  /// Time has passed: what goes on by itself may be due.
  case tick
}

/// What the engine says about the work it was given.
enum Message: Sendable {
  /// How far a job has come.
  case progress(JobID, JobKind, JobProgress)
  /// The library, and the data set to build first if the user has no index yet.
  case scanned(JobID, [LibraryEntry])
  /// A trace was read; it replaces the index before.
  case traceOpened(JobID, RecordedTrace, path: String)
  /// An index is open; it replaces the one before.
  case opened(JobID, IndexCard)
  /// All faults of an index, none if it is sound.
  case verified(JobID, prefix: String, faults: [String])
  /// The files of an index are gone.
  case deleted(JobID, prefix: String)
  /// What a build would need.
  case estimated(JobID, BuildEstimate)
  /// A build is done.
  case built(JobID, prefix: String, IndexBuildReport)
  /// An index was laid out.
  case laidOut(JobID, prefix: String)
  /// A search begins: what is known of its query.
  case searchBegan(JobID, QueryCard)
  /// A search has come this far; names of the nodes that are new in it.
  case searched(JobID, SearchTrace, labels: [NodeID: NodeLabel], missed: [MissedNeighbour])
  /// The query whose name was looked for.
  case foundQuery(JobID, Int?, text: String)
  /// The row of the data whose name was looked for.
  case foundRow(JobID, NodeID?, text: String)
  /// What a search missed, with what would have found it.
  case remedied(JobID, [MissedNeighbour])
  /// What each switch of a search did to its reads.
  case weighed(JobID, ReadLedger)
  /// The second of two compared searches is done.
  case compared(JobID, ComparedSearch)
  /// The sample of the data on the map.
  case mapped(JobID, [MapPoint])
  /// Where the query of the search and some nodes lie on the map.
  case placed(JobID, query: MapPoint?, [NodeID: MapPoint])
  /// A node was read.
  case nodeRead(JobID, NodeCard)
  /// All that point to a node.
  case predecessorsFound(JobID, NodeID, [NodeLink])
  /// The node whose name was looked for.
  case foundNode(JobID, NodeID?, text: String)
  /// The candidates of a node were read and pruned.
  case poolOpened(JobID, PruneCard, PruneReport, [CandidatePool.AlphaOutlook])
  /// They were pruned with other parameters.
  case pruned(JobID, PruneReport, [CandidatePool.AlphaOutlook])
  /// How the index file is laid out.
  case diskSurveyed(JobID, DiskCard)
  /// A sector was read.
  case sectorRead(JobID, SectorCard)
  /// The reads of the queries are counted.
  case heatMeasured(JobID, ReadHeat)
  /// A row of a sweep.
  case sweepRow(JobID, SweepRow)
  /// A sweep is done.
  case swept(JobID, SweepReport)
  /// Something was done to the points.
  case pointsMeasured(JobID, PointsLine)
  /// A film was recorded.
  case filmRecorded(JobID, FilmCard)
  /// The picture of a moment of it, and the name of the node that is inserted there.
  case momentShown(JobID, FilmScene, label: String)
  /// The graph of a moment in figures, asked for by a job or not, and the film that it is of.
  case momentMeasured(JobID?, film: JobID, GraphMoment)
  /// The film was measured all over.
  case filmOutlined(JobID)
  /// A run of a sweep is kept.
  case sweepKept(JobID, path: String)
  /// The runs that were kept.
  case keptSweepsListed(JobID, [KeptSweepListing])
  /// One of them was read.
  case keptSweepLoaded(JobID, KeptSweep)
  /// A file was written.
  case wrote(JobID, path: String, byteCount: Int)
  /// A file is there already.
  case fileExists(JobID, FileRequest)
  /// A job failed or was cancelled.
  case failed(JobID, JobKind, IndexError)
}
