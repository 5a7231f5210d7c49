#include "cpu_level.h"

int vk_cpu_supports(vk_cpu_level level) {
  switch (level) {
    case VK_CPU_PLAIN:
      return 1;
    case VK_CPU_NEON:
#if defined(__aarch64__)
      return 1;
#else
      return 0;
#endif
#if defined(__x86_64__)
    case VK_CPU_AVX2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case VK_CPU_AVX512:
      return vk_cpu_supports(VK_CPU_AVX2) && __builtin_cpu_supports("avx512f") &&
             __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
             __builtin_cpu_supports("avx512vl");
    case VK_CPU_AVX512_VNNI:
      return vk_cpu_supports(VK_CPU_AVX512) && __builtin_cpu_supports("avx512vnni");
#endif
    default:
      return 0;
  }
}

vk_cpu_level vk_cpu_at_most(vk_cpu_level limit) {
  for (int level = limit; level > VK_CPU_PLAIN; level--) {
    if (vk_cpu_supports((vk_cpu_level)level)) return (vk_cpu_level)level;
  }
  return VK_CPU_PLAIN;
}

vk_cpu_level vk_cpu_best(void) { return vk_cpu_at_most(VK_CPU_AVX512_VNNI); }

const char *vk_cpu_level_name(vk_cpu_level level) {
  switch (level) {
    case VK_CPU_NEON:
      return "neon";
    case VK_CPU_AVX2:
      return "avx2";
    case VK_CPU_AVX512:
      return "avx512";
    case VK_CPU_AVX512_VNNI:
      return "avx512-vnni";
    default:
      return "plain";
  }
}
