import Experiments
import Vamana
import VectorData

extension ExplorerState {
  /// Does what a key of the Film screen says; it is possible.
  mutating func perform(_ action: FilmAction) -> [Effect] {
    let count = film.card?.momentCount ?? 0
    let (percent, tenth) = (max(count / 100, 1), max(count / 10, 1))
    switch action {
    case .nextInsertion: return moveFilm(by: 1)
    case .previousInsertion: return moveFilm(by: -1)
    case .nextPercent: return moveFilm(by: percent)
    case .previousPercent: return moveFilm(by: -percent)
    case .nextTenth: return moveFilm(by: tenth)
    case .previousTenth: return moveFilm(by: -tenth)
    case .toStart: return go(toMoment: 0)
    case .toEnd: return go(toMoment: count)
    case .play: return togglePlayOfFilm()
    case .faster: changeSpeedOfFilm(by: 1)
    case .slower: changeSpeedOfFilm(by: -1)
    case .nextFacet: film.facet = film.facet.next
    case .otherPasses: return recordOtherPasses()
    case .toggleFill: return recordFilled()
    case .openNode: return film.scene?.frame?.node.map { show(node: $0) } ?? []
    }
    return []
  }

  /// The Film screen comes to the front: the build of the open index is recorded at first.
  mutating func enterFilm() -> [Effect] {
    guard film.card == nil, jobs[.film] == nil, filmObstacle == nil else { return [] }
    return record(FilmRequest())
  }

  /// Has a film recorded in place of the one before.
  mutating func record(_ request: FilmRequest) -> [Effect] {
    guard let index = readableIndex else { return [] }
    screen = .film
    let stale = jobs[.film].map { [Effect.cancel($0.id)] } ?? []
    film.request = request
    film.fault = nil
    film.play = nil
    let title = "film of \(index.name)"
    record(.began, title)
    return stale + [.recordFilm(jobs.start(.film, title: title, at: seconds), request)]
  }

  private mutating func recordOtherPasses() -> [Effect] {
    guard let reading = film.card?.parameters.reading else { return [] }
    var request = film.request
    request.reading = reading == .diskann ? .paper : .diskann
    return record(request)
  }

  private mutating func recordFilled() -> [Effect] {
    guard let parameters = film.card?.parameters else { return [] }
    var request = film.request
    request.fills = !parameters.saturates
    return record(request)
  }

  /// Takes in a film; the first one stands before its first insertion.
  mutating func takeFilm(_ card: FilmCard, _ job: Job) -> [Effect] {
    film.take(card)
    record(
      .done,
      "\(job.title): \(Format.plural(card.momentCount, "moment")), "
        + Format.seconds(seconds - job.startSeconds))
    let outline = jobs.start(.outline, title: "figures of the film", at: seconds)
    return showMoment() + [.outlineFilm(outline, film: card.film)]
  }

  /// There is no film: the one before stays, if there is one.
  mutating func takeFilmFailure(_ job: Job, _ error: IndexError) {
    record(
      error == .cancelled ? .stopped : .failed,
      error == .cancelled ? job.title : "\(job.title): \(error)")
    guard film.card == nil else {
      notice = Notice(
        text: error == .cancelled ? "cancelled: \(job.title)" : "no film: \(error)",
        isWarning: true)
      return
    }
    film.fault = error == .cancelled ? "it was stopped; F records it again" : error.description
  }

  // MARK: - The scrubber

  /// Goes to a moment; its picture and its figures come when they are made.
  mutating func go(toMoment wanted: Int) -> [Effect] {
    guard let card = film.card else { return [] }
    let moment = min(max(wanted, 0), card.momentCount)
    guard moment != film.moment else {
      notice = Notice(
        text: moment == 0
          ? "this is the start: → goes on, p plays" : "this is the end: b goes back, r to the start"
      )
      return []
    }
    film.moment = moment
    return showMoment()
  }

  /// Goes on by so many moments.
  mutating func moveFilm(by step: Int) -> [Effect] {
    let (moment, isOver) = film.moment.addingReportingOverflow(step)
    return go(toMoment: isOver ? (step < 0 ? 0 : .max) : moment)
  }

  private mutating func showMoment() -> [Effect] {
    guard let recorded = film.card?.film else { return [] }
    let title = "moment \(film.moment)"
    let scene = jobs.start(.scene, title: title, at: seconds)
    var effects = [Effect.showMoment(scene, film: recorded, film.moment)]
    if film.measured[film.moment] == nil {
      let figures = jobs.start(.moment, title: title, at: seconds)
      effects.append(.measureMoment(figures, film: recorded, film.moment))
    }
    return effects
  }

  /// Takes in figures of a film. Those of moments that were passed by are worth having too.
  mutating func takeFigures(_ job: JobID?, film recorded: JobID, _ numbers: GraphMoment) {
    if let job { _ = jobs.finish(job, .moment) }
    guard film.card?.film == recorded else { return }
    film.take(numbers)
  }

  // MARK: - Playing

  private mutating func togglePlayOfFilm() -> [Effect] {
    guard film.play == nil else {
      film.play = nil
      return []
    }
    film.play = FilmPlay(speed: film.speed, dueSeconds: seconds)
    return film.moment == film.card?.momentCount ? go(toMoment: 0) : []
  }

  private mutating func changeSpeedOfFilm(by step: Int) {
    film.speed = min(max(film.speed + step, 0), FilmPlay.speeds.count - 1)
    film.play?.speed = film.speed
    notice = Notice(
      text: "\(FilmPlay.speeds[film.speed]) insertions a second"
        + (film.play == nil ? ": p plays" : ""))
  }

  /// When the film goes on by itself; `nil` while it does not, or while its picture is being made.
  var filmDueSeconds: Double? { jobs[.scene] == nil ? film.play?.dueSeconds : nil }

  /// Goes on by what is due.
  mutating func advanceFilm() -> [Effect] {
    guard var play = film.play, let due = filmDueSeconds, seconds >= due else { return [] }
    guard screen == .film, let card = film.card, film.moment < card.momentCount else {
      film.play = nil
      return []
    }
    play.dueSeconds = seconds + play.interval
    film.play = play
    return moveFilm(by: play.step)
  }

  // MARK: - The command line

  /// Runs `:film …`.
  mutating func recordFilm(
    _ request: FilmRequest
  ) throws(ExplorerCommand.Fault) -> [Effect] {
    if let obstacle = filmObstacle { throw .init(message: obstacle) }
    return record(request)
  }

  /// Runs `:moment …`.
  mutating func goToMoment(_ target: MomentTarget) throws(ExplorerCommand.Fault) -> [Effect] {
    if let obstacle = obstacle(to: FilmAction.toEnd) { throw .init(message: obstacle) }
    let count = film.card?.momentCount ?? 0
    let moment = target.moment(of: count)
    try Limits.check(moment, "the moment", from: 0, to: count)
    screen = .film
    return moment == film.moment ? [] : go(toMoment: moment)
  }

  // MARK: - Obstacles

  /// Why the build of the open index has no film, as far as is known without trying.
  var filmObstacle: String? {
    if let obstacle = indexObstacle { return obstacle }
    guard let index else { return nil }
    if index.metric != .l2 {
      return "a film replays builds for l2; this index is for \(index.metric.rawValue)"
    }
    if index.nodeCount > BuildFilm.rowLimit {
      return "a film takes at most \(Format.count(BuildFilm.rowLimit)) rows; this index has "
        + Format.count(index.nodeCount)
    }
    return nil
  }

  /// Why a key of the Film screen does nothing now.
  func obstacle(to action: FilmAction) -> String? {
    if let obstacle = filmObstacle { return obstacle }
    guard film.card != nil else {
      return jobs[.film] == nil
        ? "no film: \(film.fault ?? "F records it")" : "the build is being recorded: x stops it"
    }
    if action == .toggleFill, film.card?.parameters.reading == .paper {
      return "the paper's build never fills places: a goes back to DiskANN's"
    }
    if action == .openNode, film.scene?.frame?.node == nil { return "no node is inserted here" }
    return nil
  }
}
