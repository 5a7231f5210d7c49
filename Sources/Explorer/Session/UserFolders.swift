import Foundation

/// Where the XDG base directory specification wants the files of a user. Folders of the specification are
/// absolute; a relative one is ignored.
public enum UserFolders {
  /// What the user writes: `$XDG_CONFIG_HOME/beamscope`, or `~/.config/beamscope`.
  public static func configuration(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String {
    folder("XDG_CONFIG_HOME", ".config", environment)
  }

  /// What the program remembers: `$XDG_STATE_HOME/beamscope`, or `~/.local/state/beamscope`.
  public static func state(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String {
    folder("XDG_STATE_HOME", ".local/state", environment)
  }

  private static func folder(
    _ variable: String, _ usual: String, _ environment: [String: String]
  ) -> String {
    if let folder = environment[variable], folder.hasPrefix("/") { return folder + "/beamscope" }
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return "\(home ?? NSHomeDirectory())/\(usual)/beamscope"
  }
}
