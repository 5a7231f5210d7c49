// The builder's kernels for AVX2 with FMA.

#if defined(__x86_64__)

#include <immintrin.h>

#include "packed_levels.h"

#define AVX2 __attribute__((target("avx2,fma")))

// sum + unsigned bytes of a times signed bytes of b, four neighbours into each 32-bit lane. The 8-bit
// multiply-add of AVX2 saturates, so even and odd bytes are widened apart.
AVX2 static inline __m256i dot_wide(__m256i sum, __m256i a, __m256i b) {
  __m256i even = _mm256_madd_epi16(_mm256_and_si256(a, _mm256_set1_epi16(0xFF)),
                                   _mm256_srai_epi16(_mm256_slli_epi16(b, 8), 8));
  __m256i odd = _mm256_madd_epi16(_mm256_srli_epi16(a, 8), _mm256_srai_epi16(b, 8));
  return _mm256_add_epi32(sum, _mm256_add_epi32(even, odd));
}

AVX2 static void avx2_byte_distances(const vk_packed_rows *rows, const void *query, int32_t square,
                                     const uint32_t *ids, size_t count, float *out) {
  const uint8_t *q = query;
  for (size_t i = 0; i < count; i++) {
    const uint8_t *row = rows->bytes + (size_t)ids[i] * rows->stride;
    __m256i a = _mm256_setzero_si256(), b = a;
    for (size_t j = 0; j < rows->stride; j += 64) {
      a = dot_wide(a, _mm256_load_si256((const __m256i *)(row + j)),
                   _mm256_loadu_si256((const __m256i *)(q + j)));
      b = dot_wide(b, _mm256_load_si256((const __m256i *)(row + j + 32)),
                   _mm256_loadu_si256((const __m256i *)(q + j + 32)));
    }
    a = _mm256_add_epi32(a, b);
    __m128i half = _mm_add_epi32(_mm256_castsi256_si128(a), _mm256_extracti128_si256(a, 1));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4E));
    half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0xB1));
    out[i] = (float)(square + rows->corrections[ids[i]] - 2 * _mm_cvtsi128_si32(half));
  }
}

AVX2 static void avx2_float_distances(const vk_packed_rows *rows, const void *query, int32_t square,
                                      const uint32_t *ids, size_t count, float *out) {
  (void)square;
  const float *q = query;
  size_t components = rows->stride / sizeof(float);
  for (size_t i = 0; i < count; i++) {
    const float *row = (const float *)(rows->bytes + (size_t)ids[i] * rows->stride);
    __m256 low = _mm256_setzero_ps(), high = low;
    for (size_t j = 0; j < components; j += 16) {
      __m256 a = _mm256_sub_ps(_mm256_loadu_ps(q + j), _mm256_load_ps(row + j));
      __m256 b = _mm256_sub_ps(_mm256_loadu_ps(q + j + 8), _mm256_load_ps(row + j + 8));
      low = _mm256_fmadd_ps(a, a, low);
      high = _mm256_fmadd_ps(b, b, high);
    }
    low = _mm256_add_ps(low, high);
    __m128 half = _mm_add_ps(_mm256_castps256_ps128(low), _mm256_extractf128_ps(low, 1));
    half = _mm_add_ps(half, _mm_movehl_ps(half, half));
    out[i] = _mm_cvtss_f32(_mm_add_ss(half, _mm_shuffle_ps(half, half, 1)));
  }
}

AVX2 static inline unsigned beyond_lanes(const float *own, __m256 distance, __m256 alpha) {
  __m256 limit = _mm256_mul_ps(alpha, distance);
  __m256 beyond = _mm256_cmp_ps(_mm256_load_ps(own), limit, _CMP_GT_OQ);
  __m256 equal = _mm256_cmp_ps(distance, _mm256_setzero_ps(), _CMP_EQ_OQ);
  return (unsigned)_mm256_movemask_ps(_mm256_or_ps(beyond, equal));
}

AVX2 static inline void mark(vk_pool *pool, size_t group, uint16_t open, __m256 low, __m256 high,
                             size_t first_round) {
  const float *own = pool->distances + group * VK_POOL_LANES;
  for (size_t round = first_round; round < pool->round_count; round++) {
    __m256 alpha = _mm256_set1_ps(pool->alphas[round]);
    unsigned lanes = beyond_lanes(own, low, alpha) | beyond_lanes(own + 8, high, alpha) << 8;
    vk_round_masks(pool, round)[group] |= (uint16_t)(lanes & open);
  }
}

AVX2 static inline __m256 lane_distances(const int32_t *squares, __m256i correction, __m256i dots) {
  __m256i base = _mm256_add_epi32(_mm256_load_si256((const __m256i *)squares), correction);
  return _mm256_cvtepi32_ps(_mm256_sub_epi32(base, _mm256_slli_epi32(dots, 1)));
}

AVX2 static void avx2_byte_occlude(vk_pool *pool, const vk_packed_rows *rows, uint32_t id,
                                   size_t lane, size_t first_round) {
  const int32_t *row = (const int32_t *)(rows->bytes + (size_t)id * rows->stride);
  __m256i correction = _mm256_set1_epi32(rows->corrections[id]);
  for (size_t group = lane / VK_POOL_LANES; group < pool->group_count; group++) {
    uint16_t open = vk_open_lanes(pool, group, lane);
    if (!open) continue;
    const uint32_t *lanes = pool->words + group * VK_POOL_LANES;
    __m256i low = _mm256_setzero_si256(), high = low;
    for (size_t w = 0; w < pool->word_count; w++) {
      __m256i word = _mm256_set1_epi32(row[w]);
      low = dot_wide(low, word, _mm256_load_si256((const __m256i *)(lanes + pool->pitch * w)));
      high = dot_wide(high, word, _mm256_load_si256((const __m256i *)(lanes + pool->pitch * w + 8)));
    }
    const int32_t *squares = pool->squares + group * VK_POOL_LANES;
    mark(pool, group, open, lane_distances(squares, correction, low),
         lane_distances(squares + 8, correction, high), first_round);
  }
}

// One of the 16 partial sums for eight lanes: components l, l + 16, l + 32, …
AVX2 static inline __m256 partial_sum(const float *row, const float *lanes, size_t words,
                                       size_t pitch, size_t l) {
  __m256 sum = _mm256_setzero_ps();
  for (size_t w = l; w < words; w += 16) {
    __m256 difference = _mm256_sub_ps(_mm256_load_ps(lanes + pitch * w), _mm256_set1_ps(row[w]));
    sum = _mm256_fmadd_ps(difference, difference, sum);
  }
  return sum;
}

AVX2 static inline __m256 eight_distances(const float *row, const float *lanes, size_t words,
                                           size_t pitch) {
  __m256 sums[8];
#pragma clang loop unroll(full)
  for (size_t l = 0; l < 8; l++) {
    sums[l] = _mm256_add_ps(partial_sum(row, lanes, words, pitch, l),
                            partial_sum(row, lanes, words, pitch, l + 8));
  }
#pragma clang loop unroll(full)
  for (size_t width = 4; width > 0; width /= 2) {
#pragma clang loop unroll(full)
    for (size_t l = 0; l < width; l++) sums[l] = _mm256_add_ps(sums[l], sums[l + width]);
  }
  return sums[0];
}

AVX2 static void avx2_float_occlude(vk_pool *pool, const vk_packed_rows *rows, uint32_t id,
                                    size_t lane, size_t first_round) {
  const float *row = (const float *)(rows->bytes + (size_t)id * rows->stride);
  size_t words = pool->word_count;
  for (size_t group = lane / VK_POOL_LANES; group < pool->group_count; group++) {
    uint16_t open = vk_open_lanes(pool, group, lane);
    if (!open) continue;
    const float *lanes = (const float *)pool->words + group * VK_POOL_LANES;
    mark(pool, group, open, eight_distances(row, lanes, words, pool->pitch),
         eight_distances(row, lanes + 8, words, pool->pitch), first_round);
  }
}

const vk_packed_kernels vk_packed_avx2 = {
    .level = VK_CPU_AVX2,
    .byte_distances = avx2_byte_distances,
    .float_distances = avx2_float_distances,
    .load_pool = vk_plain_load_pool,
    .byte_occlude = avx2_byte_occlude,
    .float_occlude = avx2_float_occlude,
    .compact = vk_plain_compact,
    .insert = vk_plain_insert,
};

#endif
