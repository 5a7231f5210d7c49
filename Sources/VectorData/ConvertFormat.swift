/// The type of the numbers in a file to convert. The raw value is the word of the command line.
public enum NumberType: String, Sendable, CaseIterable {
  /// 32-bit floats.
  case float32 = "float"
  /// Signed bytes.
  case int8
  /// Unsigned bytes.
  case uint8
  /// Signed 32-bit numbers: ids of neighbours.
  case int32

  /// Bytes of one number.
  public var byteCount: Int {
    switch self {
    case .float32, .int32: 4
    case .int8, .uint8: 1
    }
  }
}

/// A file format that vectors are converted from and to. The raw value is the extension.
public enum VectorFileFormat: String, Sendable, CaseIterable {
  /// DiskANN's block of floats.
  case fbin
  /// DiskANN's block of unsigned bytes.
  case u8bin
  /// DiskANN's block of signed bytes.
  case i8bin
  /// DiskANN's block of some type; of 32-bit numbers it is a truth file of ids.
  case bin
  /// TexMex: each row is its length, then floats.
  case fvecs
  /// TexMex: each row is its length, then unsigned bytes.
  case bvecs
  /// TexMex: each row is its length, then signed 32-bit numbers.
  case ivecs
  /// NumPy.
  case npy
  /// A line per row, numbers with commas between.
  case csv
  /// A line per row, numbers with tabs between.
  case tsv

  /// The format that the extension of `path` says, `nil` for none or an unknown one.
  public init?(path: String) {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return nil }
    self.init(rawValue: String(name[name.index(after: dot)...]).lowercased())
  }

  /// The type of its numbers where the format fixes it.
  public var numberType: NumberType? {
    switch self {
    case .fbin, .fvecs: .float32
    case .u8bin, .bvecs: .uint8
    case .i8bin: .int8
    case .ivecs: .int32
    case .bin, .npy, .csv, .tsv: nil
    }
  }

  /// Whether it is one block behind the counts of rows and columns.
  var isBlock: Bool {
    switch self {
    case .fbin, .u8bin, .i8bin, .bin: true
    default: false
    }
  }

  /// Whether each row begins with its length.
  var hasRowLengths: Bool {
    switch self {
    case .fvecs, .bvecs, .ivecs: true
    default: false
    }
  }

  /// What stands between the numbers of a line, `nil` for a format that is no text.
  var separator: UInt8? {
    switch self {
    case .csv: UInt8(ascii: ",")
    case .tsv: UInt8(ascii: "\t")
    default: nil
    }
  }
}

/// What a file to convert holds.
public struct RowShape: Sendable, Equatable {
  /// Rows, at least 1.
  public var count: Int
  /// Numbers in a row, at least 1.
  public var dimension: Int
  /// Their type.
  public var type: NumberType

  /// Bytes of one row.
  public var rowBytes: Int { dimension * type.byteCount }
}
