#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/// What this process may use of its CPU, found out once. Higher levels include lower ones.
typedef enum vk_cpu_level {
  VK_CPU_PLAIN = 0,
  VK_CPU_NEON = 1,
  VK_CPU_AVX2 = 2,        // AVX2 and FMA
  VK_CPU_AVX512 = 3,      // F, BW, DQ, VL
  VK_CPU_AVX512_VNNI = 4  // and the 8-bit dot product
} vk_cpu_level;

/// The best level of this CPU. Thread-safe, cheap after the first call.
vk_cpu_level vk_cpu_best(void);

/// Whether kernels of `level` can run here (plain always can).
int vk_cpu_supports(vk_cpu_level level);

/// The best level that is not above `limit` and can run here: what a kernel's table is chosen by.
vk_cpu_level vk_cpu_at_most(vk_cpu_level limit);

/// "plain", "neon", "avx2", "avx512" or "avx512-vnni".
const char *_Nonnull vk_cpu_level_name(vk_cpu_level level);

#ifdef __cplusplus
}
#endif
