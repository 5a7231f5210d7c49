import DiskIndex
import Quantization
import VectorData

extension MemoryAdvice {
  /// What makes an index of the best way and searches it; a build only where the codes are others than now.
  func commands(for index: DiskIndex, queriesPath: String) -> [String] {
    guard let best, let listSize = best.searchListSize else { return [] }
    var commands: [String] = []
    var source = index.prefix
    let target = index.prefix + "-advised"
    if best.pqBytes != index.codes.chunkCount {
      commands.append(buildCommand(for: index, target: target, pqBytes: best.pqBytes))
      source = target
    }
    var layout = "beamscope layout \(Self.quoted(source)) --order graph"
    if index.layout.packing != nil { layout += " --records packed" }
    if source != target { layout += " --output \(Self.quoted(target))" }
    if let navigation = best.navigation {
      layout += " --navigation \(navigation.share) --navigation-degree \(navigation.width)"
    }
    if best.usesVectorPages { layout += " --vector-pages" }
    commands.append(layout)
    var search = "beamscope search --index \(Self.quoted(target))"
    search += " --queries \(Self.quoted(queriesPath))"
    search += " -K \(answerCount) -L \(listSize) -W \(best.beamWidth) --whole-pages"
    if let factor = best.stopFactor { search += " --stop-factor \(factor)" }
    if best.navigation != nil { search += " --navigation" }
    if best.usesVectorPages { search += " --vector-pages" }
    if best.cachedNodeCount > 0 {
      search += " --cache \(best.cachedNodeCount) --cache-policy queries"
    }
    return commands + [search]
  }

  private func buildCommand(for index: DiskIndex, target: String, pqBytes: Int) -> String {
    let metadata = index.metadata
    var command = "beamscope build --data \(Self.quoted(metadata?.dataPath ?? "DATA"))"
    command += " --index \(Self.quoted(target))"
    if let metadata {
      command += " -R \(metadata.maxDegree) -L \(metadata.searchListSize)"
      command += " --alpha \(metadata.alpha) --seed \(metadata.seed)"
    } else {
      command += " -R \(index.layout.width)"
    }
    command += " --metric \(index.metric.rawValue) --pq-bytes \(pqBytes)"
    return command
  }

  /// As a shell takes it for one word.
  static func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "_-./:+".contains($0))
    }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
