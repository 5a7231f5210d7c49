import ArgumentParser
import Experiments
import Vamana
import VectorData

/// The graph of a verb that shows how one comes into being.
struct SmallBuildOptions: ParsableArguments {
  @Option(help: "The type of vectors in a .bin file: float, int8 or uint8.")
  var type: ElementType?

  @Option(name: .customShort("R"), help: "Largest number of neighbours of a node.")
  var maxDegree = 12

  @Option(name: .customShort("L"), help: "Candidate list of the searches that link a node.")
  var searchListSize = 24

  @Option(help: "Prune slack.")
  var alpha: Float = 1.2

  @Option(help: "Fixes everything that is drawn by lot.")
  var seed: UInt64 = 42

  /// The vectors of `data`, of the sample points where the user names no file.
  func openVectors(_ data: String?) throws(IndexError) -> VectorMatrix {
    let path = if let data { data } else { try SamplePoints.path() }
    return try BinFile.open(path: path, elementType: type)
  }

  /// The parameters that the user asks for: rows are not filled up, so that pictures show the rule alone.
  func parameters(_ reading: VamanaReading) throws(IndexError) -> VamanaParameters {
    var parameters = VamanaParameters(
      maxDegree: maxDegree, searchListSize: searchListSize, alpha: alpha, saturates: false,
      seed: seed)
    parameters.reading = reading
    try IndexBuild.Request.validate(parameters)
    return parameters
  }
}
