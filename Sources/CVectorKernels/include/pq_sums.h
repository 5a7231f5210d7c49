#pragma once

#include <stddef.h>
#include <stdint.h>

#include "cpu_level.h"

#ifdef __cplusplus
extern "C" {
#endif

/// PQ distances of a batch of points: out[i] is the sum over chunks j of table[j * 256 +
/// codes[ids[i] * chunks + j]]. This is the hot loop of a disk search.
///
/// `table` is [chunks][256] float, `codes` is [n][chunks] bytes. The additions of one point run
/// over its chunks in order, in four partial sums of chunks congruent modulo 4, added as (s0 + s1)
/// + (s2 + s3): every level gives the same bits.
typedef void (*vk_pq_sums)(const float *_Nonnull table, const uint8_t *_Nonnull codes,
                           size_t chunks, const uint32_t *_Nonnull ids, size_t count,
                           float *_Nonnull out);

/// The kernel of the best level not above `limit` that this CPU supports.
vk_pq_sums _Nonnull vk_pq_sums_at(vk_cpu_level limit);

#ifdef __cplusplus
}
#endif
