// The k-means kernels of one CPU level. Included by one file per level, which defines LEVEL (a name
// suffix), LEVEL_VALUE (its vk_cpu_level), LEVEL_TARGET (the function attribute), LEVEL_LANES
// (floats of a vector), LEVEL_VECTORS (vectors of points that fit the registers beside four
// centres) and LEVEL_MULTIPLY_ADD.

#include "kmeans.h"

#define LEVEL_JOIN_(name, level) name##_##level
#define LEVEL_JOIN(name, level) LEVEL_JOIN_(name, level)

typedef float lanes __attribute__((ext_vector_type(LEVEL_LANES), aligned(4)));
typedef int32_t indices __attribute__((ext_vector_type(LEVEL_LANES), aligned(4)));

enum { POINTS = LEVEL_LANES * LEVEL_VECTORS, CENTRES_AT_ONCE = 4 };

// Four centres at a time: a loaded vector of points serves four products, and there are enough
// independent sums to hide the latency of a multiply-add.
LEVEL_TARGET static void find_nearest(const float *tile, size_t dimension, const float *centres,
                                      const float *half_norms, uint8_t *nearest) {
  for (size_t point = 0; point < VK_TILE_POINTS; point += POINTS) {
    lanes best[LEVEL_VECTORS];
    indices best_centre[LEVEL_VECTORS];
    for (int v = 0; v < LEVEL_VECTORS; v++) {
      best[v] = (lanes)__builtin_inff();
      best_centre[v] = (indices)0;
    }
    for (int32_t first = 0; first < VK_CENTRES; first += CENTRES_AT_ONCE) {
      lanes scores[CENTRES_AT_ONCE][LEVEL_VECTORS];
      const float *centre = centres + (size_t)first * dimension;
      for (int c = 0; c < CENTRES_AT_ONCE; c++)
        for (int v = 0; v < LEVEL_VECTORS; v++) scores[c][v] = (lanes)half_norms[first + c];
      for (size_t j = 0; j < dimension; j++) {
        const float *column = tile + j * VK_TILE_POINTS + point;
        for (int v = 0; v < LEVEL_VECTORS; v++) {
          lanes x = *(const lanes *)(column + v * LEVEL_LANES);
          for (int c = 0; c < CENTRES_AT_ONCE; c++)
            scores[c][v] =
                LEVEL_MULTIPLY_ADD(x, -(lanes)centre[(size_t)c * dimension + j], scores[c][v]);
        }
      }
      for (int c = 0; c < CENTRES_AT_ONCE; c++) {
        for (int v = 0; v < LEVEL_VECTORS; v++) {
          indices nearer = scores[c][v] < best[v];
          best[v] = nearer ? scores[c][v] : best[v];
          best_centre[v] = nearer ? (indices)(first + c) : best_centre[v];
        }
      }
    }
    for (int v = 0; v < LEVEL_VECTORS; v++)
      for (int lane = 0; lane < LEVEL_LANES; lane++)
        nearest[point + (size_t)(v * LEVEL_LANES + lane)] = (uint8_t)best_centre[v][lane];
  }
}

// The 64 distances of a tile are added in 16 columns of four, these pairwise: the order of the
// widest level, which narrower ones follow.
enum { SUM_COLUMNS = 16 };

LEVEL_TARGET static float sum_of_tile(const float *distances) {
  float sums[SUM_COLUMNS];
  for (int i = 0; i < SUM_COLUMNS; i += LEVEL_LANES) {
    const float *column = distances + i;
    *(lanes *)(sums + i) = (*(const lanes *)column + *(const lanes *)(column + SUM_COLUMNS)) +
                           (*(const lanes *)(column + 2 * SUM_COLUMNS) +
                            *(const lanes *)(column + 3 * SUM_COLUMNS));
  }
  for (int half = SUM_COLUMNS / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) sums[i] += sums[i + half];
  return sums[0];
}

LEVEL_TARGET static float shrink_distances(const float *tile, size_t dimension, const float *centre,
                                           float *distances) {
  for (size_t point = 0; point < VK_TILE_POINTS; point += POINTS) {
    lanes sums[LEVEL_VECTORS];
    for (int v = 0; v < LEVEL_VECTORS; v++) sums[v] = (lanes)0.0f;
    for (size_t j = 0; j < dimension; j++) {
      const float *column = tile + j * VK_TILE_POINTS + point;
      for (int v = 0; v < LEVEL_VECTORS; v++) {
        lanes difference = *(const lanes *)(column + v * LEVEL_LANES) - (lanes)centre[j];
        sums[v] = LEVEL_MULTIPLY_ADD(difference, difference, sums[v]);
      }
    }
    for (int v = 0; v < LEVEL_VECTORS; v++) {
      lanes *place = (lanes *)(distances + point + v * LEVEL_LANES);
      *place = sums[v] < *place ? sums[v] : *place;
    }
  }
  return sum_of_tile(distances);
}

LEVEL_TARGET static void fill_table(const float *pivots, const float *query, size_t dimension,
                                    float *table) {
  for (size_t c = 0; c < VK_CENTRES; c += POINTS) {
    lanes sums[LEVEL_VECTORS];
    for (int v = 0; v < LEVEL_VECTORS; v++) sums[v] = (lanes)0.0f;
    for (size_t j = 0; j < dimension; j++) {
      const float *row = pivots + j * VK_CENTRES + c;
      for (int v = 0; v < LEVEL_VECTORS; v++) {
        lanes difference = *(const lanes *)(row + v * LEVEL_LANES) - (lanes)query[j];
        sums[v] = LEVEL_MULTIPLY_ADD(difference, difference, sums[v]);
      }
    }
    for (int v = 0; v < LEVEL_VECTORS; v++) *(lanes *)(table + c + v * LEVEL_LANES) = sums[v];
  }
}

const vk_kmeans_kernels LEVEL_JOIN(vk_kmeans, LEVEL) = {
    LEVEL_VALUE,
    find_nearest,
    shrink_distances,
    fill_table,
};
