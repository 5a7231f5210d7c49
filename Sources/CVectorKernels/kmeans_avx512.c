#if defined(__x86_64__)
#define LEVEL avx512
#define LEVEL_VALUE VK_CPU_AVX512
#define LEVEL_TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
#define LEVEL_LANES 16
#define LEVEL_VECTORS 4
#define LEVEL_MULTIPLY_ADD(a, b, c) __builtin_elementwise_fma(a, b, c)

#include "kmeans_level.h"
#endif
