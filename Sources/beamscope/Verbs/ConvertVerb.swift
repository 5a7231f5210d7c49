import ArgumentParser
import VectorData

extension NumberType: ExpressibleByArgument {}
extension VectorFileFormat: ExpressibleByArgument {}

/// `convert`: from one format of vectors to another.
struct ConvertVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Convert a file of vectors to another format.",
    discussion: """
      Formats follow the extensions: .fbin, .u8bin, .i8bin, .bin (DiskANN), .fvecs, .bvecs, .ivecs \
      (TexMex), .npy (NumPy), .csv and .tsv. A .bin of int32 is a truth file of ids. Numbers keep \
      their values: what the type of OUT does not hold exactly is an error.
      """)

  @Argument(help: "The file to convert.", completion: .file())
  var input: String

  @Argument(help: "The file to write, - for standard output.", completion: .file())
  var output: String

  @Option(help: "The type of numbers in .bin, .npy, .csv, .tsv: float, int8, uint8 or int32.")
  var type: NumberType?

  @Option(help: "The format of IN, where its name does not say it.")
  var from: VectorFileFormat?

  @Option(help: "The format of OUT, where its name does not say it. (default for -: csv)")
  var to: VectorFileFormat?

  func run() throws {
    let source = try VectorConversion.End(path: input, format: from)
    let target = try VectorConversion.End(
      path: output, format: to ?? (output == "-" ? .csv : nil))
    try ProgressPrinter.run { (control, _) throws(IndexError) in
      _ = try VectorConversion.run(from: source, to: target, type: type, control: control)
    }
  }
}
