// Vectors of four, which every compiler target can express; without a fused multiply-add, which
// would be a library call per lane.
#define LEVEL plain
#define LEVEL_VALUE VK_CPU_PLAIN
#define LEVEL_TARGET 
#define LEVEL_LANES 4
#define LEVEL_VECTORS 2
#define LEVEL_MULTIPLY_ADD(a, b, c) ((a) * (b) + (c))

#include "kmeans_level.h"
