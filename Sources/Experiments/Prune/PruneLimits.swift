/// What the dials of a prune can be set to.
public enum PruneLimits {
  /// The largest R: more than any node of a graph has.
  public static let maxDegree = 2048
  /// The largest alpha: beyond some dozen rounds nothing is occluded any more.
  public static let alpha: Float = 16
  /// The largest pool.
  public static let candidates = 10_000
}
