// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "beamscope-benchmarks",
  dependencies: [.package(name: "beamscope", path: "..")],
  targets: [
    .executableTarget(
      name: "Micro",
      dependencies: [.product(name: "BeamscopeParts", package: "beamscope")],
      swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)])
  ]
)
