import VectorData

/// How many bits the distance from one neighbour to the next takes: a prefix code for the magnitude of each gap,
/// made for one index (Huffman 1952; canonical, so that its lengths are all that a file has to hold).
///
/// A gap g ≥ 1 is of class k = ⌊log2 g⌋: written as the code of k and then the k bits of g below its highest. The
/// first bit of the stream is the lowest of its first byte.
public struct GapCode: Sendable, Equatable {
  /// Classes: gaps have 31 bits, as ids have.
  static let classCount = 32
  /// No code is longer: a table of 2^10 entries finds every class by one look.
  static let longestCode = 10

  /// Bits of the code of each class, 0 for a class that no gap is of.
  let lengths: [UInt8]

  /// The code that makes a stream of gaps with so many of each class shortest.
  ///
  /// - Parameter counts: `classCount` numbers.
  init(counts: [Int]) {
    precondition(counts.count == Self.classCount, "every class has a count")
    var weights = counts
    var lengths = Self.lengths(of: weights)
    // Flattened counts give flatter trees; what that costs is far below a bit per node.
    while let longest = lengths.max(), longest > Self.longestCode {
      weights = weights.map { $0 == 0 ? 0 : $0 / 2 + 1 }
      lengths = Self.lengths(of: weights)
    }
    self.lengths = lengths
  }

  /// The code with these lengths, `nil` where no prefix code has them.
  init?(lengths: [UInt8]) {
    guard lengths.count == Self.classCount, lengths.allSatisfy({ $0 <= Self.longestCode }) else {
      return nil
    }
    let taken = lengths.filter { $0 > 0 }.reduce(0) { $0 + 1 << (Self.longestCode - Int($1)) }
    guard taken <= 1 << Self.longestCode else { return nil }
    self.lengths = lengths
  }

  /// The class of a gap of at least 1.
  static func gapClass(of gap: UInt32) -> Int { UInt32.bitWidth - 1 - gap.leadingZeroBitCount }

  /// The code of each class as it stands in the stream: its first bit the lowest.
  var codes: [UInt32] {
    var codes = [UInt32](repeating: 0, count: Self.classCount)
    var next: UInt32 = 0
    for length in 1...Self.longestCode {
      for (number, own) in lengths.enumerated() where own == length {
        let reversed = (0..<length).reduce(UInt32(0)) { $0 << 1 | next >> UInt32($1) & 1 }
        codes[number] = reversed
        next += 1
      }
      next <<= 1
    }
    return codes
  }

  /// For each way in which the next `longestCode` bits can stand: the length of the code that they begin with, and
  /// from bit 8 on its class; 0 where they begin with none.
  var table: [UInt16] {
    var table = [UInt16](repeating: 0, count: 1 << Self.longestCode)
    let codes = codes
    for (number, length) in lengths.enumerated() where length > 0 {
      let entry = UInt16(number) << 8 | UInt16(length)
      for place in stride(from: Int(codes[number]), to: table.count, by: 1 << Int(length)) {
        table[place] = entry
      }
    }
    return table
  }

  /// Bits that all those gaps take.
  func bitCount(counts: [Int]) -> Int {
    counts.enumerated().reduce(0) { $0 + $1.element * ($1.offset + Int(lengths[$1.offset])) }
  }

  /// The lengths of Huffman's codes: the two lightest trees are joined until one is left. Equal weights are
  /// joined in the order in which they came, so that the same counts give the same code.
  private static func lengths(of counts: [Int]) -> [UInt8] {
    var trees = counts.indices.filter { counts[$0] > 0 }
      .map { (weight: counts[$0], classes: [$0]) }
    var lengths = [UInt8](repeating: 0, count: counts.count)
    // A lone class takes one bit: a code of none could not be told from the end of the stream.
    if trees.count == 1 { lengths[trees[0].classes[0]] = 1 }
    while trees.count > 1 {
      let first = trees.remove(at: lightest(of: trees))
      let second = trees.remove(at: lightest(of: trees))
      let joined = (weight: first.weight + second.weight, classes: first.classes + second.classes)
      for number in joined.classes { lengths[number] += 1 }
      trees.append(joined)
    }
    return lengths
  }

  private static func lightest(of trees: [(weight: Int, classes: [Int])]) -> Int {
    var best = 0
    for place in trees.indices where trees[place].weight < trees[best].weight { best = place }
    return best
  }
}
