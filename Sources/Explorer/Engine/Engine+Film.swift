import Experiments
import VectorData

/// The film of a build.
extension Engine {
  /// Starts a piece of work on it; returns at once.
  func film(_ effect: Effect) {
    switch effect {
    case .recordFilm(let id, let request): record(id, request)
    case .showMoment(let id, let film, let moment):
      let index = openedIndex
      projector.show(id, film: film, moment: moment) { node in
        index.label(of: node, withPicture: false).line
      }
    case .measureMoment(let id, let film, let moment):
      projector.measure(id, film: film, moment: moment)
    case .outlineFilm(let id, let film): projector.outline(id, film: film)
    default: preconditionFailure("not about the film")
    }
  }

  private func record(_ id: JobID, _ request: FilmRequest) {
    let opened = openedIndex
    onOwnThread(id, .film) { [projector] control throws(IndexError) in
      let build = try ReplayableBuild(of: opened.index, rowLimit: BuildFilm.rowLimit)
      let parameters = request.parameters(of: build.parameters)
      let reel = try FilmReel.record(build.vectors, parameters: parameters, control: control)
      let isOfIndex = parameters == build.parameters
      if isOfIndex { try build.check(reel.lists(at: reel.film.frames.count)) }
      try control.checkCancelled()
      projector.load(reel, id)
      return .filmRecorded(
        id,
        FilmCard(
          film: id, parameters: parameters, isOfIndex: isOfIndex, dimension: reel.dimension,
          dataPath: build.vectors.path, medoid: reel.film.medoid, parts: reel.film.parts,
          points: reel.points))
    }
  }
}
