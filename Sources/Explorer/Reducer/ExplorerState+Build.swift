import Experiments
import Vamana
import VectorData

extension ExplorerState {
  /// Opens the selected field of the form for typing.
  mutating func editField() {
    build.input = TextInput(build.texts[build.field] ?? "")
  }

  /// Takes the typed field over, moves on by `step` fields and asks for a new forecast.
  mutating func commitField(thenMove step: Int) -> [Effect] {
    build.commitInput()
    build.place.move(by: step, count: BuildField.allCases.count)
    return estimate()
  }

  /// Asks what the form as it stands would need.
  mutating func estimate() -> [Effect] {
    do throws(IndexError) {
      let request = try build.request()
      build.forecast = .pending
      return [.estimate(jobs.start(.estimate, title: "estimate", at: seconds), request)]
    } catch {
      build.forecast = .faulty(error.description)
      return []
    }
  }

  /// Starts the build of the form.
  mutating func startBuild() -> [Effect] {
    do throws(IndexError) {
      let request = try build.request()
      build.outcome = .running
      record(.began, "build \(request.summary)")
      let job = jobs.start(.build, title: "build \(request.name)", at: seconds)
      return [.build(job, request)]
    } catch {
      build.opensWhenDone = false
      overlay = .failure(title: "The form cannot be built", message: error.description)
      return []
    }
  }

  /// Takes in a finished build; on the first start the index is opened at once.
  mutating func takeBuild(_ prefix: String, _ report: IndexBuildReport, _ job: Job) -> [Effect] {
    build.outcome = .done(prefix: prefix, report)
    record(.done, "\(job.title): \(Format.seconds(report.seconds))")
    library.wantedPrefix = prefix
    let opens = build.opensWhenDone
    build.opensWhenDone = false
    if opens, screen == .build {
      keyLog.noteOpened(prefix)
      return openIndex(prefix: prefix) + scan()
    }
    notice = Notice(text: "\(job.title) is done: 2 and o open it")
    return scan()
  }
}

extension IndexBuild.Request {
  /// The last part of the prefix.
  var name: String { prefix.split(separator: "/").last.map(String.init) ?? prefix }

  /// The request in a line, for the log.
  var summary: String {
    let sketch =
      switch codeSize {
      case .bytes(let count): "PQ \(count) bytes"
      case .searchBudget(let gigabytes): "B \(gigabytes) GB"
      case .automatic: "PQ bytes by dimension"
      }
    let linking = linkingCodeBytes.map { "  build PQ \($0) bytes" } ?? ""
    return "\(prefix) from \(dataPath)  R \(graph.maxDegree)  L \(graph.searchListSize)"
      + "  alpha \(graph.alpha)  \(sketch)\(linking)  T \(threadCount)  seed \(graph.seed)"
  }
}
