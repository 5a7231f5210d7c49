// The builder's kernels for arm64.

#if defined(__aarch64__)

#include <arm_neon.h>

#include "packed_levels.h"

// sum + unsigned bytes of a times signed bytes of b, four neighbours into each 32-bit lane.
static inline int32x4_t dot_wide(int32x4_t sum, uint8x16_t a, int8x16_t b) {
  int16x8_t a_low = vreinterpretq_s16_u16(vmovl_u8(vget_low_u8(a)));
  int16x8_t a_high = vreinterpretq_s16_u16(vmovl_high_u8(a));
  int16x8_t b_low = vmovl_s8(vget_low_s8(b)), b_high = vmovl_high_s8(b);
  int32x4_t first = vpaddq_s32(vmull_s16(vget_low_s16(a_low), vget_low_s16(b_low)),
                               vmull_high_s16(a_low, b_low));
  int32x4_t second = vpaddq_s32(vmull_s16(vget_low_s16(a_high), vget_low_s16(b_high)),
                                vmull_high_s16(a_high, b_high));
  return vaddq_s32(sum, vpaddq_s32(first, second));
}

static void neon_byte_distances(const vk_packed_rows *rows, const void *query, int32_t square,
                                const uint32_t *ids, size_t count, float *out) {
  const int8_t *q = query;
  for (size_t i = 0; i < count; i++) {
    const uint8_t *row = rows->bytes + (size_t)ids[i] * rows->stride;
    int32x4_t a = vdupq_n_s32(0), b = a;
    for (size_t j = 0; j < rows->stride; j += 32) {
      a = dot_wide(a, vld1q_u8(row + j), vld1q_s8(q + j));
      b = dot_wide(b, vld1q_u8(row + j + 16), vld1q_s8(q + j + 16));
    }
    int32_t dot = vaddvq_s32(vaddq_s32(a, b));
    out[i] = (float)(square + rows->corrections[ids[i]] - 2 * dot);
  }
}

static void neon_float_distances(const vk_packed_rows *rows, const void *query, int32_t square,
                                 const uint32_t *ids, size_t count, float *out) {
  (void)square;
  const float *q = query;
  size_t components = rows->stride / sizeof(float);
  for (size_t i = 0; i < count; i++) {
    const float *row = (const float *)(rows->bytes + (size_t)ids[i] * rows->stride);
    float32x4_t sums[4] = {vdupq_n_f32(0), vdupq_n_f32(0), vdupq_n_f32(0), vdupq_n_f32(0)};
    for (size_t j = 0; j < components; j += 16) {
      for (size_t k = 0; k < 4; k++) {
        float32x4_t difference = vsubq_f32(vld1q_f32(q + j + 4 * k), vld1q_f32(row + j + 4 * k));
        sums[k] = vfmaq_f32(sums[k], difference, difference);
      }
    }
    float32x4_t half = vaddq_f32(vaddq_f32(sums[0], sums[2]), vaddq_f32(sums[1], sums[3]));
    float32x2_t pair = vadd_f32(vget_low_f32(half), vget_high_f32(half));
    out[i] = vget_lane_f32(pair, 0) + vget_lane_f32(pair, 1);
  }
}

static inline uint16_t beyond_lanes(const float *own, float32x4_t distance, float alpha) {
  static const uint32_t bits[4] = {1, 2, 4, 8};
  uint32x4_t beyond = vcgtq_f32(vld1q_f32(own), vmulq_n_f32(distance, alpha));
  uint32x4_t lanes = vorrq_u32(beyond, vceqzq_f32(distance));
  return (uint16_t)vaddvq_u32(vandq_u32(lanes, vld1q_u32(bits)));
}

static inline void mark(vk_pool *pool, size_t group, uint16_t open, const float32x4_t *distances,
                        size_t first_round) {
  const float *own = pool->distances + group * VK_POOL_LANES;
  for (size_t round = first_round; round < pool->round_count; round++) {
    uint16_t lanes = 0;
    for (size_t k = 0; k < 4; k++) {
      lanes |= (uint16_t)(beyond_lanes(own + 4 * k, distances[k], pool->alphas[round]) << (4 * k));
    }
    vk_round_masks(pool, round)[group] |= lanes & open;
  }
}

static void neon_byte_occlude(vk_pool *pool, const vk_packed_rows *rows, uint32_t id, size_t lane,
                              size_t first_round) {
  const uint32_t *row = (const uint32_t *)(rows->bytes + (size_t)id * rows->stride);
  int32x4_t correction = vdupq_n_s32(rows->corrections[id]);
  for (size_t group = lane / VK_POOL_LANES; group < pool->group_count; group++) {
    uint16_t open = vk_open_lanes(pool, group, lane);
    if (!open) continue;
    const uint32_t *lanes = pool->words + group * VK_POOL_LANES;
    float32x4_t distances[4];
    for (size_t k = 0; k < 4; k++) {
      int32x4_t dots = vdupq_n_s32(0);
      for (size_t w = 0; w < pool->word_count; w++) {
        uint8x16_t word = vreinterpretq_u8_u32(vdupq_n_u32(row[w]));
        uint32x4_t four = vld1q_u32(lanes + pool->pitch * w + 4 * k);
        dots = dot_wide(dots, word, vreinterpretq_s8_u32(four));
      }
      int32x4_t base = vaddq_s32(vld1q_s32(pool->squares + group * VK_POOL_LANES + 4 * k), correction);
      distances[k] = vcvtq_f32_s32(vsubq_s32(base, vshlq_n_s32(dots, 1)));
    }
    mark(pool, group, open, distances, first_round);
  }
}

// Distances of four lanes, with the 16 partial sums of packed_rows.h.
static inline float32x4_t four_distances(const float *row, const float *lanes, size_t words,
                                         size_t pitch) {
  float32x4_t sums[16];
  for (size_t l = 0; l < 16; l++) {
    sums[l] = vdupq_n_f32(0);
    for (size_t w = l; w < words; w += 16) {
      float32x4_t difference = vsubq_f32(vld1q_f32(lanes + pitch * w), vdupq_n_f32(row[w]));
      sums[l] = vfmaq_f32(sums[l], difference, difference);
    }
  }
  for (size_t width = 8; width > 0; width /= 2) {
    for (size_t l = 0; l < width; l++) sums[l] = vaddq_f32(sums[l], sums[l + width]);
  }
  return sums[0];
}

static void neon_float_occlude(vk_pool *pool, const vk_packed_rows *rows, uint32_t id, size_t lane,
                               size_t first_round) {
  const float *row = (const float *)(rows->bytes + (size_t)id * rows->stride);
  size_t words = pool->word_count;
  for (size_t group = lane / VK_POOL_LANES; group < pool->group_count; group++) {
    uint16_t open = vk_open_lanes(pool, group, lane);
    if (!open) continue;
    const float *lanes = (const float *)pool->words + group * VK_POOL_LANES;
    float32x4_t distances[4];
    for (size_t k = 0; k < 4; k++) {
      distances[k] = four_distances(row, lanes + 4 * k, words, pool->pitch);
    }
    mark(pool, group, open, distances, first_round);
  }
}

const vk_packed_kernels vk_packed_neon = {
    .level = VK_CPU_NEON,
    .byte_distances = neon_byte_distances,
    .float_distances = neon_float_distances,
    .load_pool = vk_plain_load_pool,
    .byte_occlude = neon_byte_occlude,
    .float_occlude = neon_float_occlude,
    .compact = vk_plain_compact,
    .insert = vk_plain_insert,
};

#endif
