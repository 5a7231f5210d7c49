import DiskIndex
import Experiments
import Foundation
import Synchronization
import VectorData

/// Work that explains the search of the screen: beside it, on threads of its own.
extension Engine {
  /// Starts such a piece of work; returns at once.
  func explain(_ effect: Effect) {
    guard let index = opened.withLock({ $0 }) else {
      preconditionFailure("the reducer explains searches of an open index only")
    }
    switch effect {
    case .remedy(let id, let setting, let missed):
      onOwnThread(id, .remedy) { control throws(IndexError) in
        .remedied(id, try index.remedies(for: missed, setting, control: control))
      }
    case .weigh(let id, let setting):
      onOwnThread(id, .weigh) { control throws(IndexError) in
        .weighed(id, try index.ledger(of: setting, control: control))
      }
    case .compare(let id, let setting, let prefix):
      onOwnThread(id, .compare) { control throws(IndexError) in
        let other = try prefix.map { prefix throws(IndexError) in
          try OpenedIndex.open(
            prefix: prefix, elementType: index.index.queryType, queries: nil)
        }
        let run = try SearchRun(id, setting, on: other ?? index, origin: index)
        return .compared(id, try run.runToEnd(control: control))
      }
    case .map(let id):
      onOwnThread(id, .map) { [places] control throws(IndexError) in
        let file = MapFile(cacheFolder: places.cacheFolder, prefix: index.index.prefix)
        let plane = try index.computePlane(kept: file, control: control)
        return .mapped(id, plane.sample)
      }
    case .place(let id, let setting, let nodes):
      onFolders(id, .place) { () throws(IndexError) in
        let (query, places) = try index.mapPlaces(of: nodes, setting)
        return .placed(id, query: query, places)
      }
    default: preconditionFailure("other effects have their own place")
    }
  }
}

extension OpenedIndex {
  /// What would have found the neighbours that the search of `setting` missed.
  func remedies(
    for missed: [MissedNeighbour], _ setting: SearchSetting, control: JobControl
  ) throws(IndexError) -> [MissedNeighbour] {
    let question = MissedRemedies.Question(
      query: try query(of: setting), parameters: setting.parameters,
      truthCount: try truth(of: setting).nodes.count, pointCount: index.layout.nodeCount)
    let session = try index.remedySession(for: question, control: control)
    return try MissedRemedies.find(for: missed, question, in: session, control: control)
  }

  /// What each switch of the setting did to the reads of its search.
  func ledger(of setting: SearchSetting, control: JobControl) throws(IndexError) -> ReadLedger {
    let query = try query(of: setting)
    func reads(_ savings: ReadSavings) throws(IndexError) -> [[NodeID]] {
      var other = setting
      other.parameters.savings = savings
      let (stepper, _) = try stepper(other, query: query)
      return ReadLedger.reads(of: try stepper.runToEnd(control: control))
    }
    let savings = setting.parameters.savings
    return ReadLedger(
      reads: try reads(savings),
      without: try savings.ways.map { way throws(IndexError) in
        (way, try reads(savings.without(way)))
      },
      withoutAny: try reads(ReadSavings()))
  }

  /// The plane of the map: the one that was kept, else computed and kept.
  func computePlane(kept file: MapFile, control: JobControl) throws(IndexError) -> PrincipalPlane {
    if let known = file.load(dimension: index.dimension) {
      plane.withLock { $0 = known }
      return known
    }
    let computed = try PrincipalPlane.compute(
      rowCount: index.layout.nodeCount, dimension: index.dimension, control: control
    ) { row throws(IndexError) in mapVector(try vector(of: NodeID(row))) }
    file.save(computed)
    plane.withLock { $0 = computed }
    return computed
  }

  /// Where the query and some nodes lie on the map; nothing before its plane is known.
  func mapPlaces(
    of nodes: [NodeID], _ setting: SearchSetting
  ) throws(IndexError) -> (query: MapPoint?, nodes: [NodeID: MapPoint]) {
    guard let plane = plane.withLock({ $0 }) else { return (nil, [:]) }
    var places: [NodeID: MapPoint] = [:]
    for node in nodes { places[node] = plane.project(mapVector(try vector(of: node))) }
    let query = try query(of: setting).floats(row: 0)
    return (plane.project(mapVector(query)), places)
  }

  /// A vector as the map has it: directions alone where the metric knows nothing else.
  private func mapVector(_ values: [Float]) -> [Float] {
    guard index.metric == .cosine else { return values }
    let length = values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    return length > 0 ? values.map { Float(Double($0) / length) } : values
  }
}
