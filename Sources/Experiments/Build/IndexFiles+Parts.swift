import DiskIndex

extension IndexFiles {
  /// The user's names of the rows.
  public var names: String { prefix + "_names.tsv" }

  /// Every file that Beamscope or DiskANN's loaders would take for a part of this index, but the graph.
  ///
  /// A rotation, a norm or a list of medoids that an earlier build left would be applied to the new index
  /// without a word (issues 29 and 624 of DiskANN).
  var everyKnown: [String] {
    let ofDisk = [
      "_medoids.bin", "_centroids.bin", "_max_base_norm.bin", "_pq_pivots.bin",
      "_pq_pivots.bin_rotation_matrix.bin", "_labels.txt",
      "_labels_map.txt", "_labels_to_medoids.txt", "_universal_label.txt", "_dummy_map.txt",
      "_dummy_remap.txt", "_row_order.bin", "_navigation.bin", "_vectors.bin",
    ]
    let ofPivots = [
      "", "_rotation_matrix.bin", "_centroid.bin", "_rearrangement_perm.bin", "_chunk_offsets.bin",
    ]
    return [sidecar, names, codes, peerMetadata]
      + [sampleData, sampleIDs] + ofDisk.map { disk + $0 } + ofPivots.map { pivots + $0 }
  }

  /// The codes of the nodes until they are laid out (DiskANN's name).
  var diskCodes: String { disk + "_pq_compressed.bin" }

  /// The graph before it is laid out in sectors: DiskANN's file of a memory index.
  var graph: String { prefix + "_mem.index" }
}
