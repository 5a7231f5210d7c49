/// How many bytes a code may have: DiskANN's `-B`, the search DRAM budget.
public enum PQBudget {
  /// More bytes per code than DiskANN can load.
  public static let maximumChunkCount = 512

  /// The bytes per code that fit `searchBudgetGigabytes` (GiB) for `count` vectors.
  ///
  /// DiskANN's rule: above 1.25 GiB a quarter is set aside for the node cache; the rest, divided by
  /// `count`, is brought into 1 to `dimension`, then to at most 512. Like DiskANN, which passes the budget
  /// on as text, only six decimals count.
  public static func chunkCount(
    searchBudgetGigabytes: Double, count: Int, dimension: Int
  ) -> Int {
    precondition(count > 0 && dimension > 0, "a data set has rows and columns")
    let budget = (searchBudgetGigabytes * 1e6).rounded() / 1e6
    let forCodes = budget - 0.25 > 1 ? budget - 0.25 : budget
    let perVector = (forCodes * 0x1p30 / Double(count)).rounded(.down)
    guard perVector >= 1 else { return 1 }
    return Int(min(perVector, Double(min(dimension, maximumChunkCount))))
  }
}
