#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The candidate list of a greedy search: keys `distance bits << 32 | id << 1 | expanded`, ascending, so by
/// (distance, id). `keys` has room for `capacity + 16` of them, `marks` for `capacity / 8 + 3` bytes, zero
/// between calls. Expanded candidates that fall out of a full
/// list go to the ring `dropped` of `dropped_mask + 1` places (a power of two): their keys descend, because
/// whatever falls out is the worst of what is left.
typedef struct vk_candidate_list {
  uint64_t *_Nonnull keys;
  size_t count;
  size_t capacity;
  uint8_t *_Nonnull marks;
  uint64_t *_Nonnull dropped;
  size_t dropped_count;
  size_t dropped_mask;
} vk_candidate_list;

/// Inserts `count` new candidates, none of which may be in the list yet; a full list keeps its `capacity`
/// best. Returns the lowest place that one of them took at its insertion, `capacity` if none did.
typedef size_t (*vk_list_insert)(vk_candidate_list *_Nonnull list, const uint32_t *_Nonnull ids,
                                 const float *_Nonnull distances, size_t count);

#ifdef __cplusplus
}
#endif
