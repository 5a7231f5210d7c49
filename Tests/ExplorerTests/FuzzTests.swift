import Canvas
import Experiments
import Foundation
import Testing
import VectorData

@testable import Explorer

/// A few hundred keys per seed, and with `BEAMSCOPE_FUZZ_SECONDS=300` in the environment as many seeds as that time
/// takes: then each frame is timed too, so build for release.
@Suite("Random keys and sizes")
struct FuzzTests {
  private static let keys: [Key] =
    "0123456789FFqQ:?/EeLKWCTxvcbnNpsrtidDmfRgGjkhlo+-<> .,[]=#ayYuf;".map(Key.character)
    + [
      .enter, .enter, .escape, .tab, .backTab, .up, .down, .left, .right, .pageUp, .pageDown,
      .home, .end, .backspace, .delete, .control("c"), .control("d"), .control("l"), .function(1),
      .control("r"), .click(x: 20, y: 0), .click(x: 9, y: 12), .click(x: 60, y: 9),
      .wheel(x: 1, y: 1, isUp: true), .wheel(x: 1, y: 1, isUp: false),
    ]

  /// A frame takes no longer: 60 of them in a second.
  private static let frameLimit = Duration.milliseconds(16)

  @Test(
    "No key at any size traps, and a frame is always exactly as large as the screen",
    arguments: [1, 2, 3, 4] as [UInt64])
  func fuzz(seed: UInt64) {
    var times: [ScreenID: [Duration]] = [:]
    Self.press(400, seed: seed, &times)
  }

  @Test(
    "For a time that is asked for: no trap, no frame of another size, none above 16 ms",
    .enabled(if: FuzzTests.fuzzSeconds != nil))
  func longFuzz() throws {
    let end = ContinuousClock.now + .seconds(try #require(Self.fuzzSeconds))
    var times: [ScreenID: [Duration]] = [:]
    var seed: UInt64 = 1000
    while ContinuousClock.now < end {
      seed += 1
      Self.press(2000, seed: seed, &times)
    }
    for (screen, frames) in times.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      let sorted = frames.sorted()
      let longest = sorted[sorted.count - 1]
      print(
        "\(screen): \(sorted.count) frames,", sorted[sorted.count / 2], "median,", longest, "most")
      #expect(longest < Self.frameLimit, "\(screen)")
    }
    #expect(Set(times.keys) == Set(ScreenID.allCases))
  }

  fileprivate static let fuzzSeconds = ProcessInfo.processInfo.environment["BEAMSCOPE_FUZZ_SECONDS"]
    .flatMap(Int.init)

  /// Presses random keys at random sizes, answers what is asked of the engine now and then, and times the frames.
  private static func press(_ count: Int, seed: UInt64, _ times: inout [ScreenID: [Duration]]) {
    var random = SeededGenerator(seed: seed)
    let synthetic = SyntheticSearch(count: 60)
    var state = SyntheticState.sweeping(rows: 2)
    state.lesson.shelf = lessons
    for step in 0..<count {
      if random.nextIndex(below: 20) == 0 {
        let size = Size(
          width: random.nextIndex(below: 210), height: random.nextIndex(below: 70))
        _ = state.reduce(.resized(size), at: Double(step))
      }
      _ = state.reduce(.tick, at: Double(step))
      let key = keys[random.nextIndex(below: keys.count)]
      _ = state.reduce(.key(key), at: Double(step))
      if random.nextIndex(below: 3) == 0 { state.answerJobs(synthetic, random: &random) }
      if step % 4 == 0 {
        let start = processorNanoseconds
        let frame = ScreenFrame.draw(state)
        let time = Duration.nanoseconds(processorNanoseconds - start)
        times[state.screen, default: []].append(time)
        #expect(frame.size == state.size, "seed \(seed) step \(step)")
      }
      if state.isFinished {
        state = SyntheticState.opened(state.size)
        state.lesson.shelf = lessons
      }
    }
  }

  /// What this thread has used of the processor: other work of the machine is not the frame's.
  private static var processorNanoseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  private static let lessons: [Lesson] = {
    let text = """
      @lesson 7
      @title A small one
      @data debian-packages
      @step First
      @keys 3 <Space>
      @look Before the first hop.
      @ask What does Space do?
      - nothing
      + a hop
      @then <Space>
      @show Some hops.
      @step Second
      @keys 5r
      @look Nothing is decided.
      @step Third
      @show The last words.
      """
    guard let lesson = try? LessonFile.parse(text, path: "x.lesson") else {
      preconditionFailure("the lesson is valid")
    }
    return [lesson]
  }()
}

extension ExplorerState {
  /// What the Prune screen has asked for.
  private func pruneEffects(_ id: JobID) -> [Effect] {
    guard let node = prune.node, Int(node) < 60 else { return [] }
    return [
      prune.card == nil ? .openPool(id, node, prune.parameters) : .prune(id, prune.parameters)
    ]
  }

  /// What the Node screen has asked for.
  private var nodeEffects: [Effect] {
    guard let node = node.current, index != nil, Int(node) < 60 else { return [] }
    let request = NodeRequest(
      node: node, setting: search.setting, hasTarget: hasTarget, walk: [node])
    return (jobs[.node].map { [Effect.readNode($0.id, request)] } ?? [])
      + (jobs[.predecessors].map { [Effect.findPredecessors($0.id, request)] } ?? [])
  }

  /// Answers whatever is under way, well or badly.
  fileprivate mutating func answerJobs(
    _ synthetic: SyntheticSearch, random: inout SeededGenerator
  ) {
    if search.isAdvancing {
      answerSearch(synthetic)
      return
    }
    guard let job = jobs.all.last else { return }
    switch (job.kind, random.nextIndex(below: 4)) {
    case (_, 0): answer(.failed(job.id, job.kind, .cancelled))
    case (_, 1):
      let error = IndexError.parameter(name: "x", expected: "y", found: "z")
      answer(.failed(job.id, job.kind, error))
    case (.open, _): answer(.opened(job.id, SyntheticState.card))
    case (.build, 2):
      answer(
        .progress(job.id, .build, JobProgress(phase: "link", done: 3, total: 0, unit: "points")))
    case (.build, _): answer(.built(job.id, prefix: "/cache/x", SyntheticState.report))
    case (.sweep, _): answer(.sweepRow(job.id, SyntheticState.row(L: 20, W: 4)))
    case (.scan, _):
      answer(
        .scanned(
          job.id, [.dataSet(SyntheticState.listing), .index(SyntheticState.index)]))
    case (.disk, _):
      answerNodes([.surveyDisk(job.id, cacheNodeCount: search.setting.cacheNodeCount)])
    case (.sector, _): answerNodes([.readSector(job.id, min(disk.sector, 24))])
    case (.heat, _): answerNodes([.measureHeat(job.id, search.setting)])
    case (.prune, _): answerNodes(pruneEffects(job.id), synthetic)
    case (.node, _), (.predecessors, _): answerNodes(nodeEffects, synthetic)
    case (.find, 2) where screen.findsNodes: answer(.foundNode(job.id, 3, text: "x"))
    case (.find, _): answer(.foundQuery(job.id, 3, text: "x"))
    case (.delete, _): answer(.deleted(job.id, prefix: "/cache/x"))
    case (.verify, _): answer(.verified(job.id, prefix: "/cache/x", faults: ["bad"]))
    case (.estimate, _): answer(.estimated(job.id, SyntheticState.estimate))
    case (.keep, _): answer(.keptSweepsListed(job.id, []))
    case (.write, _): answer(.wrote(job.id, path: "x", byteCount: 1))
    case (.remedy, _): answer(.remedied(job.id, search.missed))
    case (.weigh, _): answerLedger(synthetic)
    case (.layout, _): answer(.laidOut(job.id, prefix: "/cache/x"))
    case (.points, _):
      answerPoints(.synthetic, points: 84, deleted: random.nextIndex(below: 2) * 36)
    case (.film, _): answerFilm([.recordFilm(job.id, film.request)])
    case (.scene, _): answerFilm([.showMoment(job.id, film: 0, film.moment)])
    case (.moment, _): answerFilm([.measureMoment(job.id, film: 0, film.moment)])
    case (.outline, _): answer(.filmOutlined(job.id))
    case (.compare, _): answerComparison(synthetic)
    case (.map, _): answer(.mapped(job.id, synthetic.map))
    case (.place, _): answer(.placed(job.id, query: nil, [:]))
    case (.search, _): break
    }
  }
}
