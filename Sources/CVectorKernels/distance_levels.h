#pragma once

#include "distance.h"

// One table per level; a file defines its table only where its compiler target has the level.
extern const vk_distance_kernels vk_distance_plain;
#if defined(__x86_64__)
extern const vk_distance_kernels vk_distance_avx2;
extern const vk_distance_kernels vk_distance_avx512;
extern const vk_distance_kernels vk_distance_avx512_vnni;
#elif defined(__aarch64__)
extern const vk_distance_kernels vk_distance_neon;
#endif
