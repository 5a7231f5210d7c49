import Vamana
import VectorData

extension GraphSurvey {
  /// The shape of a graph in memory.
  ///
  /// - Throws: `IndexError.cancelled`.
  public static func run(
    graph: VamanaGraph, control: JobControl = JobControl()
  ) throws(IndexError) -> GraphSurvey {
    var survey = GraphSurvey(degreeCounts: graph.degreeHistogram(), levelCounts: [])
    var isReached = [Bool](repeating: false, count: graph.nodeCount)
    var level = [graph.medoid]
    isReached[Int(graph.medoid)] = true
    while !level.isEmpty {
      try control.checkCancelled()
      survey.levelCounts.append(level.count)
      var next: [NodeID] = []
      for node in level {
        for neighbour in graph.neighbours(of: node) where !isReached[Int(neighbour)] {
          isReached[Int(neighbour)] = true
          next.append(neighbour)
        }
      }
      level = next
    }
    return survey
  }
}
