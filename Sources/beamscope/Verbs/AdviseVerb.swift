import ArgumentParser
import DiskIndex
import Experiments
import Foundation
import VectorData

/// `advise`: what memory is best spent on.
struct AdviseVerb: ParsableCommand {
  /// How advice is written: for people or for programs.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
  }

  static let configuration = CommandConfiguration(
    commandName: "advise",
    abstract: "Find how to split memory between PQ codes, a navigation graph and a node cache.",
    discussion: """
      Every way is tried with the same queries over the same file: reads per answer are counted, with the \
      smallest L that reaches the recall. It says what to build and how to search.
      """)

  @Argument(help: "What all file names of the index begin with.", completion: .indexPrefix)
  var prefix: String

  @OptionGroup var interpretation: IndexInterpretation

  @Option(help: "GiB that stay in memory while searches run: codes, navigation graph and cache.")
  var memory: Double

  @Option(help: "The share of true neighbours that searches are to find.")
  var recall = 0.95

  @Option(
    help: "Queries as they will be asked. (default: those that the index names)",
    completion: .vectors)
  var queries: String?

  @Option(help: "Their exact neighbours. (default: computed)", completion: .file())
  var truth: String?

  @Option(name: .customShort("K"), help: "Answers wanted.")
  var answerCount = 10

  @Option(name: .customShort("W"), help: "Nodes fetched per hop.")
  var beamWidth = 2

  @Option(name: .customShort("T"), help: "Threads. (default: all processors)")
  var threadCount = WorkerTeam.processorCount

  @Option(help: "Queries to try with, at most.")
  var sample = 500

  @Flag(help: "Keep the PQ codes that the index has.")
  var keepCodes = false

  @Option(help: "text or json.")
  var format = Format.text

  func run() throws {
    guard memory > 0, memory < 1_048_576 else {
      throw IndexError.parameter(
        name: "--memory", expected: "above 0 GiB", found: "\(memory)")
    }
    let index = try interpretation.open(prefix: prefix)
    guard let queriesPath = queries ?? index.metadata?.queriesPath else {
      throw IndexError.parameter(
        name: "--queries", expected: "a file of queries: \(prefix) names none", found: "none")
    }
    let vectors = try index.openQueries(path: queriesPath)
    let truthSet = try truth.map { path throws(IndexError) in try TruthSet.open(path: path) }
    var request = MemoryAdvice.Request(
      memoryBytes: Int(memory * 1_073_741_824), recall: recall)
    request.answerCount = answerCount
    request.beamWidth = beamWidth
    request.threadCount = threadCount
    request.sampleSize = sample
    request.triesCodes = !keepCodes
    let advice = try ProgressPrinter.run { [request] (control, _) throws(IndexError) in
      try MemoryAdvisor.run(
        index: index, queries: vectors, truth: truthSet, request: request, control: control)
    }
    var output = try TextOutput(path: "-")
    switch format {
    case .json: try output.write(json: advice)
    case .text: try output.write(AdviceText(advice: advice, isOrdered: index.order != nil).lines)
    }
    try output.finish()
    guard advice.best != nil else { throw Ending.failed }
  }
}
