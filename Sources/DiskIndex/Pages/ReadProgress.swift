import Glibc

/// What to do after each return of a read: the kernel may give less than asked, or nothing for now.
struct ReadProgress: Equatable {
  /// What to do next.
  enum Step: Equatable {
    case done
    case again
    case failed(Failure)
  }

  /// Why a read is over without its bytes.
  enum Failure: Equatable {
    case system(errorNumber: Int32)
    case endOfFile
  }

  /// A device that never makes progress must not keep a search forever.
  static let maximumFruitlessReturns = 64

  let wantedBytes: Int
  /// Bytes that have arrived and need not be read again: whole sectors, as direct reads demand.
  private(set) var doneBytes = 0
  private var fruitlessReturns = 0

  init(wantedBytes: Int) { self.wantedBytes = wantedBytes }

  /// - Parameter result: Bytes read from `doneBytes` on, or -errno.
  mutating func next(after result: Int64) -> Step {
    guard result >= 0 else {
      let number = Int32(truncatingIfNeeded: -result)
      guard number == EINTR || number == EAGAIN else {
        return .failed(.system(errorNumber: number))
      }
      return again(errorNumber: number)
    }
    guard result > 0 else { return .failed(.endOfFile) }
    guard doneBytes + Int(result) < wantedBytes else {
      doneBytes = wantedBytes
      return .done
    }
    let arrived = Int(result) / DiskLayout.sectorBytes * DiskLayout.sectorBytes
    doneBytes += arrived
    return arrived > 0 ? .again : again(errorNumber: EIO)
  }

  private mutating func again(errorNumber: Int32) -> Step {
    fruitlessReturns += 1
    guard fruitlessReturns < Self.maximumFruitlessReturns else {
      return .failed(.system(errorNumber: errorNumber))
    }
    return .again
  }
}
