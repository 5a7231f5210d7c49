import Experiments
import VectorData

/// The map of the data: two axes, points of a sample, and where the nodes of the search lie.
struct MapState: Sendable, Equatable {
  /// What the lower list gives its place to.
  enum View: Sendable, Equatable {
    /// Lists; on wide screens map and plot stand beside them.
    case lists
    /// The map in the place of the lower list.
    case map
    /// The plot of the distance by hop there.
    case plot
  }

  /// The sample of the data; empty until it has been computed.
  var sample: [MapPoint] = []
  /// Why there is no map.
  var fault: String?
  /// Where nodes lie.
  var places: [NodeID: MapPoint] = [:]
  /// Where the query of the run lies.
  var query: MapPoint?
  /// What the user looks at.
  var view = View.lists

  /// Whether the axes are known.
  var isReady: Bool { !sample.isEmpty }
}

/// A search that goes on by itself.
struct PlayState: Sendable, Equatable {
  /// The speeds that can be chosen, in hops per second.
  static let speeds = [0.5, 1, 2, 4, 8, 16, 32]

  /// Which of the speeds.
  var speed = 2
  /// When the next hop is due, in seconds of the session.
  var dueSeconds: Double

  /// Hops per second.
  var hopsPerSecond: Double { Self.speeds[speed] }

  /// "2 hops/s".
  var speedText: String {
    "\(Format.decimal(hopsPerSecond, hopsPerSecond < 1 ? 1 : 0)) hops/s"
  }
}
