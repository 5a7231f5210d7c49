#pragma once

#include <stddef.h>
#include <stdint.h>

#include "candidate_list.h"
#include "cpu_level.h"
#include "occlusion_pool.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Rows laid out for the graph builder: each starts on a cache line and is padded with zeros to `stride`,
/// a multiple of 64 bytes. Integer rows are unsigned bytes (int8 is shifted by +128, which leaves L2 as
/// it is); `squares` (sum of b·b) and `corrections` (squares − 256 · sum of b) are NULL for float rows.
typedef struct vk_packed_rows {
  const uint8_t *_Nonnull bytes;
  size_t stride;
  const int32_t *_Nullable squares;
  const int32_t *_Nullable corrections;
} vk_packed_rows;

/// out[i] = squared L2 between the query and row ids[i]. Over bytes the query is its row with every byte's
/// top bit flipped (a − 128 as int8), `square` is the sum of a·a of the row before that, and
///     d = square + corrections[b] − 2 · sum of b · (a − 128)
/// is exact in 32 bits up to 33,000 components. Over floats the query is the padded row, `square` is not
/// used, and component j is added by fused multiply-add to partial sum j mod 16; the sixteen are added in
/// halves (l and l + 8, l and l + 4, …). So every CPU level gives the same bits for both.
typedef void (*vk_packed_distances)(const vk_packed_rows *_Nonnull rows, const void *_Nonnull query,
                                    int32_t square, const uint32_t *_Nonnull ids, size_t count,
                                    float *_Nonnull out);

/// The kernels of the builder for one CPU level; all levels give the same results.
typedef struct vk_packed_kernels {
  vk_cpu_level level;
  vk_packed_distances _Nonnull byte_distances;
  vk_packed_distances _Nonnull float_distances;
  vk_pool_load _Nonnull load_pool;
  vk_pool_occlude _Nonnull byte_occlude;
  vk_pool_occlude _Nonnull float_occlude;
  vk_pool_compact _Nonnull compact;
  vk_list_insert _Nonnull insert;
} vk_packed_kernels;

/// The kernels of the best level not above `limit` that this CPU supports.
const vk_packed_kernels *_Nonnull vk_packed_kernels_at(vk_cpu_level limit);

/// Asks for `byte_count` bytes from `address` on to be brought near; never faults.
static inline void vk_prefetch(const void *_Nonnull address, size_t byte_count) {
  for (size_t offset = 0; offset < byte_count; offset += 64) {
    __builtin_prefetch((const char *)address + offset, 0, 3);
  }
}

#ifdef __cplusplus
}
#endif
