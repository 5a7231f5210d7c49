/// Micro-benchmarks: `swift run -c release Micro [kernels] [pages PREFIX] [frames PREFIX]`.
@main
enum Micro {
  static func main() throws {
    #if DEBUG
      print("Measure an optimized build: swift run -c release Micro")
    #else
      KernelBenchmarks.run()
    #endif
  }
}
