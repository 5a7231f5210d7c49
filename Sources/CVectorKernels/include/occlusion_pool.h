#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct vk_packed_rows;

/// Members of a pool that are handled at once: a group.
enum { VK_POOL_LANES = 16 };

/// The pool of one prune, nearest first, transposed into groups of 16 members: word w of the members of
/// group g lies at words[(g · word_count + w) · 16 + lane]. Bytes are stored with the top bit flipped.
/// masks[round · group_capacity + g] has the bit of every lane that is occluded in that round, kept[g] of
/// every lane that is kept already; lanes behind the last member are set in all masks.
typedef struct vk_pool {
  size_t group_capacity;
  size_t group_count;
  size_t word_count;
  uint32_t *_Nonnull words;
  int32_t *_Nonnull squares;
  float *_Nonnull distances;
  uint16_t *_Nonnull masks;
  uint16_t *_Nonnull kept;
  const float *_Nonnull alphas;
  size_t round_count;
} vk_pool;

/// Transposes the rows of `ids` (at least one) into the pool, fills `squares` for bytes, clears the masks.
typedef void (*vk_pool_load)(vk_pool *_Nonnull pool, const struct vk_packed_rows *_Nonnull rows,
                             const uint32_t *_Nonnull ids, size_t count);

/// Marks, for the rounds from `first_round` on, every member t behind `member` with
/// distances[t] > alphas[round] · d(member, t), or with d(member, t) = 0; `id` is the row of `member`.
/// Distances are those of `vk_packed_distances`, bit for bit. Members that are kept already or occluded
/// in the last round may be skipped.
typedef void (*vk_pool_occlude)(vk_pool *_Nonnull pool, const struct vk_packed_rows *_Nonnull rows,
                                uint32_t id, size_t member, size_t first_round);

#ifdef __cplusplus
}
#endif
