extension SearchParameters {
  /// The searches whose reads choose a cache for searches such as these: short ones with the same switches.
  /// `nil` where no switch is on: DiskANN's choice is for those.
  public var forCacheChoice: SearchParameters? {
    guard usesNavigation || usesWholePages || stopFactor != nil else { return nil }
    var parameters = SearchParameters(
      answerCount: min(10, answerCount), searchListSize: max(20, min(10, answerCount)),
      beamWidth: 4)
    parameters.usesNavigation = usesNavigation
    parameters.usesWholePages = usesWholePages
    parameters.usesVectorPages = usesVectorPages
    parameters.stopFactor = stopFactor
    return parameters
  }
}
