import ArgumentParser

@main
struct Beamscope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "beamscope", abstract: "Explore disk-resident vector search.")
}
