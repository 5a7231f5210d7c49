import Foundation

/// The clipboard of the terminal: xterm's control sequence OSC 52, which most terminals and tmux
/// (`set-clipboard on`) know.
enum TerminalClipboard {
  /// More is not sent: some terminals cut it in the middle.
  static let largestBytes = 74_994

  /// What to send so that the clipboard holds `text`; `nil` where it is too long, or the terminal would show it.
  static func sequence(_ text: String, terminal: String?) -> [UInt8]? {
    guard text.utf8.count <= largestBytes else { return nil }
    let isConsole = ["linux", "vt"].contains { terminal?.hasPrefix($0) ?? true }
    guard !isConsole else { return nil }
    return Array("\u{1B}]52;c;\(Data(text.utf8).base64EncodedString())\u{07}".utf8)
  }
}
