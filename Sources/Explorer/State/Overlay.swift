/// What lies over a screen and takes the keys.
enum Overlay: Sendable, Equatable {
  /// All keys.
  case help(HelpState)
  /// What the screen shows, in plain words; the first visible line.
  case explanation(firstLine: Int)
  /// Something failed: a title and the line that says what.
  case failure(title: String, message: String)
  /// A question that is answered with yes or no.
  case confirmation(Confirmation)
  /// What the screen can be written as; the selected line.
  case export(ListPlace)
  /// The runs of sweeps that were kept; the selected line.
  case kept([KeptSweepListing], ListPlace)
}

/// The help overlay: the key table with a filter.
struct HelpState: Sendable, Equatable {
  /// The selected line.
  var place = ListPlace()
  /// What the lines must contain; `nil` shows all.
  var filter: TextInput?
  /// Whether keys go into the filter.
  var isFiltering = false

  /// The bindings shown on a screen.
  func bindings(on screen: ScreenID) -> [KeyBinding] {
    let all = KeyTable.bindings(on: screen)
    guard let wanted = filter?.text.lowercased(), !wanted.isEmpty else { return all }
    return all.filter { "\($0.keyNames) \($0.help)".lowercased().contains(wanted) }
  }
}

/// A question before something that cannot be taken back.
enum Confirmation: Sendable, Equatable {
  /// Delete this index?
  case delete(prefix: String)
  /// Leave although this runs?
  case quit(job: String)
  /// Replace this file?
  case replace(FileRequest)

  /// The question.
  var question: String {
    switch self {
    case .delete(let prefix): "Delete all files of the index \(prefix)?"
    case .quit(let job): "\(job) is still running. Cancel it and leave?"
    case .replace(let file): "\(file.path) is there already. Replace it?"
    }
  }
}

/// The command line at the foot of the screen.
struct CommandLineState: Sendable, Equatable {
  /// What is being typed, without the colon.
  var input: TextInput
  /// What was wrong with the last try.
  var fault: String?
  /// Which line of the history is shown, counted from the newest; `nil` for a new one.
  var historyPlace: Int?
}

/// A line that tells of something whose effect is not on the screen; the next key takes it away.
struct Notice: Sendable, Equatable {
  /// What it says.
  var text: String
  /// Whether something was refused or failed.
  var isWarning = false
}
