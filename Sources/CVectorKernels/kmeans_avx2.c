#if defined(__x86_64__)
#define LEVEL avx2
#define LEVEL_VALUE VK_CPU_AVX2
#define LEVEL_TARGET __attribute__((target("avx2,fma")))
#define LEVEL_LANES 8
#define LEVEL_VECTORS 2
#define LEVEL_MULTIPLY_ADD(a, b, c) __builtin_elementwise_fma(a, b, c)

#include "kmeans_level.h"
#endif
