import Foundation

/// A trace in the shape that Knowhere, the vector engine of Milvus, gives its viewer Feder for DiskANN: the
/// `DiskANNVisitInfo` of include/knowhere/feder/DiskANN.h, as its JSON library writes it.
///
/// `infos_` has an entry per expanded node in the order of expansion: its exact distance, and all its
/// neighbours as pairs of id and PQ distance. Hops, sources and fates have no place in it.
public enum FederTrace {
  /// One object on one line, in UTF-8, keys in alphabetical order as Knowhere has them.
  public static func encode(_ trace: SearchTrace) -> Data {
    var json = JSONText()
    json.object { json in
      json.key("infos_")
      json.array(trace.hops.flatMap(\.expanded)) { json, node in
        json.object { json in
          json.member("id_", Int(node.node))
          json.key("neighbors_")
          json.array(node.neighbours) { json, neighbour in
            json.pair(Int(neighbour.node), neighbour.sketchDistance)
          }
          json.member("real_distance_from_q_", node.exactDistance)
        }
      }
      json.key("query_params_")
      json.object { json in
        json.member("beamwidth", trace.parameters.beamWidth)
        json.member("k", trace.parameters.answerCount)
        json.member("search_list_size", trace.parameters.searchListSize)
        // Knowhere reads no object without it; a re-rank by separate vectors is all that it means.
        json.member("vectors_beamwidth", trace.parameters.beamWidth)
      }
    }
    return Data(json.text.utf8)
  }
}
