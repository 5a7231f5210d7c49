#include "distance_levels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma")))
#define AVX2_INLINE static inline __attribute__((target("avx2,fma"), always_inline))

AVX2_INLINE float sum_floats(__m256 v) {
  __m128 s = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  s = _mm_add_ps(s, _mm_movehl_ps(s, s));
  return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
}

AVX2_INLINE float sum_integers(__m256i v) {
  __m128i s = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4E));
  return (float)_mm_cvtsi128_si32(_mm_add_epi32(s, _mm_shuffle_epi32(s, 0xB1)));
}

// Eight of these from place 8 - k on have the first k lanes set: the end of a row is read without
// touching what lies behind it.
static const int32_t first_lanes[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};

AVX2_INLINE __m256i float_tail_mask(size_t count) {
  return _mm256_loadu_si256((const __m256i *)(first_lanes + 8 - count));
}

AVX2_INLINE __m256 l2_float_step(__m256 sum, __m256 x, __m256 y) {
  __m256 difference = _mm256_sub_ps(x, y);
  return _mm256_fmadd_ps(difference, difference, sum);
}

AVX2_INLINE __m256 ip_float_step(__m256 sum, __m256 x, __m256 y) {
  return _mm256_fmadd_ps(x, y, sum);
}

#define FLOAT_KERNEL(name, step)                                                               \
  AVX2 static float name(const void *a, const void *b, size_t dimension) {                     \
    const float *x = a, *y = b;                                                                \
    __m256 s0 = _mm256_setzero_ps(), s1 = s0, s2 = s0, s3 = s0;                                \
    size_t i = 0;                                                                              \
    for (; i + 32 <= dimension; i += 32) {                                                     \
      s0 = step(s0, _mm256_loadu_ps(x + i), _mm256_loadu_ps(y + i));                           \
      s1 = step(s1, _mm256_loadu_ps(x + i + 8), _mm256_loadu_ps(y + i + 8));                   \
      s2 = step(s2, _mm256_loadu_ps(x + i + 16), _mm256_loadu_ps(y + i + 16));                 \
      s3 = step(s3, _mm256_loadu_ps(x + i + 24), _mm256_loadu_ps(y + i + 24));                 \
    }                                                                                          \
    for (; i + 8 <= dimension; i += 8)                                                         \
      s0 = step(s0, _mm256_loadu_ps(x + i), _mm256_loadu_ps(y + i));                           \
    if (i < dimension) {                                                                       \
      __m256i mask = float_tail_mask(dimension - i);                                           \
      s1 = step(s1, _mm256_maskload_ps(x + i, mask), _mm256_maskload_ps(y + i, mask));         \
    }                                                                                          \
    return sum_floats(_mm256_add_ps(_mm256_add_ps(s0, s1), _mm256_add_ps(s2, s3)));            \
  }
FLOAT_KERNEL(l2_float, l2_float_step)
FLOAT_KERNEL(ip_float, ip_float_step)

// Bytes are widened to 16 bits, since vpmaddubsw saturates. Adding 128 to both rows leaves
// differences as they are, so int8 becomes uint8 by flipping the sign bits.
AVX2_INLINE __m256i l2_uint8_step(__m256i sum, __m256i x, __m256i y) {
  __m256i difference = _mm256_or_si256(_mm256_subs_epu8(x, y), _mm256_subs_epu8(y, x));
  __m256i even = _mm256_and_si256(difference, _mm256_set1_epi16(0xFF));
  __m256i odd = _mm256_srli_epi16(difference, 8);
  sum = _mm256_add_epi32(sum, _mm256_madd_epi16(even, even));
  return _mm256_add_epi32(sum, _mm256_madd_epi16(odd, odd));
}

AVX2_INLINE __m256i l2_int8_step(__m256i sum, __m256i x, __m256i y) {
  __m256i flip = _mm256_set1_epi8((char)0x80);
  return l2_uint8_step(sum, _mm256_xor_si256(x, flip), _mm256_xor_si256(y, flip));
}

AVX2_INLINE __m256i ip_uint8_step(__m256i sum, __m256i x, __m256i y) {
  __m256i zero = _mm256_setzero_si256();
  sum = _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_unpacklo_epi8(x, zero),
                                                _mm256_unpacklo_epi8(y, zero)));
  return _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_unpackhi_epi8(x, zero),
                                                 _mm256_unpackhi_epi8(y, zero)));
}

AVX2_INLINE __m256i ip_int8_step(__m256i sum, __m256i x, __m256i y) {
  __m256i low = _mm256_madd_epi16(_mm256_cvtepi8_epi16(_mm256_castsi256_si128(x)),
                                  _mm256_cvtepi8_epi16(_mm256_castsi256_si128(y)));
  __m256i high = _mm256_madd_epi16(_mm256_cvtepi8_epi16(_mm256_extracti128_si256(x, 1)),
                                   _mm256_cvtepi8_epi16(_mm256_extracti128_si256(y, 1)));
  return _mm256_add_epi32(sum, _mm256_add_epi32(low, high));
}

static const uint8_t last_bytes[64] = {
    [32] = 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
};

// A partial block of a longer row is the row's last 32 bytes with those masked that were counted
// before; a row shorter than a block is summed one by one.
#define BYTE_KERNEL(name, element, step, expression)                                           \
  AVX2 static float name(const void *a, const void *b, size_t dimension) {                     \
    const element *x = a, *y = b;                                                              \
    if (dimension < 32) {                                                                      \
      int32_t sum = 0;                                                                         \
      for (size_t i = 0; i < dimension; i++) {                                                 \
        int32_t p = x[i], q = y[i];                                                            \
        sum += (expression);                                                                   \
      }                                                                                        \
      return (float)sum;                                                                       \
    }                                                                                          \
    __m256i s0 = _mm256_setzero_si256(), s1 = s0;                                              \
    size_t i = 0;                                                                              \
    for (; i + 64 <= dimension; i += 64) {                                                     \
      s0 = step(s0, _mm256_loadu_si256((const __m256i *)(x + i)),                              \
                _mm256_loadu_si256((const __m256i *)(y + i)));                                 \
      s1 = step(s1, _mm256_loadu_si256((const __m256i *)(x + i + 32)),                         \
                _mm256_loadu_si256((const __m256i *)(y + i + 32)));                            \
    }                                                                                          \
    if (i + 32 <= dimension) {                                                                 \
      s0 = step(s0, _mm256_loadu_si256((const __m256i *)(x + i)),                              \
                _mm256_loadu_si256((const __m256i *)(y + i)));                                 \
      i += 32;                                                                                 \
    }                                                                                          \
    if (i < dimension) {                                                                       \
      __m256i mask = _mm256_loadu_si256((const __m256i *)(last_bytes + (dimension - i)));      \
      __m256i p = _mm256_loadu_si256((const __m256i *)(x + dimension - 32));                   \
      __m256i q = _mm256_loadu_si256((const __m256i *)(y + dimension - 32));                   \
      s1 = step(s1, _mm256_and_si256(p, mask), _mm256_and_si256(q, mask));                     \
    }                                                                                          \
    return sum_integers(_mm256_add_epi32(s0, s1));                                             \
  }
BYTE_KERNEL(l2_int8, int8_t, l2_int8_step, (p - q) * (p - q))
BYTE_KERNEL(l2_uint8, uint8_t, l2_uint8_step, (p - q) * (p - q))
BYTE_KERNEL(ip_int8, int8_t, ip_int8_step, p *q)
BYTE_KERNEL(ip_uint8, uint8_t, ip_uint8_step, p *q)

const vk_distance_kernels vk_distance_avx2 = {
    VK_CPU_AVX2, l2_float, l2_int8, l2_uint8, ip_float, ip_int8, ip_uint8,
};
#endif
