#pragma once

// The kernels of each level that this platform can have, for the choice in packed_rows.c.

#include "packed_rows.h"

extern const vk_packed_kernels vk_packed_plain;
#if defined(__x86_64__)
extern const vk_packed_kernels vk_packed_avx2;
extern const vk_packed_kernels vk_packed_avx512;
extern const vk_packed_kernels vk_packed_vnni;
#endif
#if defined(__aarch64__)
extern const vk_packed_kernels vk_packed_neon;
#endif

/// The scalar forms, which some levels share.
void vk_plain_load_pool(vk_pool *pool, const vk_packed_rows *rows, const uint32_t *ids, size_t count);
int vk_plain_compact(vk_pool *pool);
size_t vk_plain_insert(vk_candidate_list *list, const uint32_t *ids, const float *distances,
                       size_t count);

/// The masks of one round.
static inline uint16_t *vk_round_masks(const vk_pool *pool, size_t round) {
  return pool->masks + round * pool->group_capacity;
}

/// Lanes of `group` that are neither kept nor occluded for good.
static inline uint16_t vk_live_lanes(const vk_pool *pool, size_t group) {
  return (uint16_t)~(vk_round_masks(pool, pool->round_count - 1)[group] | pool->kept[group]);
}

/// Whether leaving out what is not live would save a third of the groups, and at least two.
static inline int vk_is_sparse(const vk_pool *pool) {
  if (pool->group_count < 4) return 0;
  size_t live = 0;
  for (size_t group = 0; group < pool->group_count; group++) {
    live += (size_t)__builtin_popcount(vk_live_lanes(pool, group));
  }
  return (live + VK_POOL_LANES - 1) / VK_POOL_LANES * 3 <= pool->group_count * 2;
}

/// Those of them that stand behind `lane`, which is in `group` or in one before it.
static inline uint16_t vk_open_lanes(const vk_pool *pool, size_t group, size_t lane) {
  uint16_t open = vk_live_lanes(pool, group);
  if (group == lane / VK_POOL_LANES) open &= (uint16_t)(0xFFFEu << (lane % VK_POOL_LANES));
  return open;
}

/// Sets the number of lanes in use: those behind the last one are occluded in every round.
static inline void vk_end_lanes(vk_pool *pool, size_t count) {
  pool->group_count = (count + VK_POOL_LANES - 1) / VK_POOL_LANES;
  if (count % VK_POOL_LANES == 0) return;
  for (size_t round = 0; round < pool->round_count; round++) {
    vk_round_masks(pool, round)[count / VK_POOL_LANES] |= (uint16_t)(0xFFFFu << (count % VK_POOL_LANES));
  }
}

/// Clears what is known of the lanes.
static inline void vk_clear_lanes(vk_pool *pool, size_t count) {
  size_t groups = (count + VK_POOL_LANES - 1) / VK_POOL_LANES;
  for (size_t group = 0; group < groups; group++) pool->kept[group] = 0;
  for (size_t round = 0; round < pool->round_count; round++) {
    for (size_t group = 0; group < groups; group++) vk_round_masks(pool, round)[group] = 0;
  }
  vk_end_lanes(pool, count);
}
