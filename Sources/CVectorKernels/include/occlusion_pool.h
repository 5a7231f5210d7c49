#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vk_packed_rows;

/// Members of a pool that are handled at once: a group.
enum { VK_POOL_LANES = 16 };

/// The pool of one prune, nearest first, transposed into lanes: word w of the member in lane l lies at
/// words[w · pitch + l]; bytes are stored with the top bit flipped. Sixteen lanes are a group:
/// masks[round · group_capacity + g] has the bit of every lane of group g that is occluded in that round,
/// kept[g] of every lane that is kept already; lanes behind the last member are set in all masks.
/// places[l] is the member in lane l, l itself until the pool is compacted.
typedef struct vk_pool {
  size_t group_capacity;
  size_t group_count;
  size_t word_count;
  size_t pitch;
  uint32_t *_Nonnull words;
  uint32_t *_Nonnull places;
  int32_t *_Nonnull squares;
  float *_Nonnull distances;
  uint16_t *_Nonnull masks;
  uint16_t *_Nonnull kept;
  const float *_Nonnull alphas;
  size_t round_count;
} vk_pool;

/// Transposes the rows of `ids` (at least one) into the pool, fills `squares` for bytes, `places`, the masks.
typedef void (*vk_pool_load)(vk_pool *_Nonnull pool, const struct vk_packed_rows *_Nonnull rows,
                             const uint32_t *_Nonnull ids, size_t count);

/// Marks, for the rounds from `first_round` on, every lane t behind `lane` with
/// distances[t] > alphas[round] · d(lane, t), or with d(lane, t) = 0; `id` is the row of `lane`.
/// Distances are those of `vk_packed_distances`, bit for bit. Lanes that are kept already or occluded in
/// the last round may be skipped.
typedef void (*vk_pool_occlude)(vk_pool *_Nonnull pool, const struct vk_packed_rows *_Nonnull rows,
                                uint32_t id, size_t lane, size_t first_round);

/// Drops the lanes that are kept or occluded in the last round, if that saves a third of at least four
/// groups; the others stay in order with their masks. Returns whether it did. Costs about one `occlude`.
typedef int (*vk_pool_compact)(vk_pool *_Nonnull pool);

#ifdef __cplusplus
}
#endif
