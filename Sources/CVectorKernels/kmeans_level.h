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

// Matrix products: six rows of a and a panel of columns of b at a time, so that a loaded vector of b serves
// six products and the sums stay in registers; a panel of b of INNER_AT_ONCE rows stays in the first cache.
enum { ROWS_AT_ONCE = 6, PANEL = LEVEL_LANES * LEVEL_VECTORS, INNER_AT_ONCE = 128 };

typedef struct factors {
  const float *start;
  size_t row_step, column_step;
} factors;

// `rows` and `vectors` are constants where this is inlined.
LEVEL_TARGET static inline __attribute__((always_inline)) void add_block(
    factors a, const float *b, size_t b_step, size_t inner, float *target, size_t target_step,
    int rows, int vectors) {
  lanes sums[ROWS_AT_ONCE][LEVEL_VECTORS];
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++)
      sums[r][v] = *(const lanes *)(target + (size_t)r * target_step + (size_t)v * LEVEL_LANES);
  for (size_t k = 0; k < inner; k++) {
    lanes x[LEVEL_VECTORS];
    for (int v = 0; v < vectors; v++)
      x[v] = *(const lanes *)(b + k * b_step + (size_t)v * LEVEL_LANES);
    for (int r = 0; r < rows; r++) {
      lanes factor = (lanes)a.start[(size_t)r * a.row_step + k * a.column_step];
      for (int v = 0; v < vectors; v++) sums[r][v] = LEVEL_MULTIPLY_ADD(factor, x[v], sums[r][v]);
    }
  }
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++)
      *(lanes *)(target + (size_t)r * target_step + (size_t)v * LEVEL_LANES) = sums[r][v];
}

LEVEL_TARGET static inline __attribute__((always_inline)) void add_panel(
    factors a, const float *b, size_t b_step, size_t rows, size_t inner, float *target,
    size_t target_step, int vectors) {
  while (rows >= ROWS_AT_ONCE) {
    add_block(a, b, b_step, inner, target, target_step, ROWS_AT_ONCE, vectors);
    a.start += ROWS_AT_ONCE * a.row_step;
    target += ROWS_AT_ONCE * target_step;
    rows -= ROWS_AT_ONCE;
  }
  while (rows > 0) {
    add_block(a, b, b_step, inner, target, target_step, 1, vectors);
    a.start += a.row_step;
    target += target_step;
    rows -= 1;
  }
}

// The last columns, fewer than a vector: through copies that are padded with zeros.
LEVEL_TARGET static void add_last_columns(factors a, const float *b, size_t b_step, size_t rows,
                                          size_t inner, size_t columns, float *target,
                                          size_t target_step) {
  float panel[INNER_AT_ONCE * LEVEL_LANES];
  for (size_t k = 0; k < inner; k++)
    for (size_t j = 0; j < LEVEL_LANES; j++)
      panel[k * LEVEL_LANES + j] = j < columns ? b[k * b_step + j] : 0;
  for (size_t row = 0; row < rows; row++) {
    float sums[LEVEL_LANES];
    for (size_t j = 0; j < LEVEL_LANES; j++) sums[j] = j < columns ? target[j] : 0;
    add_block(a, panel, LEVEL_LANES, inner, sums, LEVEL_LANES, 1, 1);
    for (size_t j = 0; j < columns; j++) target[j] = sums[j];
    a.start += a.row_step;
    target += target_step;
  }
}

LEVEL_TARGET static void add_product(const float *a, size_t a_row_step, size_t a_column_step,
                                     const float *b, size_t b_step, size_t rows, size_t inner,
                                     size_t columns, float *target, size_t target_step) {
  for (size_t first = 0; first < inner; first += INNER_AT_ONCE) {
    size_t count = inner - first < INNER_AT_ONCE ? inner - first : INNER_AT_ONCE;
    factors part = {a + first * a_column_step, a_row_step, a_column_step};
    const float *lines = b + first * b_step;
    size_t j = 0;
    for (; j + PANEL <= columns; j += PANEL)
      add_panel(part, lines + j, b_step, rows, count, target + j, target_step, LEVEL_VECTORS);
    for (; j + LEVEL_LANES <= columns; j += LEVEL_LANES)
      add_panel(part, lines + j, b_step, rows, count, target + j, target_step, 1);
    if (j < columns)
      add_last_columns(part, lines + j, b_step, rows, count, columns - j, target + j, target_step);
  }
}

const vk_kmeans_kernels LEVEL_JOIN(vk_kmeans, LEVEL) = {
    LEVEL_VALUE,
    find_nearest,
    shrink_distances,
    fill_table,
    add_product,
};
