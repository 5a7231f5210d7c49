// Distances for AVX-512, with and without the 8-bit dot product (VNNI).

#if defined(__x86_64__)

#include "packed_avx512.h"

// Eight registers of 16 partial sums become one of eight sums. The order of additions is that of
// packed_rows.h: l and l + 8, then l and l + 4, l + 2, l + 1.
#define DEFINE_SUM_OF_EIGHT(name, vector, half, add, shuffle, low, high, swap, permute, cast)       \
  AVX512 static inline half name(const vector *v) {                                                \
    vector a = add(shuffle(v[0], v[1], 0x44), shuffle(v[0], v[1], 0xEE));                          \
    vector b = add(shuffle(v[2], v[3], 0x44), shuffle(v[2], v[3], 0xEE));                          \
    vector c = add(shuffle(v[4], v[5], 0x44), shuffle(v[4], v[5], 0xEE));                          \
    vector d = add(shuffle(v[6], v[7], 0x44), shuffle(v[6], v[7], 0xEE));                          \
    vector ab = add(shuffle(a, b, 0x88), shuffle(a, b, 0xDD));                                     \
    vector cd = add(shuffle(c, d, 0x88), shuffle(c, d, 0xDD));                                     \
    vector two = add(low(ab, cd), high(ab, cd));                                                   \
    vector one = add(two, swap(two, 0x4E));                                                        \
    __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 0, 0, 0, 0, 0, 0, 0, 0);           \
    return cast(permute(order, one));                                                              \
  }

DEFINE_SUM_OF_EIGHT(sum_integers, __m512i, __m256i, _mm512_add_epi32, _mm512_shuffle_i32x4,
                    _mm512_unpacklo_epi32, _mm512_unpackhi_epi32, _mm512_shuffle_epi32,
                    _mm512_permutexvar_epi32, _mm512_castsi512_si256)
DEFINE_SUM_OF_EIGHT(sum_floats, __m512, __m256, _mm512_add_ps, _mm512_shuffle_f32x4,
                    _mm512_unpacklo_ps, _mm512_unpackhi_ps, _mm512_permute_ps,
                    _mm512_permutexvar_ps, _mm512_castps512_ps256)

// Rows come from all over the memory: they are asked for two blocks before they are computed.
static inline void prefetch_eight(const vk_packed_rows *rows, const uint32_t *ids) {
  for (size_t k = 0; k < 8; k++) {
    const uint8_t *row = rows->bytes + ids[k] * rows->stride;
    __builtin_prefetch(row);
    __builtin_prefetch(row + 64);
  }
}

// Eight ids at a time; behind the last one it is repeated, and what is computed for it is not stored.
typedef struct eight_ids {
  uint32_t ids[8];
} eight_ids;

static inline eight_ids repeat_last(const uint32_t *ids, size_t left) {
  eight_ids eight;
  for (size_t k = 0; k < 8; k++) eight.ids[k] = ids[k < left ? k : left - 1];
  return eight;
}

AVX512 static inline void store_results(__m256 results, size_t left, float *out) {
  _mm256_mask_storeu_ps(out, (__mmask8)(left >= 8 ? 0xFF : (1u << left) - 1), results);
}

// A kernel from the form `block(rows, query, square, stride, eight ids)`, which gives eight distances. The
// strides of 64 and 128 bytes are compiled apart, without the loop over a row.
#define DEFINE_DISTANCES(name, TARGET, block)                                                      \
  TARGET static inline __attribute__((always_inline)) void name##_of(                              \
      const vk_packed_rows *rows, const uint8_t *query, int32_t square, size_t stride,             \
      const uint32_t *ids, size_t count, float *out) {                                             \
    size_t i = 0;                                                                                  \
    if (count >= 16) prefetch_eight(rows, ids + 8);                                                \
    for (; i + 8 <= count; i += 8) {                                                               \
      if (i + 24 <= count) prefetch_eight(rows, ids + i + 16);                                     \
      _mm256_storeu_ps(out + i, block(rows, query, square, stride, ids + i));                      \
    }                                                                                              \
    if (i == count) return;                                                                        \
    eight_ids last = repeat_last(ids + i, count - i);                                              \
    store_results(block(rows, query, square, stride, last.ids), count - i, out + i);               \
  }                                                                                                \
  TARGET static void name(const vk_packed_rows *rows, const void *query, int32_t square,           \
                          const uint32_t *ids, size_t count, float *out) {                         \
    switch (rows->stride) {                                                                        \
      case 64: name##_of(rows, query, square, 64, ids, count, out); break;                         \
      case 128: name##_of(rows, query, square, 128, ids, count, out); break;                       \
      default: name##_of(rows, query, square, rows->stride, ids, count, out);                      \
    }                                                                                              \
  }

#define DEFINE_BYTE_BLOCK(name, TARGET, DOT)                                                       \
  TARGET static inline __attribute__((always_inline)) __m256 name(                                 \
      const vk_packed_rows *rows, const uint8_t *query, int32_t square, size_t stride,             \
      const uint32_t *ids) {                                                                       \
    const uint8_t *row[8];                                                                         \
    __m512i sums[8];                                                                               \
    for (int k = 0; k < 8; k++) {                                                                  \
      row[k] = rows->bytes + ids[k] * stride;                                                      \
      sums[k] = _mm512_setzero_si512();                                                            \
    }                                                                                              \
    for (size_t j = 0; j < stride; j += 64) {                                                      \
      __m512i part = _mm512_loadu_si512(query + j);                                                \
      for (int k = 0; k < 8; k++) sums[k] = DOT(sums[k], _mm512_load_si512(row[k] + j), part);     \
    }                                                                                              \
    const int32_t *c = rows->corrections;                                                          \
    __m256i base = _mm256_setr_epi32(c[ids[0]], c[ids[1]], c[ids[2]], c[ids[3]], c[ids[4]],        \
                                     c[ids[5]], c[ids[6]], c[ids[7]]);                             \
    base = _mm256_add_epi32(base, _mm256_set1_epi32(square));                                      \
    return _mm256_cvtepi32_ps(_mm256_sub_epi32(base, _mm256_slli_epi32(sum_integers(sums), 1)));   \
  }

AVX512 static inline __attribute__((always_inline)) __m256 float_block(
    const vk_packed_rows *rows, const uint8_t *query, int32_t square, size_t stride,
    const uint32_t *ids) {
  (void)square;
  const uint8_t *row[8];
  __m512 sums[8];
  for (int k = 0; k < 8; k++) {
    row[k] = rows->bytes + ids[k] * stride;
    sums[k] = _mm512_setzero_ps();
  }
  for (size_t j = 0; j < stride; j += 64) {
    __m512 part = _mm512_loadu_ps(query + j);
    for (int k = 0; k < 8; k++) {
      __m512 difference = _mm512_sub_ps(part, _mm512_load_ps(row[k] + j));
      sums[k] = _mm512_fmadd_ps(difference, difference, sums[k]);
    }
  }
  return sum_floats(sums);
}

DEFINE_BYTE_BLOCK(wide_block, AVX512, dot_wide)
DEFINE_BYTE_BLOCK(vnni_block, VNNI, _mm512_dpbusd_epi32)
DEFINE_DISTANCES(avx512_byte_distances, AVX512, wide_block)
DEFINE_DISTANCES(vnni_byte_distances, VNNI, vnni_block)
DEFINE_DISTANCES(avx512_float_distances, AVX512, float_block)

const vk_packed_kernels vk_packed_avx512 = {
    .level = VK_CPU_AVX512,
    .byte_distances = avx512_byte_distances,
    .float_distances = avx512_float_distances,
    .load_pool = vk_avx512_load_pool,
    .byte_occlude = vk_avx512_byte_occlude,
    .float_occlude = vk_avx512_float_occlude,
    .compact = vk_avx512_compact,
    .insert = vk_avx512_insert,
};

const vk_packed_kernels vk_packed_vnni = {
    .level = VK_CPU_AVX512_VNNI,
    .byte_distances = vnni_byte_distances,
    .float_distances = avx512_float_distances,
    .load_pool = vk_avx512_load_pool,
    .byte_occlude = vk_vnni_byte_occlude,
    .float_occlude = vk_avx512_float_occlude,
    .compact = vk_avx512_compact,
    .insert = vk_avx512_insert,
};

#endif
