import Foundation
import Testing

extension Trait where Self == ConditionTrait {
  /// For what one thread does alone: the thread sanitizer could find nothing in it, and takes minutes.
  ///
  /// `make sanitize-thread` names itself in the environment; `swift test --sanitize=thread` runs all.
  public static var startsNoThread: Self {
    .disabled(
      if: ProcessInfo.processInfo.environment["BEAMSCOPE_SANITIZER"] == "thread",
      "one thread works here, so no two can be at odds")
  }
}
