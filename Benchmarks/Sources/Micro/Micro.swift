/// Micro-benchmarks: `swift run -c release Micro kernels`, `… pages PREFIX`, `… frames PREFIX`,
/// `… keys PREFIX SECONDS`.
@main
enum Micro {
  static func main() throws {
    let words = Array(CommandLine.arguments.dropFirst())
    #if DEBUG
      print("Only an optimized build is worth measuring: swift run -c release Micro …")
    #else
      switch (words.first, words.count) {
      case ("kernels", 1): KernelBenchmarks.run()
      case ("pages", 2): try PageBenchmarks.run(prefix: words[1])
      case ("frames", 2): try FrameBenchmarks.run(prefix: words[1])
      case ("keys", 3): try RandomKeys.run(prefix: words[1], seconds: Int(words[2]) ?? 300)
      default: print("usage: Micro kernels | pages PREFIX | frames PREFIX | keys PREFIX SECONDS")
      }
    #endif
  }
}
