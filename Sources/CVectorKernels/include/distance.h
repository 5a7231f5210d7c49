#pragma once

#include <stddef.h>
#include <stdint.h>

#include "cpu_level.h"

#ifdef __cplusplus
extern "C" {
#endif

/// One distance between two vectors of `dimension` elements. Pointers need no alignment.
/// Integer elements are summed in 32-bit integers and converted once, so every level gives the
/// same bits (exact for dimension <= 33,000).
typedef float (*vk_distance)(const void *_Nonnull a, const void *_Nonnull b, size_t dimension);

/// Squared L2 and inner product for the three element types, for one CPU level.
typedef struct vk_distance_kernels {
  vk_cpu_level level;
  vk_distance _Nonnull l2_float;
  vk_distance _Nonnull l2_int8;
  vk_distance _Nonnull l2_uint8;
  vk_distance _Nonnull ip_float;
  vk_distance _Nonnull ip_int8;
  vk_distance _Nonnull ip_uint8;
} vk_distance_kernels;

/// The kernels of the best level not above `limit` that this CPU supports.
const vk_distance_kernels *_Nonnull vk_distance_kernels_at(vk_cpu_level limit);

#ifdef __cplusplus
}
#endif
