/// What a graph knows of the labels of its points (Gollapudi et al. 2023, Filtered-DiskANN).
public enum FilterGraph: String, Sendable, CaseIterable {
  /// Nothing: a filtered search ranks all passing points.
  case plain
  /// FilteredVamana: points are linked by searches over points of their own labels too, and a neighbour is
  /// only given up for one that has its labels.
  case filtered
  /// StitchedVamana: a graph for each label, united. For searches under filters alone.
  case stitched
}

/// How a filtered search looks for its answers.
public enum FilterStrategy: String, Sendable, CaseIterable {
  /// What is expected to take less.
  case automatic = "auto"
  /// Ranks all passing points.
  case scan
  /// Walks the graph over passing points.
  case walk
}
