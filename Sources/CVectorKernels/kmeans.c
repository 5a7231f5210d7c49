#include "kmeans.h"

extern const vk_kmeans_kernels vk_kmeans_plain;
#if defined(__x86_64__)
extern const vk_kmeans_kernels vk_kmeans_avx2;
extern const vk_kmeans_kernels vk_kmeans_avx512;
#elif defined(__aarch64__)
extern const vk_kmeans_kernels vk_kmeans_neon;
#endif

const vk_kmeans_kernels *vk_kmeans_kernels_at(vk_cpu_level limit) {
  switch (vk_cpu_at_most(limit)) {
#if defined(__x86_64__)
    case VK_CPU_AVX512_VNNI:
    case VK_CPU_AVX512:
      return &vk_kmeans_avx512;
    case VK_CPU_AVX2:
      return &vk_kmeans_avx2;
#elif defined(__aarch64__)
    case VK_CPU_NEON:
      return &vk_kmeans_neon;
#endif
    default:
      return &vk_kmeans_plain;
  }
}

// One loop per element type; bytes are widened, floats may lie at any address.
#define FILL(type)                                                    \
  for (size_t point = 0; point < count; point++) {                    \
    size_t number = ids ? ids[point] : point;                         \
    const char *row = (const char *)rows + number * row_stride;       \
    for (size_t j = 0; j < dimension; j++) {                          \
      type value;                                                     \
      __builtin_memcpy(&value, row + j * sizeof value, sizeof value); \
      tile[j * VK_TILE_POINTS + point] = (float)value - mean[j];      \
    }                                                                 \
  }

void vk_fill_tile(const void *rows, size_t row_stride, vk_element element, const uint32_t *ids,
                  size_t count, size_t dimension, const float *mean, float *tile) {
  switch (element) {
    case VK_FLOAT32:
      FILL(float)
      break;
    case VK_INT8:
      FILL(int8_t)
      break;
    case VK_UINT8:
      FILL(uint8_t)
      break;
  }
  for (size_t j = 0; j < dimension; j++) {
    float *column = tile + j * VK_TILE_POINTS;
    for (size_t point = count; point < VK_TILE_POINTS; point++) column[point] = 0;
  }
}

void vk_add_to_centres(const float *tile, size_t count, size_t dimension, const uint8_t *nearest,
                       double *sums, uint32_t *counts) {
  for (size_t point = 0; point < count; point++) counts[nearest[point]]++;
  for (size_t j = 0; j < dimension; j++) {
    const float *column = tile + j * VK_TILE_POINTS;
    for (size_t point = 0; point < count; point++)
      sums[nearest[point] * dimension + j] += (double)column[point];
  }
}
