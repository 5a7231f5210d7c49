import Experiments
import Synchronization
import VectorData

/// Shows the moments of the film that was recorded last, on threads of its own: pictures are never behind
/// figures. A moment that nobody waits for any more is passed over.
final class FilmProjector: Sendable {
  /// A film, and the job that recorded it.
  private struct Film: Sendable {
    var id: JobID
    var reel: FilmReel
  }

  /// Moments that a film is measured at without being asked.
  private static let outlineCount = 32

  private let mailbox: Mailbox
  private let pictures = WorkerLane(name: "beamscope-film")
  private let figures = WorkerLane(name: "beamscope-figures")
  /// The film that is shown, and the one that was recorded last: it is shown once it is asked for.
  private let films = Locked<(shown: Film?, next: Film?)>((nil, nil))
  /// The newest requests.
  private let wanted = Mutex<(picture: JobID, figures: JobID)>((0, 0))

  /// A projector that posts to `mailbox`.
  init(mailbox: Mailbox) { self.mailbox = mailbox }

  /// Takes in the film that a job recorded.
  func load(_ reel: FilmReel, _ id: JobID) {
    films.withLock { $0.next = Film(id: id, reel: reel) }
  }

  /// Lets all films go.
  func unload() { films.withLock { $0 = (nil, nil) } }

  /// The film that job recorded, unless another one has taken its place.
  private func film(_ id: JobID) -> Film? {
    films.withLock { films in
      if films.next?.id == id { films = (films.next, nil) }
      return films.shown?.id == id ? films.shown : nil
    }
  }

  /// Makes the picture of a moment.
  func show(
    _ id: JobID, film wantedFilm: JobID, moment: Int, label: @escaping @Sendable (NodeID) -> String
  ) {
    wanted.withLock { $0.picture = id }
    pictures.submit { [self] in
      guard wanted.withLock({ $0.picture }) == id, let film = film(wantedFilm) else { return }
      let scene = film.reel.scene(at: moment)
      mailbox.post(.momentShown(id, scene, label: scene.frame?.node.map(label) ?? ""))
    }
  }

  /// Measures the graph of a moment.
  func measure(_ id: JobID, film wantedFilm: JobID, moment: Int) {
    wanted.withLock { $0.figures = id }
    figures.submit { [self] in
      guard wanted.withLock({ $0.figures }) == id, let film = film(wantedFilm) else { return }
      Engine.post(id, .moment, to: mailbox) { () throws(IndexError) in
        .momentMeasured(id, film: film.id, try film.reel.measure(at: moment))
      }
    }
  }

  /// Measures moments all over the film, one after the other, behind what is asked for meanwhile.
  func outline(_ id: JobID, film: JobID) { outline(id, film: film, part: 0) }

  private func outline(_ id: JobID, film wanted: JobID, part: Int) {
    figures.submit { [self] in
      guard let film = film(wanted) else { return }
      guard part <= Self.outlineCount else { return mailbox.post(.filmOutlined(id)) }
      let moment = part * film.reel.film.frames.count / Self.outlineCount
      do throws(IndexError) {
        let numbers = try film.reel.measure(at: moment)
        mailbox.post(.momentMeasured(nil, film: wanted, numbers))
        outline(id, film: wanted, part: part + 1)
      } catch {
        mailbox.post(.failed(id, .outline, error))
      }
    }
  }
}
