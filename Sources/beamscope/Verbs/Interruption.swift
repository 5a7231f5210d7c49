import Foundation
import Synchronization
import VectorData

/// Turns the first SIGINT, SIGTERM or SIGHUP into a cancelled job, so that a build can clean up.
enum Interruption {
  private static let signalNumber = Mutex<Int32?>(nil)

  /// The signal that came, if one did.
  static var received: Int32? { signalNumber.withLock { $0 } }

  /// Waits for a signal on a thread of its own and cancels `control` then; a second one ends the program.
  /// Call it on the main thread before any other thread is made, since those inherit the mask.
  static func cancels(_ control: JobControl) {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let thread = Thread { [signals] in
      var signals = signals
      while true {
        var number: Int32 = 0
        guard sigwait(&signals, &number) == 0 else { return }
        let isSecond = signalNumber.withLock { first in
          defer { first = first ?? number }
          return first != nil
        }
        if isSecond { _exit(128 + number) }
        control.cancel()
      }
    }
    thread.name = "beamscope-signals"
    thread.start()
  }
}
