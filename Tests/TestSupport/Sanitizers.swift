import Foundation
import Testing

private let sanitizer = ProcessInfo.processInfo.environment["BEAMSCOPE_SANITIZER"]

extension Trait where Self == ConditionTrait {
  /// For what one thread does alone: the thread sanitizer could find nothing in it, and takes minutes.
  ///
  /// `make sanitize` names each in the environment; `swift test --sanitize=thread` runs all.
  public static var startsNoThread: Self {
    .disabled(
      if: sanitizer == "thread", "one thread works here, so no two can be at odds")
  }

  /// For minutes of what shorter tests do too, with nothing new for a sanitizer to see.
  public static var repeatsShorterTests: Self {
    .disabled(if: sanitizer != nil, "shorter tests take the same ways through the code")
  }
}
