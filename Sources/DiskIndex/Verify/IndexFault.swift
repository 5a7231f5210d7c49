import VectorData

/// Something that is wrong with an index.
public struct IndexFault: Sendable, Equatable, CustomStringConvertible {
  /// The file concerned and what is wrong with it.
  public let error: IndexError

  /// A fault that reading a file would throw.
  public init(_ error: IndexError) { self.error = error }

  init(path: String, offset: Int? = nil, field: String, expected: String, found: String) {
    error = .malformed(
      path: path, offset: offset.map { Int64($0) }, field: field, expected: expected, found: found)
  }

  /// One line for a person.
  public var description: String { error.description }
}

/// The faults of one index, with a limit for each kind: a file of rubbish must not fill the memory.
struct FaultList {
  /// Faults of one kind that are told one by one.
  static let maximumPerKind = 100

  private(set) var faults: [IndexFault] = []
  private var counts: [String: Int] = [:]
  private var paths: [String: String] = [:]

  mutating func add(_ error: IndexError) { faults.append(IndexFault(error)) }

  /// Adds a fault of `kind`; beyond the limit it is only counted, and `fault` not even made.
  mutating func add(kind: String, path: String, _ fault: () -> IndexFault) {
    counts[kind, default: 0] += 1
    paths[kind] = path
    if counts[kind, default: 0] <= Self.maximumPerKind { faults.append(fault()) }
  }

  /// Does `body` and adds what it throws, except a cancellation, which goes on.
  mutating func collect<Value>(_ body: () throws(IndexError) -> Value) throws(IndexError) -> Value?
  {
    do throws(IndexError) {
      return try body()
    } catch .cancelled {
      throw .cancelled
    } catch {
      add(error)
      return nil
    }
  }

  /// All faults, with a line for each kind of which not all are told.
  func summarised() -> [IndexFault] {
    faults
      + counts.filter { $0.value > Self.maximumPerKind }.sorted { $0.key < $1.key }.map {
        IndexFault(
          path: paths[$0.key] ?? "", field: $0.key, expected: "none",
          found: "\($0.value) in all, \(Self.maximumPerKind) of them told")
      }
  }
}
