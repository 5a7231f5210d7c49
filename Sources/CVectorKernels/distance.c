#include "distance_levels.h"

const vk_distance_kernels *vk_distance_kernels_at(vk_cpu_level limit) {
  switch (vk_cpu_at_most(limit)) {
#if defined(__x86_64__)
    case VK_CPU_AVX512_VNNI:
      return &vk_distance_avx512_vnni;
    case VK_CPU_AVX512:
      return &vk_distance_avx512;
    case VK_CPU_AVX2:
      return &vk_distance_avx2;
#elif defined(__aarch64__)
    case VK_CPU_NEON:
      return &vk_distance_neon;
#endif
    default:
      return &vk_distance_plain;
  }
}
