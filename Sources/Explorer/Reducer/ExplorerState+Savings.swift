import DiskIndex
import Experiments

/// The switches that make a search read less. They are set on the Search screen for the search, and from then
/// on also for sweeps and comparisons; on the Sweep screen for sweeps alone.
extension ExplorerState {
  /// Turns a switch of searches and of sweeps.
  mutating func turn(_ change: SavingSwitch) throws(ExplorerCommand.Fault) {
    try refuseImpossible(change)
    search.setting.parameters.savings.turn(change)
    sweep.plan.savings.turn(change)
    fitApproach()
  }

  /// Turns a switch of sweeps alone.
  mutating func turnInSweep(_ change: SavingSwitch) throws(ExplorerCommand.Fault) {
    try refuseImpossible(change)
    sweep.plan.savings.turn(change)
    fitApproach()
  }

  /// The switches that the user has set for good, as far as the index allows them.
  mutating func turn(to wanted: ReadSavings, for card: IndexCard) {
    var savings = wanted
    if !card.hasNavigation { savings.turn(.navigation(false)) }
    if !card.hasVectorPages { savings.usesVectorPages = false }
    search.setting.parameters.savings = savings
    sweep.plan.savings = savings
    fitApproach()
  }

  private func refuseImpossible(_ change: SavingSwitch) throws(ExplorerCommand.Fault) {
    guard let index, !index.isRecording else { return }
    switch change {
    case .navigation(true) where !index.hasNavigation:
      throw .init(
        message: "no navigation graph here: beamscope layout P --navigation 0.1, then :open P")
    case .vectors(true) where !index.hasVectorPages:
      throw .init(
        message: "no vectors apart here: beamscope layout P --vector-pages --navigation 1")
    default: return
    }
  }

  /// Narrows an approach that would be wider than the beam; in a sweep than the narrowest.
  mutating func fitApproach() {
    let width = search.setting.parameters.beamWidth
    if search.setting.parameters.savings.fitApproach(to: width) { tellOfApproach(width) }
    if let width = search.comparison?.setting.parameters.beamWidth,
      search.comparison?.setting.parameters.savings.fitApproach(to: width) == true
    {
      tellOfApproach(width)
    }
    if let width = sweep.plan.beamWidths.min(), sweep.plan.savings.fitApproach(to: width) {
      tellOfApproach(width)
    }
  }

  private mutating func tellOfApproach(_ width: Int) {
    notice = Notice(text: "an approach is no wider than the beam: width \(width)")
  }

  /// Has the search compared with itself without each of its switches; nothing where all are off.
  mutating func weighSwitches() -> [Effect] {
    search.ledger = nil
    guard !search.setting.parameters.savings.ways.isEmpty else { return [] }
    let job = jobs.start(.weigh, title: "weigh what each switch saves", at: seconds)
    return [.weigh(job, search.setting)]
  }
}
