/// A small, fast generator with a fixed sequence for each seed on every machine (SplitMix64, Steele et al. 2014).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// `stream` gives independent sequences of one seed (one per PQ chunk, one per shard, …).
  public init(seed: UInt64, stream: UInt64 = 0) {
    state = seed
    state = next() ^ (stream &* 0xD1B5_4A32_D192_ED03)
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number in 0..<1 with 53 random bits.
  public mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number in 0..<bound without modulo bias worth speaking of (64-bit multiply).
  public mutating func nextIndex(below bound: Int) -> Int {
    precondition(bound > 0, "an empty range has no index")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}
