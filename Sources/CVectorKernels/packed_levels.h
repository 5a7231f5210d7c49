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
size_t vk_plain_insert(vk_candidate_list *list, const uint32_t *ids, const float *distances,
                       size_t count);

/// Lanes of `group` that `occlude` has to look at: behind `member`, neither kept nor occluded for good.
static inline uint16_t vk_open_lanes(const vk_pool *pool, size_t group, size_t member) {
  const uint16_t *last = pool->masks + (pool->round_count - 1) * pool->group_capacity;
  uint16_t open = (uint16_t)~(last[group] | pool->kept[group]);
  if (group == member / VK_POOL_LANES) open &= (uint16_t)(0xFFFEu << (member % VK_POOL_LANES));
  return open;
}
