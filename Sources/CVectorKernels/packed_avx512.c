// The builder's kernels for AVX-512, with and without the 8-bit dot product (VNNI).

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#include "packed_levels.h"

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,popcnt")))
#define VNNI __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,popcnt")))

// Four registers of 16 partial sums become one of four sums.
AVX512 static inline __m128i sum_integers(__m512i a, __m512i b, __m512i c, __m512i d) {
  __m512i ab = _mm512_add_epi32(_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b));
  __m512i cd = _mm512_add_epi32(_mm512_unpacklo_epi32(c, d), _mm512_unpackhi_epi32(c, d));
  __m512i all = _mm512_add_epi32(_mm512_unpacklo_epi64(ab, cd), _mm512_unpackhi_epi64(ab, cd));
  __m256i half = _mm256_add_epi32(_mm512_castsi512_si256(all), _mm512_extracti64x4_epi64(all, 1));
  return _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
}

AVX512 static inline __m128 fold(__m512 sums) {
  __m256 half = _mm256_add_ps(_mm512_castps512_ps256(sums), _mm512_extractf32x8_ps(sums, 1));
  return _mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
}

// As sum_integers, in the order that packed_rows.h promises.
AVX512 static inline __m128 sum_floats(__m512 a, __m512 b, __m512 c, __m512 d) {
  __m128 p = fold(a), q = fold(b), r = fold(c), s = fold(d);
  __m128 pq = _mm_add_ps(_mm_unpacklo_ps(p, q), _mm_unpackhi_ps(p, q));
  __m128 rs = _mm_add_ps(_mm_unpacklo_ps(r, s), _mm_unpackhi_ps(r, s));
  return _mm_add_ps(_mm_movelh_ps(pq, rs), _mm_movehl_ps(rs, pq));
}

AVX512 static inline void store_byte_distances(const vk_packed_rows *rows, __m128i dots,
                                               int32_t square, const uint32_t *ids, size_t count,
                                               float *out) {
  const int32_t *c = rows->corrections;
  __m128i base = _mm_set_epi32(c[ids[3]], c[ids[2]], c[ids[1]], c[ids[0]]);
  base = _mm_add_epi32(base, _mm_set1_epi32(square));
  __m128 distances = _mm_cvtepi32_ps(_mm_sub_epi32(base, _mm_slli_epi32(dots, 1)));
  if (count >= 4) {
    _mm_storeu_ps(out, distances);
  } else {
    _mm_mask_storeu_ps(out, (__mmask8)((1u << count) - 1), distances);
  }
}

// The last block repeats its last row so that every block has four.
static inline const uint32_t *four_ids(const uint32_t *ids, size_t left, uint32_t *room) {
  if (left >= 4) return ids;
  for (size_t i = 0; i < 4; i++) room[i] = ids[i < left ? i : left - 1];
  return room;
}

#define DEFINE_BYTE_DISTANCES(name, TARGET, DOT)                                                   \
  TARGET static void name(const vk_packed_rows *rows, const void *query, int32_t square,           \
                          const uint32_t *ids, size_t count, float *out) {                         \
    const uint8_t *bytes = rows->bytes, *q = query;                                                \
    size_t stride = rows->stride;                                                                  \
    for (size_t i = 0; i < count; i += 4) {                                                        \
      uint32_t room[4];                                                                            \
      const uint32_t *four = four_ids(ids + i, count - i, room);                                   \
      const uint8_t *ra = bytes + four[0] * stride, *rb = bytes + four[1] * stride;                \
      const uint8_t *rc = bytes + four[2] * stride, *rd = bytes + four[3] * stride;                \
      __m512i a = _mm512_setzero_si512(), b = a, c = a, d = a;                                     \
      for (size_t j = 0; j < stride; j += 64) {                                                    \
        __m512i part = _mm512_loadu_si512(q + j);                                                  \
        a = DOT(a, _mm512_load_si512(ra + j), part);                                               \
        b = DOT(b, _mm512_load_si512(rb + j), part);                                               \
        c = DOT(c, _mm512_load_si512(rc + j), part);                                               \
        d = DOT(d, _mm512_load_si512(rd + j), part);                                               \
      }                                                                                            \
      store_byte_distances(rows, sum_integers(a, b, c, d), square, four, count - i, out + i);      \
    }                                                                                              \
  }

// sum + unsigned bytes of a times signed bytes of b, four neighbours into each 32-bit lane. Even and odd
// bytes are widened apart, which keeps the lanes in place.
AVX512 static inline __m512i dot_wide(__m512i sum, __m512i a, __m512i b) {
  __m512i even = _mm512_madd_epi16(_mm512_and_si512(a, _mm512_set1_epi16(0xFF)),
                                   _mm512_srai_epi16(_mm512_slli_epi16(b, 8), 8));
  __m512i odd = _mm512_madd_epi16(_mm512_srli_epi16(a, 8), _mm512_srai_epi16(b, 8));
  return _mm512_add_epi32(sum, _mm512_add_epi32(even, odd));
}

DEFINE_BYTE_DISTANCES(avx512_byte_distances, AVX512, dot_wide)
DEFINE_BYTE_DISTANCES(vnni_byte_distances, VNNI, _mm512_dpbusd_epi32)

AVX512 static void avx512_float_distances(const vk_packed_rows *rows, const void *query,
                                          int32_t square, const uint32_t *ids, size_t count,
                                          float *out) {
  (void)square;
  const uint8_t *bytes = rows->bytes, *q = query;
  size_t stride = rows->stride;
  for (size_t i = 0; i < count; i += 4) {
    uint32_t room[4];
    const uint32_t *four = four_ids(ids + i, count - i, room);
    const uint8_t *ra = bytes + four[0] * stride, *rb = bytes + four[1] * stride;
    const uint8_t *rc = bytes + four[2] * stride, *rd = bytes + four[3] * stride;
    __m512 a = _mm512_setzero_ps(), b = a, c = a, d = a;
    for (size_t j = 0; j < stride; j += 64) {
      __m512 part = _mm512_loadu_ps(q + j);
      __m512 da = _mm512_sub_ps(part, _mm512_load_ps(ra + j));
      __m512 db = _mm512_sub_ps(part, _mm512_load_ps(rb + j));
      __m512 dc = _mm512_sub_ps(part, _mm512_load_ps(rc + j));
      __m512 dd = _mm512_sub_ps(part, _mm512_load_ps(rd + j));
      a = _mm512_fmadd_ps(da, da, a);
      b = _mm512_fmadd_ps(db, db, b);
      c = _mm512_fmadd_ps(dc, dc, c);
      d = _mm512_fmadd_ps(dd, dd, d);
    }
    __m128 distances = sum_floats(a, b, c, d);
    _mm_mask_storeu_ps(out + i, (__mmask8)(count - i >= 4 ? 15 : (1u << (count - i)) - 1), distances);
  }
}

// Word w of 16 rows into one register, for 16 words: a 16 × 16 transposition of 32-bit words.
AVX512 static inline void transpose_block(const uint8_t *const *rows, size_t offset, __m512i flip,
                                          uint32_t *out) {
  __m512i r[16], t[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) r[i] = _mm512_xor_si512(_mm512_load_si512(rows[i] + offset), flip);
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i++) {
    t[2 * i] = _mm512_unpacklo_epi32(r[2 * i], r[2 * i + 1]);
    t[2 * i + 1] = _mm512_unpackhi_epi32(r[2 * i], r[2 * i + 1]);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    r[4 * i] = _mm512_unpacklo_epi64(t[4 * i], t[4 * i + 2]);
    r[4 * i + 1] = _mm512_unpackhi_epi64(t[4 * i], t[4 * i + 2]);
    r[4 * i + 2] = _mm512_unpacklo_epi64(t[4 * i + 1], t[4 * i + 3]);
    r[4 * i + 3] = _mm512_unpackhi_epi64(t[4 * i + 1], t[4 * i + 3]);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    t[i] = _mm512_shuffle_i32x4(r[i], r[4 + i], 0x88);
    t[4 + i] = _mm512_shuffle_i32x4(r[i], r[4 + i], 0xDD);
    t[8 + i] = _mm512_shuffle_i32x4(r[8 + i], r[12 + i], 0x88);
    t[12 + i] = _mm512_shuffle_i32x4(r[8 + i], r[12 + i], 0xDD);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    _mm512_store_si512(out + 16 * i, _mm512_shuffle_i32x4(t[i], t[8 + i], 0x88));
    _mm512_store_si512(out + 16 * (8 + i), _mm512_shuffle_i32x4(t[i], t[8 + i], 0xDD));
    _mm512_store_si512(out + 16 * (4 + i), _mm512_shuffle_i32x4(t[4 + i], t[12 + i], 0x88));
    _mm512_store_si512(out + 16 * (12 + i), _mm512_shuffle_i32x4(t[4 + i], t[12 + i], 0xDD));
  }
}

AVX512 static void avx512_load_pool(vk_pool *pool, const vk_packed_rows *rows, const uint32_t *ids,
                                    size_t count) {
  size_t groups = (count + VK_POOL_LANES - 1) / VK_POOL_LANES;
  __m512i flip = _mm512_set1_epi8(rows->squares ? (char)0x80 : 0);
  pool->group_count = groups;
  for (size_t group = 0; group < groups; group++) {
    const uint8_t *sources[VK_POOL_LANES];
    for (size_t lane = 0; lane < VK_POOL_LANES; lane++) {
      size_t i = group * VK_POOL_LANES + lane;
      uint32_t id = ids[i < count ? i : count - 1];
      sources[lane] = rows->bytes + (size_t)id * rows->stride;
      if (rows->squares) pool->squares[i] = rows->squares[id];
    }
    uint32_t *words = pool->words + group * pool->word_count * VK_POOL_LANES;
    for (size_t offset = 0; offset < rows->stride; offset += 64) {
      transpose_block(sources, offset, flip, words + offset / 4 * VK_POOL_LANES);
    }
  }
  memset(pool->kept, 0, groups * sizeof(uint16_t));
  for (size_t round = 0; round < pool->round_count; round++) {
    uint16_t *masks = pool->masks + round * pool->group_capacity;
    memset(masks, 0, groups * sizeof(uint16_t));
    if (count % VK_POOL_LANES) masks[groups - 1] = (uint16_t)(0xFFFFu << (count % VK_POOL_LANES));
  }
}

AVX512 static inline void mark(vk_pool *pool, size_t group, uint16_t open, __m512 distance,
                               size_t first_round) {
  __m512 own = _mm512_load_ps(pool->distances + group * VK_POOL_LANES);
  __mmask16 equal = _mm512_cmp_ps_mask(distance, _mm512_setzero_ps(), _CMP_EQ_OQ);
  for (size_t round = first_round; round < pool->round_count; round++) {
    __m512 limit = _mm512_mul_ps(_mm512_set1_ps(pool->alphas[round]), distance);
    __mmask16 beyond = _mm512_cmp_ps_mask(own, limit, _CMP_GT_OQ);
    pool->masks[round * pool->group_capacity + group] |= (uint16_t)((equal | beyond) & open);
  }
}

// Four accumulators hide the latency of the dot product; a row has a multiple of 16 words.
#define DEFINE_BYTE_OCCLUDE(name, TARGET, DOT)                                                     \
  TARGET static void name(vk_pool *pool, const vk_packed_rows *rows, uint32_t id, size_t member,   \
                          size_t first_round) {                                                    \
    const int32_t *row = (const int32_t *)(rows->bytes + (size_t)id * rows->stride);               \
    size_t words = pool->word_count;                                                               \
    __m512i correction = _mm512_set1_epi32(rows->corrections[id]);                                 \
    for (size_t group = member / VK_POOL_LANES; group < pool->group_count; group++) {              \
      uint16_t open = vk_open_lanes(pool, group, member);                                          \
      if (!open) continue;                                                                         \
      const uint32_t *lanes = pool->words + group * words * VK_POOL_LANES;                         \
      __m512i a = _mm512_setzero_si512(), b = a, c = a, d = a;                                     \
      for (size_t w = 0; w < words; w += 4) {                                                      \
        a = DOT(a, _mm512_set1_epi32(row[w]), _mm512_load_si512(lanes + 16 * w));                  \
        b = DOT(b, _mm512_set1_epi32(row[w + 1]), _mm512_load_si512(lanes + 16 * w + 16));         \
        c = DOT(c, _mm512_set1_epi32(row[w + 2]), _mm512_load_si512(lanes + 16 * w + 32));         \
        d = DOT(d, _mm512_set1_epi32(row[w + 3]), _mm512_load_si512(lanes + 16 * w + 48));         \
      }                                                                                            \
      __m512i dots = _mm512_add_epi32(_mm512_add_epi32(a, b), _mm512_add_epi32(c, d));             \
      __m512i squares = _mm512_load_si512(pool->squares + group * VK_POOL_LANES);                  \
      __m512i sum = _mm512_sub_epi32(_mm512_add_epi32(squares, correction),                        \
                                     _mm512_slli_epi32(dots, 1));                                  \
      mark(pool, group, open, _mm512_cvtepi32_ps(sum), first_round);                               \
    }                                                                                              \
  }

DEFINE_BYTE_OCCLUDE(avx512_byte_occlude, AVX512, dot_wide)
DEFINE_BYTE_OCCLUDE(vnni_byte_occlude, VNNI, _mm512_dpbusd_epi32)

AVX512 static void avx512_float_occlude(vk_pool *pool, const vk_packed_rows *rows, uint32_t id,
                                        size_t member, size_t first_round) {
  const float *row = (const float *)(rows->bytes + (size_t)id * rows->stride);
  size_t words = pool->word_count;
  for (size_t group = member / VK_POOL_LANES; group < pool->group_count; group++) {
    uint16_t open = vk_open_lanes(pool, group, member);
    if (!open) continue;
    const float *lanes = (const float *)pool->words + group * words * VK_POOL_LANES;
    __m512 sums[16];
#pragma clang loop unroll(full)
    for (int l = 0; l < 16; l++) sums[l] = _mm512_setzero_ps();
    for (size_t w = 0; w < words; w += 16) {
#pragma clang loop unroll(full)
      for (int l = 0; l < 16; l++) {
        __m512 difference =
            _mm512_sub_ps(_mm512_load_ps(lanes + 16 * (w + l)), _mm512_set1_ps(row[w + l]));
        sums[l] = _mm512_fmadd_ps(difference, difference, sums[l]);
      }
    }
#pragma clang loop unroll(full)
    for (int width = 8; width > 0; width /= 2) {
#pragma clang loop unroll(full)
      for (int l = 0; l < width; l++) sums[l] = _mm512_add_ps(sums[l], sums[l + width]);
    }
    mark(pool, group, open, sums[0], first_round);
  }
}

// Shifts what is greater than `key` up by one, eight at a time from the end, and puts `key` below it.
AVX512 static inline size_t insert_key(uint64_t *keys, size_t count, uint64_t key) {
  __m512i wanted = _mm512_set1_epi64((long long)key);
  size_t end = count;
  for (; end >= 8; end -= 8) {
    __m512i block = _mm512_loadu_si512(keys + end - 8);
    __mmask8 greater = _mm512_cmpgt_epu64_mask(block, wanted);
    _mm512_mask_storeu_epi64(keys + end - 7, greater, block);
    if (greater != 0xFF) {
      size_t place = end - (size_t)__builtin_popcount(greater);
      keys[place] = key;
      return place;
    }
  }
  __m512i block = _mm512_maskz_loadu_epi64((__mmask8)((1u << end) - 1), keys);
  __mmask8 greater = _mm512_cmpgt_epu64_mask(block, wanted);
  _mm512_mask_storeu_epi64(keys + 1, greater, block);
  size_t place = end - (size_t)__builtin_popcount(greater);
  keys[place] = key;
  return place;
}

AVX512 static size_t avx512_insert(vk_candidate_list *list, const uint32_t *ids,
                                   const float *distances, size_t count) {
  uint64_t *keys = list->keys;
  size_t lowest = list->capacity, filled = list->count, capacity = list->capacity;
  uint64_t worst = filled == capacity ? keys[filled - 1] : UINT64_MAX;
  for (size_t start = 0; start < count; start += 8) {
    __mmask8 present = (__mmask8)(count - start >= 8 ? 0xFF : (1u << (count - start)) - 1);
    __m512i low = _mm512_cvtepu32_epi64(_mm256_maskz_loadu_epi32(present, ids + start));
    __m512i high = _mm512_cvtepu32_epi64(_mm256_maskz_loadu_epi32(present, distances + start));
    __m512i block = _mm512_or_si512(_mm512_slli_epi64(high, 32), _mm512_slli_epi64(low, 1));
    __mmask8 better =
        _mm512_mask_cmplt_epu64_mask(present, block, _mm512_set1_epi64((long long)worst));
    uint64_t fresh[8];
    _mm512_mask_compressstoreu_epi64(fresh, better, block);
    size_t fresh_count = (size_t)__builtin_popcount(better);
    for (size_t i = 0; i < fresh_count; i++) {
      if (filled == capacity) {
        if (fresh[i] >= worst) continue;
        list->dropped[list->dropped_count & list->dropped_mask] = worst;
        list->dropped_count += worst & 1;
        filled--;
      }
      size_t place = insert_key(keys, filled, fresh[i]);
      filled++;
      if (place < lowest) lowest = place;
      worst = filled == capacity ? keys[filled - 1] : UINT64_MAX;
    }
  }
  list->count = filled;
  return lowest;
}

const vk_packed_kernels vk_packed_avx512 = {
    VK_CPU_AVX512,       avx512_byte_distances, avx512_float_distances, avx512_load_pool,
    avx512_byte_occlude, avx512_float_occlude,  avx512_insert,
};

const vk_packed_kernels vk_packed_vnni = {
    VK_CPU_AVX512_VNNI, vnni_byte_distances,  avx512_float_distances, avx512_load_pool,
    vnni_byte_occlude,  avx512_float_occlude, avx512_insert,
};

#endif
