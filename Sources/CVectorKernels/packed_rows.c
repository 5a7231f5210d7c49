#include "packed_rows.h"

#include "packed_levels.h"

const vk_packed_kernels *vk_packed_kernels_at(vk_cpu_level limit) {
#if defined(__x86_64__)
  if (limit >= VK_CPU_AVX512_VNNI && vk_cpu_supports(VK_CPU_AVX512_VNNI)) return &vk_packed_vnni;
  if (limit >= VK_CPU_AVX512 && vk_cpu_supports(VK_CPU_AVX512)) return &vk_packed_avx512;
  if (limit >= VK_CPU_AVX2 && vk_cpu_supports(VK_CPU_AVX2)) return &vk_packed_avx2;
#endif
#if defined(__aarch64__)
  if (limit >= VK_CPU_NEON) return &vk_packed_neon;
#endif
  (void)limit;
  return &vk_packed_plain;
}
