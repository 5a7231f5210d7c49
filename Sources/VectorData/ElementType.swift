/// The type of one vector component. The raw value is the word of the command line.
public enum ElementType: String, Sendable, Codable, CaseIterable {
  /// 32-bit floats, extension `.fbin`.
  case float32 = "float"
  /// Signed bytes, extension `.i8bin`.
  case int8
  /// Unsigned bytes, extension `.u8bin`.
  case uint8

  /// The bytes of one component.
  public var byteCount: Int { self == .float32 ? 4 : 1 }

  /// The type that a file name says, `nil` where the extension says nothing (`.bin`).
  public init?(path: String) {
    if path.hasSuffix(".fbin") {
      self = .float32
    } else if path.hasSuffix(".i8bin") {
      self = .int8
    } else if path.hasSuffix(".u8bin") {
      self = .uint8
    } else {
      return nil
    }
  }
}

/// How two vectors are compared. The raw value is the word of the command line.
public enum Metric: String, Sendable, Codable, CaseIterable {
  /// Squared Euclidean distance, smaller is nearer.
  case l2
  /// Inner product, larger is nearer.
  case innerProduct = "ip"
  /// 1 − cosine of the angle, smaller is nearer.
  case cosine
}

/// The number of a row of the data set, and of its node in a graph. DiskANN's files hold it in 32 bits.
public typealias NodeID = UInt32
