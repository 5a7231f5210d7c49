import ArgumentParser
import Experiments
import Foundation
import Vamana
import VectorData

/// `plane`: the paper's figure of a graph that comes into being.
struct PlaneVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plane",
    abstract: "Draw how a graph over points in the plane comes into being, at alpha 1 and above.",
    discussion: """
      The first row is alpha 1, the second --alpha. With --passes paper these are the two passes of \
      the paper's build, with --passes diskann two builds of DiskANN's kind. Without --data the \
      points are those of the sample data.
      """)

  /// How the figure is written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case svg
    case text
    case json
  }

  @Option(help: "A file of at most 2,000 vectors. (default: 200 points of the sample data)")
  var data: String?

  @OptionGroup var build: SmallBuildOptions

  @Option(help: "paper or diskann: passes, and what alpha is applied to.")
  var passes = VamanaReading.paper

  @Option(help: "svg, text or json.")
  var format = Format.svg

  @Option(help: "Where to.")
  var output = "-"

  func run() throws {
    let control = JobControl()
    Interruption.cancels(control)
    let vectors = try build.openVectors(data)
    try vectors.validateFinite()
    let parameters = try build.parameters(passes)
    let figure = try PlaneFigure.make(of: vectors, parameters: parameters, control: control)
    var output = try TextOutput(path: output)
    switch format {
    case .svg: try output.write(figure.svg)
    case .text: try output.write(text(figure))
    case .json: try output.write(json: PlaneJSON(figure))
    }
    try output.finish()
  }

  private func text(_ figure: PlaneFigure) -> String {
    var text = figure.facts.joined(separator: "\n") + "\n"
    text += "alpha  inserted  degree  largest  mean length  longest  hops  reached greedily\n"
    for row in figure.rows {
      for panel in row.panels {
        let lengths = panel.lengths
        text += String(
          format: "%5g  %8d  %6.2f  %7d  %11.4f  %7.4f  %4.1f  %d\n", Double(row.alpha),
          panel.insertedCount, lengths.meanDegree, lengths.largestDegree, lengths.meanLength,
          lengths.longestLength, lengths.meanHops, lengths.greedyReach)
      }
    }
    return text
  }
}

/// The points of the sample data.
enum SamplePoints {
  /// The file of 200 points that lie evenly in the plane.
  static func path() throws(IndexError) -> String {
    guard let folder = PlacesOnDisk.sampleDataFolder() else {
      throw .parameter(
        name: "--data", expected: "a file: the sample data are not beside the program",
        found: "none")
    }
    return folder + "/points-2d/uniform.fbin"
  }
}

/// The figure as JSON: the keys are a contract (docs/cli.md).
struct PlaneJSON: Encodable {
  private let R: Int
  private let L: Int
  private let seed: UInt64
  private let passes: String
  private let medoid: NodeID
  private let points: [[Float]]
  private let rows: [Row]

  /// A row of the figure.
  private struct Row: Encodable {
    let alpha: Float
    let panels: [Panel]
  }

  /// A graph of it.
  private struct Panel: Encodable {
    let inserted: Int
    let lengths: EdgeLengths
    let neighbours: [[NodeID]]
  }

  init(_ figure: PlaneFigure) {
    R = figure.parameters.maxDegree
    L = figure.parameters.searchListSize
    seed = figure.parameters.seed
    passes = figure.parameters.reading.rawValue
    medoid = figure.medoid
    points = figure.points.map { [$0.x, $0.y] }
    rows = figure.rows.map { row in
      Row(
        alpha: row.alpha,
        panels: row.panels.map {
          Panel(inserted: $0.insertedCount, lengths: $0.lengths, neighbours: $0.lists)
        })
    }
  }
}
