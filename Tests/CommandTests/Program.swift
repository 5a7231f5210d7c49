import Foundation
import Testing

/// One run of the built program.
struct ProgramRun {
  /// The exit code, or 128 + n when signal n ended it.
  let status: Int32
  let output: Data
  let errors: String

  var text: String { String(decoding: output, as: UTF8.self) }
  /// Lines of standard error.
  var errorLines: [Substring] { errors.split(separator: "\n") }

  func json() throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: output) as? [String: Any])
  }
}

/// The program beside the tests.
enum Program {
  /// `.build/<mode>/beamscope`: the test bundle lies in the same folder.
  static var path: String {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("beamscope").path
  }

  /// Runs it with `arguments` and without a terminal.
  static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> ProgramRun {
    try start(arguments, environment: environment).finish()
  }

  /// Starts it; `finish` waits for its end.
  static func start(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> RunningProgram {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    return try RunningProgram(process)
  }
}

/// A program that has been started. Its output goes to files, so that no pipe can fill up.
struct RunningProgram {
  let process: Process
  private let outputPath: String
  private let errorPath: String

  init(_ process: Process) throws {
    self.process = process
    let stem = NSTemporaryDirectory() + "/beamscope-run-\(UUID().uuidString)"
    outputPath = stem + ".out"
    errorPath = stem + ".err"
    process.standardOutput = try Self.create(outputPath)
    process.standardError = try Self.create(errorPath)
    try process.run()
  }

  func finish() throws -> ProgramRun {
    process.waitUntilExit()
    defer { for path in [outputPath, errorPath] { unlink(path) } }
    let isSignal = process.terminationReason == .uncaughtSignal
    return ProgramRun(
      status: process.terminationStatus + (isSignal ? 128 : 0),
      output: try Data(contentsOf: URL(fileURLWithPath: outputPath)),
      errors: try String(contentsOfFile: errorPath, encoding: .utf8))
  }

  private static func create(_ path: String) throws -> FileHandle {
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    return try #require(FileHandle(forWritingAtPath: path))
  }
}
