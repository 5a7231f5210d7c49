import Experiments
import Foundation
import Vamana
import VectorData

@testable import Explorer

/// Films of the synthetic points: the engine's own build of them.
enum SyntheticFilm {
  private static let build = VamanaParameters(maxDegree: 8, searchListSize: 20)
  private static let diskann = reel(build)
  private static let bare = reel(FilmRequest(fills: false).parameters(of: build))
  private static let paper = reel(FilmRequest(reading: .paper).parameters(of: build))

  private static func reel(_ parameters: VamanaParameters) -> FilmReel {
    let points = SyntheticSearch().points
    guard
      let buffer = try? AlignedBuffer(byteCount: points.count * 8, purpose: "points"),
      let start = UnsafeRawPointer(buffer.bytes.baseAddress)
    else { preconditionFailure("room for a few points") }
    for (row, point) in points.enumerated() {
      buffer.elements(of: Float.self)[2 * row] = point.x
      buffer.elements(of: Float.self)[2 * row + 1] = point.y
    }
    let vectors = VectorMatrix(
      count: points.count, dimension: 2, elementType: .float32, path: "points", start: start,
      owner: buffer)
    guard let reel = try? FilmReel.record(vectors, parameters: parameters) else {
      preconditionFailure("points that are finite")
    }
    return reel
  }

  /// The film that is asked for; L and alpha stay as they are.
  static func reel(for request: FilmRequest) -> FilmReel {
    if request.reading == .paper { return paper }
    return request.fills == false ? bare : diskann
  }

  /// The film of a build.
  private static func reel(of parameters: VamanaParameters) -> FilmReel {
    reel(for: FilmRequest(reading: parameters.reading, fills: parameters.saturates))
  }

  /// What the engine would answer to an effect of the Film screen, if it is one.
  static func answers(to effect: Effect, _ state: ExplorerState) -> [Message] {
    // Moments are of the film that is there, while another may be asked for.
    let shown = state.film.card.map { reel(of: $0.parameters) } ?? diskann
    let film = state.film.card?.film ?? 0
    func measured(_ id: JobID?, _ moment: Int) -> Message {
      guard let numbers = try? shown.measure(at: moment) else {
        preconditionFailure("room for a few lists")
      }
      return .momentMeasured(id, film: film, numbers)
    }
    switch effect {
    case .recordFilm(let id, let request):
      let reel = reel(for: request)
      return [
        .filmRecorded(
          id,
          FilmCard(
            film: id, parameters: reel.parameters, isOfIndex: request == FilmRequest(),
            dimension: reel.dimension, dataPath: "/data/base.i8bin", medoid: reel.film.medoid,
            parts: reel.film.parts, points: reel.points))
      ]
    case .showMoment(let id, _, let moment):
      let scene = shown.scene(at: moment)
      return [.momentShown(id, scene, label: scene.frame?.node.map { "pkg-\($0)" } ?? "")]
    case .measureMoment(let id, _, let moment): return [measured(id, moment)]
    case .outlineFilm(let id, _):
      let count = shown.film.frames.count
      return (0...8).map { measured(nil, $0 * count / 8) } + [.filmOutlined(id)]
    default: return []
    }
  }
}

extension ExplorerState {
  /// Answers what the Film screen asked for, and what it asks for then.
  mutating func answerFilm(_ effects: [Effect]) {
    for effect in effects {
      for message in SyntheticFilm.answers(to: effect, self) { answerFilm(answer(message)) }
    }
  }

  /// Presses keys and lets the engine answer after each.
  mutating func scrub(_ script: String) {
    guard let keys = try? KeyScript.parse(script) else { preconditionFailure("bad script") }
    for key in keys { answerFilm(reduce(.key(key), at: seconds)) }
  }
}
