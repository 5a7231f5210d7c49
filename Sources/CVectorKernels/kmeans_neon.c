#if defined(__aarch64__)
#define LEVEL neon
#define LEVEL_VALUE VK_CPU_NEON
#define LEVEL_TARGET 
#define LEVEL_LANES 4
#define LEVEL_VECTORS 4
#define LEVEL_MULTIPLY_ADD(a, b, c) __builtin_elementwise_fma(a, b, c)

#include "kmeans_level.h"
#endif
