/// The lines of a text in memory, without their ends.
public struct TextLines {
  private let bytes: UnsafeRawBufferPointer
  private let starts: [Int]

  /// A last line without its newline counts.
  public init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    // Counted first: a list that grows is there twice while it is copied.
    let lineCount = bytes.count { $0 == UInt8(ascii: "\n") }
    var starts = [0]
    starts.reserveCapacity(lineCount + 2)
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    if starts.last != bytes.count { starts.append(bytes.count + 1) }
    self.starts = starts
  }

  /// Lines.
  public var count: Int { starts.count - 1 }

  /// Line `number` from 0 on, `nil` behind the last.
  public func line(_ number: Int) -> Substring? {
    guard number < count else { return nil }
    let part = UnsafeRawBufferPointer(rebasing: bytes[starts[number]..<starts[number + 1] - 1])
    return String(decoding: part, as: UTF8.self)[...]
  }
}

extension Substring {
  /// Without white space at both ends.
  public var trimmed: Substring {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
