import DiskIndex
import Experiments
import Vamana

extension ExplorerState {
  /// The job that the cancel key means: the one of this screen, else the newest.
  var cancellableJob: Job? {
    let mine: JobKind? =
      switch screen {
      case .build: .build
      case .sweep: .sweep
      case .library: .verify
      case .node: .predecessors
      case .disk: .heat
      case .points: .points
      case .film: .film
      default: nil
      }
    if let mine, let job = jobs[mine] { return job }
    return jobs.all.last { $0.kind.isCancellable }
  }

  /// Does what an action says; it is possible now.
  mutating func perform(_ action: Action) -> [Effect] {
    switch action {
    case .show(let screen): return show(screen)
    case .help: overlay = .help(HelpState())
    case .explain:
      concepts.place = 0
      overlay = .explanation(firstLine: 0)
    case .commandLine: commandLine = CommandLineState(input: TextInput())
    case .prompt(let prompt): commandLine = CommandLineState(input: TextInput(promptText(prompt)))
    case .back: return goBack()
    case .cancelJob: return cancelJob()
    case .quit: return quit()
    case .quitAtOnce: isFinished = true
    case .move(let movement): return move(movement)
    case .library(let action): return perform(action)
    case .search(let action): return perform(action)
    case .node(let action): return perform(action)
    case .prune(let action): return perform(action)
    case .disk(let action): return perform(action)
    case .editField: editField()
    case .build: return startBuild()
    case .openBuilt: return build.builtPrefix.map { openIndex(prefix: $0) } ?? []
    case .sweep(let action): return perform(action)
    case .export: overlay = .export(ListPlace())
    case .points(let act): return perform(points: act)
    case .film(let action): return perform(action)
    case .startLesson: lesson.selected.map { start($0) }
    case .undo: return undo(isRedo: false)
    case .redo: return undo(isRedo: true)
    case .copyRow: copyRow()
    case .copyCommand: copyCommand()
    case .redraw: break
    }
    return []
  }

  /// Brings a screen to the front.
  mutating func show(_ screen: ScreenID) -> [Effect] {
    self.screen = screen
    switch screen {
    case .node: return enterNode()
    case .prune: return enterPrune()
    case .disk: return enterDisk()
    case .film: return enterFilm()
    default: return []
    }
  }

  private mutating func goBack() -> [Effect] {
    if screen == .search, search.isComparing {
      search.comparison?.isShown = false
    } else if screen == .search, search.map.view != .lists {
      search.map.view = .lists
    } else if screen == .search, search.content == .neighbours {
      search.content = .after
      search.pane = .upper
    } else if screen == .node, let origin = node.origin {
      node.origin = nil
      return show(origin)
    } else if screen == .disk, let origin = disk.origin {
      disk.origin = nil
      return show(origin)
    } else if screen == .disk, disk.pane == .bytes {
      disk.pane = .map
    } else if screen == .prune, let origin = prune.origin {
      prune.origin = nil
      return show(origin)
    } else {
      notice = Notice(text: "this is the outermost level; q leaves")
    }
    return []
  }

  private mutating func cancelJob() -> [Effect] {
    if screen == .search, search.isAdvancing, let run = search.run, !search.isStale {
      search.cursor = search.available
      search.refreshOutlook()
      return [.advance(run, hopCount: search.cursor)]
    }
    guard let job = cancellableJob else { return [] }
    jobs[job.kind]?.isCancelling = true
    notice = Notice(text: "cancelling: \(job.title)")
    return [.cancel(job.id)]
  }

  /// Leaves, or asks first while something runs that would be lost.
  mutating func quit() -> [Effect] {
    if let job = jobs.all.last(where: { $0.kind.asksBeforeQuit }) {
      overlay = .confirmation(.quit(job: job.title))
    } else {
      isFinished = true
    }
    return []
  }

  /// Moves in the list that has the movement keys.
  private mutating func move(_ movement: Movement) -> [Effect] {
    move(by: movement.step)
  }

  /// Moves by so many rows.
  mutating func move(by step: Int) -> [Effect] {
    switch screen {
    case .library: library.place.move(by: step, count: library.entries.count)
    case .build: build.place.move(by: step, count: BuildField.allCases.count)
    case .node: moveInNode(by: step)
    case .disk: return moveOnDisk(by: step)
    case .prune: prune.place.move(by: step, count: prune.report?.decisions.count ?? 0)
    case .sweep: sweep.place.move(by: step, count: sweep.rows.count)
    case .log: log.place.move(by: step, count: log.entries.count)
    case .points: points.place.move(by: step, count: points.lines.count)
    case .film: return moveFilm(by: step)
    case .learn: lesson.place.move(by: step, count: lesson.shelf.count)
    case .search where search.isComparing: moveComparedHop(by: step)
    case .search:
      if search.pane == .upper {
        search.upperPlace.move(by: step, count: search.upperCount)
        if search.content == .neighbours { search.lowerPlace = ListPlace() }
      } else {
        search.lowerPlace.move(by: step, count: search.lowerCount)
      }
    }
    return []
  }

  /// What the command line begins with when a key asks for a value.
  private func promptText(_ prompt: Prompt) -> String {
    let isSweep = screen == .sweep
    switch prompt {
    case .hop, .query, .find, .open, .row, .label, .node, .prune, .disk:
      return "\(prompt.rawValue) "
    case .compare: return comparePrompt
    case .K:
      return "K \(isSweep ? sweep.plan.answerCount : search.setting.parameters.answerCount)"
    case .L:
      let sizes =
        isSweep ? sweep.plan.searchListSizes : [search.setting.parameters.searchListSize]
      return "L " + NumberText.short(sizes)
    case .W:
      let widths = isSweep ? sweep.plan.beamWidths : [search.setting.parameters.beamWidth]
      return "W " + NumberText.short(widths)
    case .cache:
      let counts = isSweep ? sweep.plan.cachedNodeCounts : [search.setting.cacheNodeCount]
      return "cache " + NumberText.short(counts)
    case .threads: return "threads " + NumberText.short(sweep.plan.threadCounts)
    case .target: return "target 0.95 latency"
    case .keep: return "keep \(sweep.run?.name ?? "")"
    case .name: return "name \(sweep.run?.name ?? "")"
    case .alpha: return "alpha \(prune.parameters.alpha)"
    case .R: return "R \(prune.parameters.maxDegree)"
    case .pool: return "pool \(prune.parameters.maxCandidates)"
    case .pointsDelete: return "points delete 30"
    case .pointsReplace: return "points replace 10 5"
    case .moment: return "moment "
    }
  }
}
