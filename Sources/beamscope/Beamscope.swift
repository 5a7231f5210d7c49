import ArgumentParser
import Foundation
import VectorData

/// The program: its verbs, and how each end of a verb becomes an exit code.
@main
struct Beamscope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "beamscope",
    abstract: "Explore disk-resident vector search: build, step through, measure.",
    discussion: """
      Without a verb, `beamscope [PREFIX]` opens the explorer.

      Files of vectors are .fbin (float), .i8bin (int8), .u8bin (uint8), or .bin with --type. \
      `-` is standard output. Exit codes: 0 done, 1 failed, 2 usage, 128 + n ended by signal n.
      """,
    version: "0.1.0",
    subcommands: [
      BuildVerb.self, SearchVerb.self, SweepVerb.self, TraceVerb.self, InspectVerb.self,
      VerifyVerb.self, PruneVerb.self, PlaneVerb.self, WhyEdgeVerb.self, TruthVerb.self,
      ConvertVerb.self, InsertVerb.self, DeleteVerb.self, ConsolidateVerb.self, LayoutVerb.self,
      AdviseVerb.self, LearnVerb.self, ReplayBuildVerb.self, ScreenVerb.self, ReplayVerb.self,
      DoctorVerb.self, ExploreVerb.self, ManualVerb.self,
    ],
    defaultSubcommand: ExploreVerb.self)

  static func main() {
    CrashReports.makeNonInteractive()
    // A reader that goes away and a full quota are errors of a write, not reasons to die at once.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    do {
      if let shell = CompletionScript.shell(of: Array(CommandLine.arguments.dropFirst())) {
        var output = try TextOutput(path: "-")
        try output.write(CompletionScript.text(for: shell) + "\n")
        try output.finish()
        Foundation.exit(0)
      }
      var command = try parseAsRoot()
      try command.run()
      Foundation.exit(0)
    } catch {
      Foundation.exit(Ending.exitCode(after: error))
    }
  }
}
