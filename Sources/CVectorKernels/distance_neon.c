#include "distance_levels.h"

#if defined(__aarch64__)
#include <arm_neon.h>

static inline float32x4_t l2_float_step(float32x4_t sum, float32x4_t x, float32x4_t y) {
  float32x4_t difference = vsubq_f32(x, y);
  return vfmaq_f32(sum, difference, difference);
}

static inline float32x4_t ip_float_step(float32x4_t sum, float32x4_t x, float32x4_t y) {
  return vfmaq_f32(sum, x, y);
}

// Loads of bytes, since a load of floats may promise the compiler an alignment that rows do not
// have.
static inline float32x4_t floats_at(const uint8_t *row, size_t index) {
  return vreinterpretq_f32_u8(vld1q_u8(row + 4 * index));
}

static inline float32x4_t float_at(const uint8_t *row, size_t index) {
  float value;
  __builtin_memcpy(&value, row + 4 * index, sizeof value);
  return vsetq_lane_f32(value, vdupq_n_f32(0), 0);
}

#define FLOAT_KERNEL(name, step)                                              \
  static float name(const void *a, const void *b, size_t dimension) {         \
    const uint8_t *x = a, *y = b;                                             \
    float32x4_t s0 = vdupq_n_f32(0), s1 = s0, s2 = s0, s3 = s0;               \
    size_t i = 0;                                                             \
    for (; i + 16 <= dimension; i += 16) {                                    \
      s0 = step(s0, floats_at(x, i), floats_at(y, i));                        \
      s1 = step(s1, floats_at(x, i + 4), floats_at(y, i + 4));                \
      s2 = step(s2, floats_at(x, i + 8), floats_at(y, i + 8));                \
      s3 = step(s3, floats_at(x, i + 12), floats_at(y, i + 12));              \
    }                                                                         \
    for (; i + 4 <= dimension; i += 4)                                        \
      s0 = step(s0, floats_at(x, i), floats_at(y, i));                        \
    for (; i < dimension; i++) s1 = step(s1, float_at(x, i), float_at(y, i)); \
    return vaddvq_f32(vaddq_f32(vaddq_f32(s0, s1), vaddq_f32(s2, s3)));       \
  }
FLOAT_KERNEL(l2_float, l2_float_step)
FLOAT_KERNEL(ip_float, ip_float_step)

// Products of bytes fit 16 bits (255 * 255, -128 * -128); pairs of them are added into 32-bit
// lanes.
static inline uint32x4_t l2_uint8_step(uint32x4_t sum, uint8x16_t x, uint8x16_t y) {
  uint8x16_t difference = vabdq_u8(x, y);
  uint8x8_t low = vget_low_u8(difference);
  sum = vpadalq_u16(sum, vmull_u8(low, low));
  return vpadalq_u16(sum, vmull_high_u8(difference, difference));
}

// Adding 128 to both rows, a flipped sign bit, leaves differences as they are.
static inline uint32x4_t l2_int8_step(uint32x4_t sum, uint8x16_t x, uint8x16_t y) {
  uint8x16_t flip = vdupq_n_u8(0x80);
  return l2_uint8_step(sum, veorq_u8(x, flip), veorq_u8(y, flip));
}

static inline uint32x4_t ip_uint8_step(uint32x4_t sum, uint8x16_t x, uint8x16_t y) {
  sum = vpadalq_u16(sum, vmull_u8(vget_low_u8(x), vget_low_u8(y)));
  return vpadalq_u16(sum, vmull_high_u8(x, y));
}

// Sums of signed products, kept in unsigned lanes so that all byte kernels look alike.
static inline uint32x4_t ip_int8_step(uint32x4_t sum, uint8x16_t x, uint8x16_t y) {
  int8x16_t p = vreinterpretq_s8_u8(x), q = vreinterpretq_s8_u8(y);
  int32x4_t total = vreinterpretq_s32_u32(sum);
  total = vpadalq_s16(total, vmull_s8(vget_low_s8(p), vget_low_s8(q)));
  return vreinterpretq_u32_s32(vpadalq_s16(total, vmull_high_s8(p, q)));
}

#define BYTE_KERNEL(name, element, step, expression)                                     \
  static float name(const void *a, const void *b, size_t dimension) {                    \
    const uint8_t *x = a, *y = b;                                                        \
    uint32x4_t s0 = vdupq_n_u32(0), s1 = s0;                                             \
    size_t i = 0;                                                                        \
    for (; i + 32 <= dimension; i += 32) {                                               \
      s0 = step(s0, vld1q_u8(x + i), vld1q_u8(y + i));                                   \
      s1 = step(s1, vld1q_u8(x + i + 16), vld1q_u8(y + i + 16));                         \
    }                                                                                    \
    if (i + 16 <= dimension) {                                                           \
      s0 = step(s0, vld1q_u8(x + i), vld1q_u8(y + i));                                   \
      i += 16;                                                                           \
    }                                                                                    \
    uint32_t sum = vaddvq_u32(vaddq_u32(s0, s1));                                        \
    for (; i < dimension; i++) {                                                         \
      int32_t p = (element)x[i], q = (element)y[i];                                      \
      sum += (uint32_t)(expression);                                                     \
    }                                                                                    \
    return (float)(int32_t)sum;                                                          \
  }
BYTE_KERNEL(l2_int8, int8_t, l2_int8_step, (p - q) * (p - q))
BYTE_KERNEL(l2_uint8, uint8_t, l2_uint8_step, (p - q) * (p - q))
BYTE_KERNEL(ip_int8, int8_t, ip_int8_step, p *q)
BYTE_KERNEL(ip_uint8, uint8_t, ip_uint8_step, p *q)

const vk_distance_kernels vk_distance_neon = {
    VK_CPU_NEON, l2_float, l2_int8, l2_uint8, ip_float, ip_int8, ip_uint8,
};
#endif
