#pragma once

#include <stddef.h>
#include <stdint.h>

#include "cpu_level.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Points of a tile, and centres: a code is one byte.
enum { VK_TILE_POINTS = 64, VK_CENTRES = 256 };

/// The type of a stored component.
typedef enum vk_element { VK_FLOAT32 = 0, VK_INT8 = 1, VK_UINT8 = 2 } vk_element;

/// What k-means with 256 centres and the tables of a product quantizer need, for one CPU level.
///
/// Points lie in tiles: [tile][dimension][VK_TILE_POINTS] floats, the last tile padded with zeros.
/// So all lanes of a vector hold different points in the same component, no sum runs across lanes,
/// and each point's additions have the same order on every level: levels with fused multiply-add
/// (all but plain) give the same bits.
typedef struct vk_kmeans_kernels {
  vk_cpu_level level;

  /// nearest[i] = the number of the centre that is nearest to point i of `tile`, the lowest one on
  /// ties; all 64 places are written. `centres` is [256][dimension], `half_norms` half of their
  /// squared lengths. Compared is ||c||^2 / 2 - <x, c>, which needs no length of x.
  void (*_Nonnull find_nearest)(const float *_Nonnull tile, size_t dimension,
                                const float *_Nonnull centres, const float *_Nonnull half_norms,
                                uint8_t *_Nonnull nearest);

  /// distances[i] = min(distances[i], ||x_i - centre||^2) for the 64 points of `tile`; returns the
  /// sum of the distances: a step of the k-means++ seeding.
  float (*_Nonnull shrink_distances)(const float *_Nonnull tile, size_t dimension,
                                     const float *_Nonnull centre, float *_Nonnull distances);

  /// table[c] = sum over j of (pivots[j * 256 + c] - query[j])^2: one chunk of a PQ distance table,
  /// its pivots being stored dimension by dimension.
  void (*_Nonnull fill_table)(const float *_Nonnull pivots, const float *_Nonnull query,
                              size_t dimension, float *_Nonnull table);

  /// target[i * target_step + j] += sum over k of a[i * a_row_step + k * a_column_step] *
  /// b[k * b_step + j]: a blocked product of matrices of rows x inner and inner x columns floats. The
  /// products of one place are added in the order of k, whatever the shape.
  void (*_Nonnull add_product)(const float *_Nonnull a, size_t a_row_step, size_t a_column_step,
                               const float *_Nonnull b, size_t b_step, size_t rows, size_t inner,
                               size_t columns, float *_Nonnull target, size_t target_step);
} vk_kmeans_kernels;

/// The kernels of the best level not above `limit` that this CPU supports.
const vk_kmeans_kernels *_Nonnull vk_kmeans_kernels_at(vk_cpu_level limit);

/// Copies components 0 ..< dimension at `rows`, less `mean`, into a tile and pads it with zeros.
/// Taken are the rows numbered `ids`, or the first `count` (at most 64) where `ids` is null; rows
/// need no alignment.
void vk_fill_tile(const void *_Nonnull rows, size_t row_stride, vk_element element,
                  const uint32_t *_Nullable ids, size_t count, size_t dimension,
                  const float *_Nonnull mean, float *_Nonnull tile);

/// Adds each of the first `count` points of `tile` to the row of its centre in `sums`,
/// [256][dimension], and to its place in `counts`, [256].
void vk_add_to_centres(const float *_Nonnull tile, size_t count, size_t dimension,
                       const uint8_t *_Nonnull nearest, double *_Nonnull sums,
                       uint32_t *_Nonnull counts);

#ifdef __cplusplus
}
#endif
