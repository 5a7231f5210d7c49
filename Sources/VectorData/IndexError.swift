import Foundation

/// Whatever can go wrong because of a user, a file or a device: facts only.
///
/// A programmer's mistake is a `precondition` instead. Every case names what was concerned, what was
/// expected and what was found; `description` makes one line of it.
public enum IndexError: Error, Equatable, Sendable {
  /// A system call failed. `offset` in bytes where one was concerned.
  case system(operation: String, path: String, offset: Int64?, errorNumber: Int32)
  /// A file says something that cannot be. `offset` in bytes where the fault sits, if it sits somewhere.
  case malformed(path: String, offset: Int64?, field: String, expected: String, found: String)
  /// Two files or a file and a request do not belong together.
  case mismatch(path: String, field: String, expected: String, found: String)
  /// A parameter is outside of what is possible (K > L, W = 0, …): a usage error.
  case parameter(name: String, expected: String, found: String)
  /// The work needs more memory than the machine or the budget has.
  case memory(purpose: String, neededBytes: UInt64, availableBytes: UInt64)
  /// The user cancelled the work.
  case cancelled
}

extension IndexError: CustomStringConvertible {
  /// One line for a person, without the program's name.
  public var description: String {
    switch self {
    case .system(let operation, let path, let offset, let errorNumber):
      let place = offset.map { " at byte \($0)" } ?? ""
      return "\(path): cannot \(operation)\(place): \(String(cString: strerror(errorNumber)))"
    case .malformed(let path, let offset, let field, let expected, let found):
      let place = offset.map { " at byte \($0)" } ?? ""
      return "\(path): \(field)\(place): expected \(expected), found \(found)"
    case .mismatch(let path, let field, let expected, let found):
      return "\(path): \(field): expected \(expected), found \(found)"
    case .parameter(let name, let expected, let found):
      return "\(name): expected \(expected), found \(found)"
    case .memory(let purpose, let needed, let available):
      return "\(purpose): needs \(needed >> 20) MiB, available are \(available >> 20) MiB"
    case .cancelled:
      return "cancelled"
    }
  }
}
