import Experiments
import Vamana
import VectorData

/// What is to be recorded: the build of the open index, or that with other parameters.
struct FilmRequest: Sendable, Equatable {
  /// One pass as DiskANN, or two as the paper; what the index was built with if `nil`.
  var reading: VamanaReading?
  /// R.
  var maxDegree: Int?
  /// L.
  var searchListSize: Int?
  /// alpha.
  var alpha: Float?
  /// Whether free places are filled with what was occluded.
  var fills: Bool?

  /// The parameters of a build with what is asked for in their place.
  func parameters(of build: VamanaParameters) -> VamanaParameters {
    var parameters = build
    parameters.reading = reading ?? build.reading
    parameters.maxDegree = maxDegree ?? build.maxDegree
    parameters.searchListSize = searchListSize ?? build.searchListSize
    parameters.alpha = alpha ?? build.alpha
    parameters.saturates = fills ?? build.saturates
    return parameters
  }
}

/// What is known of a film that was recorded.
struct FilmCard: Sendable, Equatable {
  /// The job that recorded it: figures of another film are told apart by it.
  var film: JobID
  /// What it was built with.
  var parameters: VamanaParameters
  /// Whether the graph at its end is that of the open index.
  var isOfIndex: Bool
  /// Components of a vector.
  var dimension: Int
  /// The rows.
  var dataPath: String
  /// Where searches start.
  var medoid: NodeID
  /// Insertions and what else is done, in order.
  var parts: [BuildFilm.Part]
  /// Where each node is drawn.
  var points: [MapPoint]

  /// Nodes.
  var nodeCount: Int { points.count }
  /// The last moment: all frames are behind.
  var momentCount: Int { parts.last?.frames.upperBound ?? 0 }

  /// The part whose frame leads to a moment, and the number of that frame in it, 1 the first.
  func place(of moment: Int) -> (part: BuildFilm.Part, number: Int)? {
    parts.first { $0.frames.contains(moment - 1) }.map {
      ($0, moment - $0.frames.lowerBound)
    }
  }
}

/// What the picture of the film shows.
enum FilmFacet: Sendable, CaseIterable {
  /// The graph and all that the insertion does.
  case insertion
  /// The graph before, and what the search for the node expands.
  case search
  /// The pool, and what the prune makes of it.
  case prune
  /// The edges back, and nodes that are looked at a second time.
  case backEdges
  /// The graph in numbers.
  case numbers

  /// The one behind it, around.
  var next: FilmFacet {
    let all = Self.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }
}

/// A film that goes on by itself.
struct FilmPlay: Sendable, Equatable {
  /// The speeds that can be chosen, in insertions per second.
  static let speeds = [1, 2, 4, 8, 16, 32, 64, 128, 256]
  /// Faster ones pass over some: more pictures nobody sees.
  private static let picturesPerSecond = 16

  /// Which of the speeds.
  var speed = 2
  /// When the next picture is due, in seconds of the session.
  var dueSeconds: Double

  /// Insertions per second.
  var insertionsPerSecond: Int { Self.speeds[speed] }
  /// Moments from one picture to the next.
  var step: Int { max(insertionsPerSecond / Self.picturesPerSecond, 1) }
  /// Seconds from one picture to the next.
  var interval: Double { Double(step) / Double(insertionsPerSecond) }
}

/// The Film screen: the construction of the index, insertion by insertion.
struct FilmState: Sendable, Equatable {
  /// Moments whose figures are kept; more are measured again.
  private static let measuredCapacity = 4096

  /// What was asked for last.
  var request = FilmRequest()
  /// The film; `nil` until one is recorded.
  private(set) var card: FilmCard?
  /// Why there is none.
  var fault: String?
  /// The moment that is wanted: so many frames are behind.
  var moment = 0
  /// The picture that was made last, and the name of the node that is inserted in it.
  private(set) var scene: FilmScene?
  private(set) var label = ""
  /// Figures by moment, and those that came last.
  private(set) var measured: [Int: GraphMoment] = [:]
  private var newest: GraphMoment?
  /// What the picture shows.
  var facet = FilmFacet.insertion
  /// Whether it goes on by itself.
  var play: FilmPlay?
  /// The speed of the next film that is played.
  var speed = 2

  /// The figures of the moment, else those that came last.
  var numbers: GraphMoment? { measured[moment] ?? newest }

  /// The whole film in figures, as far as it was measured, by moment.
  var outline: [GraphMoment] { measured.values.sorted { $0.frame < $1.frame } }

  /// Begins with another film, as far on as the one before stood.
  mutating func take(_ card: FilmCard) {
    let share = Double(moment) / Double(max(self.card?.momentCount ?? 0, 1))
    self = FilmState(
      request: request, card: card, moment: Int(share * Double(card.momentCount)), facet: facet,
      speed: speed)
  }

  /// Takes in a picture.
  mutating func take(_ scene: FilmScene, label: String) {
    self.scene = scene
    self.label = label
  }

  /// Takes in figures.
  mutating func take(_ numbers: GraphMoment) {
    if measured.count >= Self.measuredCapacity { measured = [:] }
    measured[numbers.frame] = numbers
    newest = numbers
  }
}
