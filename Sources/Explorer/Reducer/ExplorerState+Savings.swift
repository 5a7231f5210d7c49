import DiskIndex
import Experiments

/// The switches that make a search read less. They are set on the Search screen for the search, and from then
/// on also for sweeps and comparisons; on the Sweep screen for sweeps alone.
extension ExplorerState {
  /// Uses sectors whole, or not.
  mutating func setWholePages(_ isOn: Bool) {
    search.setting.parameters.usesWholePages = isOn
    sweep.plan.usesWholePages = isOn
  }

  /// Sets the stopping rule, `nil` turns it off.
  mutating func setStopFactor(_ factor: Float?) {
    search.setting.parameters.stopFactor = factor
    sweep.plan.stopFactor = factor
  }
}
