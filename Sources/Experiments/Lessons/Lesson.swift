import DiskIndex
import Vamana
import VectorData

/// A guided tour through the explorer: steps that say what to look at, ask for a prediction, press keys and say
/// what is seen then (docs/lessons.md has the format of the files).
public struct Lesson: Sendable, Equatable {
  /// A number that stands in a text and is compared with the engine's when the lesson is checked.
  public struct Fact: Sendable, Equatable {
    /// What it is: `search.reads`.
    public var name: String
    /// As it is written, with as many decimals as count.
    public var literal: String
    /// The line of the file.
    public var line: Int
  }

  /// Words with facts between them.
  public struct Text: Sendable, Equatable {
    /// A part of a text.
    public enum Piece: Sendable, Equatable {
      case words(String)
      case fact(Fact)
    }

    /// In order.
    public var pieces: [Piece] = []

    /// As a learner reads it.
    public var plain: String {
      pieces.map { piece in
        switch piece {
        case .words(let words): words
        case .fact(let fact): fact.literal
        }
      }.joined()
    }

    /// Its facts.
    public var facts: [Fact] {
      pieces.compactMap { piece in
        guard case .fact(let fact) = piece else { return nil }
        return fact
      }
    }
  }

  /// Keys as a key script spells them.
  public struct Keys: Sendable, Equatable {
    /// The script.
    public var script = ""
    /// The line of the file.
    public var line = 0
  }

  /// An answer that a learner can predict.
  public struct Choice: Sendable, Equatable {
    /// The answer.
    public var text: String
    /// Whether it is what happens.
    public var isRight: Bool
  }

  /// Text that the screen must show at a step.
  public struct Sight: Sendable, Equatable {
    /// The text.
    public var text: String
    /// The line of the file.
    public var line: Int
  }

  /// One step.
  public struct Step: Sendable, Equatable {
    /// A few words.
    public var title: String
    /// The line of the file.
    public var line: Int
    /// What is pressed before the learner looks.
    public var keys = Keys()
    /// What to look at.
    public var look = Text()
    /// A question; `nil` where the step only shows.
    public var question: String?
    /// Its answers.
    public var choices: [Choice] = []
    /// What is pressed after the prediction.
    public var then = Keys()
    /// What is seen then, and why.
    public var show = Text()
    /// What the screen must show at the end of the step.
    public var sights: [Sight] = []
  }

  /// The index that it is played on: what it leaves open is as the data set recommends.
  public struct Wish: Sendable, Equatable {
    /// The name of a data set of the sample data.
    public var dataSet = ""
    /// R.
    public var maxDegree: Int?
    /// L of the build.
    public var searchListSize: Int?
    /// Prune slack.
    public var alpha: Float?
    /// Bytes of a PQ code.
    public var pqBytes: Int?
    /// One pass or the paper's two.
    public var reading: VamanaReading?
    /// Shards to link it in.
    public var shardCount: Int?
    /// The order of its nodes in the file; as built if `nil`.
    public var order: IndexLayout.Order?
    /// The share of the nodes in its navigation graph; without one if `nil`.
    public var navigationShare: Double?
  }

  /// The layout that an index gets after its build.
  public struct Layout: Sendable, Equatable {
    /// The prefix of the result.
    public var prefix: String
    /// The order of the nodes.
    public var order: IndexLayout.Order
    /// The navigation graph.
    public var navigation: NavigationSize?
  }

  /// The file.
  public var path: String
  /// Its number in the list.
  public var number = 0
  /// Its title.
  public var title = ""
  /// What one learns, a sentence.
  public var about = ""
  /// How long it takes.
  public var minutes = 5
  /// What it is played on.
  public var index = Wish()
  /// The steps.
  public var steps: [Step] = []

  /// A lesson of nothing.
  public init(path: String) { self.path = path }
}

extension Lesson.Wish {
  /// The build of the index from `data`, in the folder of the user's other indexes. The name says every
  /// parameter, so that an index of this name is the right one.
  public func request(from data: DataSetDescription, folder: String) -> IndexBuild.Request {
    var request = IndexBuild.Request(dataSet: data, prefix: "")
    if let maxDegree { request.graph.maxDegree = maxDegree }
    if let searchListSize { request.graph.searchListSize = searchListSize }
    if let alpha { request.graph.alpha = alpha }
    if let pqBytes { request.codeSize = .bytes(pqBytes) }
    if let reading { request.graph.reading = reading }
    request.shardCount = shardCount
    var name = "lesson-\(data.name)-R\(request.graph.maxDegree)-L\(request.graph.searchListSize)"
    name += "-alpha\(request.graph.alpha)-pq\(pqBytes ?? data.build.pqBytes)"
    if request.graph.reading == .paper { name += "-paper" }
    if let shardCount { name += "-shards\(shardCount)" }
    request.prefix = folder + "/" + name
    return request
  }

  /// The layout that the index built at `prefix` gets, under a name that says it; `nil` where it stays as it
  /// was built.
  public func layout(of prefix: String) -> Lesson.Layout? {
    guard order != nil || navigationShare != nil else { return nil }
    let order = order ?? .rows
    var name = "\(prefix)-order-\(order.rawValue)"
    if let navigationShare { name += "-navigation\(navigationShare)" }
    return Lesson.Layout(
      prefix: name, order: order, navigation: navigationShare.map { NavigationSize(share: $0) })
  }
}
