import Foundation
import Glibc

/// Keeps a crash from asking questions. On a terminal Swift's backtracer stops after its report and waits half
/// a minute for a key, in front of a user who only sees a hanging program.
enum CrashReports {
  private static let variable = "SWIFT_BACKTRACE"

  /// The value of `SWIFT_BACKTRACE` that adds `interactive=no`; nil when the user has already chosen.
  static func setting(current: String?) -> String? {
    guard let current, !current.isEmpty else { return "interactive=no" }
    return current.contains("interactive=") ? nil : current + ",interactive=no"
  }

  /// Starts this program anew, in the same process and with the same arguments, with a backtracer that does
  /// not ask. The Swift runtime reads the variable before `main`, so setting it here is too late for this run.
  /// Returns where there is nothing to do, or nothing can be done: the program then runs as it is.
  static func makeNonInteractive() {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return }
    let current = ProcessInfo.processInfo.environment[variable]
    guard let setting = setting(current: current) else { return }
    // By its path, not by /proc/self/exe, so that the process keeps its name.
    guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    else { return }
    setenv(variable, setting, 1)
    execv(path, CommandLine.unsafeArgv)
  }
}
