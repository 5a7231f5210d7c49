// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target: language mode 6, warnings are errors.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "beamscope",
  products: [
    .executable(name: "beamscope", targets: ["beamscope"]),
    // For Benchmarks, which is a package of its own.
    .library(
      name: "BeamscopeParts",
      targets: [
        "CVectorKernels", "VectorData", "Quantization", "Vamana", "DiskIndex", "Experiments",
        "Canvas", "Explorer",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // C: what Swift cannot express well. Distances with a run-time choice of CPU, io_uring, curses.
    .target(name: "CVectorKernels"),
    .target(name: "CPlatform", linkerSettings: [.linkedLibrary("uring")]),
    .target(
      name: "CTerminal",
      cSettings: [.define("NCURSES_WIDECHAR", to: "1")],
      linkerSettings: [.linkedLibrary("ncursesw")]),

    // The engine. Arrows run downward only.
    .target(name: "VectorData", dependencies: ["CVectorKernels"], swiftSettings: strict),
    .target(
      name: "Quantization", dependencies: ["VectorData", "CVectorKernels"], swiftSettings: strict),
    .target(
      name: "Vamana", dependencies: ["Quantization", "VectorData", "CVectorKernels"],
      swiftSettings: strict),
    .target(
      name: "DiskIndex",
      dependencies: ["Vamana", "Quantization", "VectorData", "CVectorKernels", "CPlatform"],
      swiftSettings: strict),
    .target(
      name: "Experiments", dependencies: ["DiskIndex", "Vamana", "Quantization", "VectorData"],
      swiftSettings: strict),

    // The screen.
    .target(name: "Canvas", swiftSettings: strict),
    .target(
      name: "Explorer",
      dependencies: ["Canvas", "Experiments", "DiskIndex", "Vamana", "Quantization", "VectorData"],
      swiftSettings: strict),
    .executableTarget(
      name: "beamscope",
      dependencies: [
        "Explorer", "Canvas", "Experiments", "DiskIndex", "Vamana", "Quantization", "VectorData",
        "CPlatform", "CTerminal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["VectorData"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(
      name: "VectorDataTests", dependencies: ["VectorData", "CVectorKernels", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "QuantizationTests", dependencies: ["Quantization", "CVectorKernels", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "VamanaTests",
      dependencies: ["Vamana", "Quantization", "CVectorKernels", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "DiskIndexTests",
      dependencies: ["DiskIndex", "Vamana", "Quantization", "VectorData", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ExperimentsTests", dependencies: ["Experiments", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CanvasTests", dependencies: ["Canvas", "TestSupport"], exclude: ["Snapshots"],
      swiftSettings: strict),
    .testTarget(
      name: "ExplorerTests", dependencies: ["Explorer", "TestSupport"], exclude: ["Snapshots"],
      swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: ["beamscope", "Explorer", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "TerminalTests", dependencies: ["beamscope", "Canvas", "CTerminal", "Explorer"],
      swiftSettings: strict),
  ]
)

// The sanitizers check the engine: without the screen their builds take half the time.
if Context.environment["BEAMSCOPE_ENGINE_ONLY"] != nil {
  let screen: Set = [
    "Canvas", "Explorer", "beamscope", "CTerminal", "CanvasTests", "ExplorerTests", "CommandTests",
    "TerminalTests",
  ]
  package.targets.removeAll { screen.contains($0.name) }
  package.products.removeAll()
  package.dependencies.removeAll()
}
