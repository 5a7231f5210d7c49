// The builder's kernels for AVX-512, with and without the 8-bit dot product (VNNI).

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#include "packed_levels.h"

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,popcnt")))
#define VNNI __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,popcnt")))

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

// Rows come from all over the memory: those of the next block are asked for while one is computed.
static inline void prefetch_eight(const vk_packed_rows *rows, const uint32_t *ids) {
  for (size_t k = 0; k < 8; k++) {
    const uint8_t *row = rows->bytes + ids[k] * rows->stride;
    __builtin_prefetch(row);
    __builtin_prefetch(row + 64);
  }
}

static inline size_t least(size_t a, size_t b) { return a < b ? a : b; }

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
    for (; i + 8 <= count; i += 8) {                                                               \
      if (i + 16 <= count) prefetch_eight(rows, ids + i + 8);                                      \
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

// sum + unsigned bytes of a times signed bytes of b, four neighbours into each 32-bit lane. Even and odd
// bytes are widened apart, which keeps the lanes in place.
AVX512 static inline __m512i dot_wide(__m512i sum, __m512i a, __m512i b) {
  __m512i even = _mm512_madd_epi16(_mm512_and_si512(a, _mm512_set1_epi16(0xFF)),
                                   _mm512_srai_epi16(_mm512_slli_epi16(b, 8), 8));
  __m512i odd = _mm512_madd_epi16(_mm512_srli_epi16(a, 8), _mm512_srai_epi16(b, 8));
  return _mm512_add_epi32(sum, _mm512_add_epi32(even, odd));
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

// Word w of 16 rows into one register, for 16 words: a 16 × 16 transposition of 32-bit words.
AVX512 static inline void transpose_block(const uint8_t *const *rows, size_t offset, __m512i flip,
                                          uint32_t *out, size_t pitch) {
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
  for (size_t i = 0; i < 4; i++) {
    _mm512_store_si512(out + pitch * i, _mm512_shuffle_i32x4(t[i], t[8 + i], 0x88));
    _mm512_store_si512(out + pitch * (8 + i), _mm512_shuffle_i32x4(t[i], t[8 + i], 0xDD));
    _mm512_store_si512(out + pitch * (4 + i), _mm512_shuffle_i32x4(t[4 + i], t[12 + i], 0x88));
    _mm512_store_si512(out + pitch * (12 + i), _mm512_shuffle_i32x4(t[4 + i], t[12 + i], 0xDD));
  }
}

AVX512 static void avx512_load_pool(vk_pool *pool, const vk_packed_rows *rows, const uint32_t *ids,
                                    size_t count) {
  size_t groups = (count + VK_POOL_LANES - 1) / VK_POOL_LANES;
  __m512i flip = _mm512_set1_epi8(rows->squares ? (char)0x80 : 0);
  pool->pitch = groups * VK_POOL_LANES;
  for (size_t group = 0; group < groups; group++) {
    const uint8_t *sources[VK_POOL_LANES];
    for (size_t lane = 0; lane < VK_POOL_LANES; lane++) {
      size_t i = group * VK_POOL_LANES + lane;
      uint32_t id = ids[i < count ? i : count - 1];
      sources[lane] = rows->bytes + (size_t)id * rows->stride;
      if (rows->squares) pool->squares[i] = rows->squares[id];
      pool->places[i] = (uint32_t)i;
    }
    uint32_t *words = pool->words + group * VK_POOL_LANES;
    for (size_t offset = 0; offset < rows->stride; offset += 64) {
      transpose_block(sources, offset, flip, words + offset / 4 * pool->pitch, pool->pitch);
    }
  }
  vk_clear_lanes(pool, count);
}

AVX512 static inline void compact_words(uint32_t *words, size_t from, size_t to, __mmask16 live) {
  __m512i lanes = _mm512_load_si512(words + from);
  _mm512_storeu_si512(words + to, _mm512_maskz_compress_epi32(live, lanes));
}

// A mask keeps the bits of the lanes that stay, pushed together as the lanes are.
AVX512 static void compact_masks(uint16_t *masks, const uint16_t *kept, size_t groups) {
  uint32_t bits = 0;
  size_t filled = 0, out = 0;
  for (size_t group = 0; group < groups; group++) {
    __mmask16 live = (__mmask16)~kept[group];
    __m512i lanes = _mm512_maskz_compress_epi32(live, _mm512_movm_epi32(masks[group]));
    bits |= (uint32_t)_mm512_movepi32_mask(lanes) << filled;
    filled += (size_t)__builtin_popcount(live);
    if (filled < VK_POOL_LANES) continue;
    masks[out++] = (uint16_t)bits;
    bits >>= VK_POOL_LANES;
    filled -= VK_POOL_LANES;
  }
  if (filled) masks[out] = (uint16_t)bits;
}

AVX512 static int avx512_compact(vk_pool *pool) {
  if (!vk_is_sparse(pool)) return 0;
  size_t to = 0;
  for (size_t group = 0; group < pool->group_count; group++) {
    __mmask16 live = vk_live_lanes(pool, group);
    pool->kept[group] = (uint16_t)~live;
    size_t from = group * VK_POOL_LANES;
    for (size_t w = 0; w < pool->word_count; w++) {
      compact_words(pool->words + w * pool->pitch, from, to, live);
    }
    compact_words((uint32_t *)pool->squares, from, to, live);
    compact_words((uint32_t *)pool->distances, from, to, live);
    compact_words(pool->places, from, to, live);
    to += (size_t)__builtin_popcount(live);
  }
  for (size_t round = 0; round < pool->round_count; round++) {
    compact_masks(vk_round_masks(pool, round), pool->kept, pool->group_count);
  }
  for (size_t group = 0; group * VK_POOL_LANES < to; group++) pool->kept[group] = 0;
  vk_end_lanes(pool, to);
  return 1;
}

AVX512 static inline void mark(vk_pool *pool, size_t group, uint16_t open, __m512 distance,
                               size_t first_round) {
  __m512 own = _mm512_load_ps(pool->distances + group * VK_POOL_LANES);
  __mmask16 equal = _mm512_cmp_ps_mask(distance, _mm512_setzero_ps(), _CMP_EQ_OQ);
  for (size_t round = first_round; round < pool->round_count; round++) {
    __m512 limit = _mm512_mul_ps(_mm512_set1_ps(pool->alphas[round]), distance);
    __mmask16 beyond = _mm512_cmp_ps_mask(own, limit, _CMP_GT_OQ);
    vk_round_masks(pool, round)[group] |= (uint16_t)((equal | beyond) & open);
  }
}

// The next group with open lanes from `group` on.
static inline size_t next_open(const vk_pool *pool, size_t group, size_t lane, uint16_t *open) {
  for (; group < pool->group_count; group++) {
    *open = vk_open_lanes(pool, group, lane);
    if (*open) break;
  }
  return group;
}

AVX512 static inline __m512 lane_distances(const vk_pool *pool, size_t group, __m512i correction,
                                           const __m512i *sums) {
  __m512i dots = _mm512_add_epi32(_mm512_add_epi32(sums[0], sums[1]),
                                  _mm512_add_epi32(sums[2], sums[3]));
  __m512i squares = _mm512_load_si512(pool->squares + group * VK_POOL_LANES);
  __m512i base = _mm512_add_epi32(squares, correction);
  return _mm512_cvtepi32_ps(_mm512_sub_epi32(base, _mm512_slli_epi32(dots, 1)));
}

// Two groups at once share the broadcasts of the row's words, because the loads are what limits; four sums
// per group hide the latency of the dot product. A row has a multiple of 16 words.
#define DEFINE_BYTE_OCCLUDE(name, TARGET, DOT)                                                     \
  TARGET static void name(vk_pool *pool, const vk_packed_rows *rows, uint32_t id, size_t lane,     \
                          size_t first_round) {                                                    \
    const int32_t *row = (const int32_t *)(rows->bytes + (size_t)id * rows->stride);               \
    size_t words = pool->word_count, pitch = pool->pitch;                                          \
    __m512i correction = _mm512_set1_epi32(rows->corrections[id]);                                 \
    uint16_t open, other_open;                                                                     \
    size_t group = next_open(pool, lane / VK_POOL_LANES, lane, &open);                             \
    while (group < pool->group_count) {                                                            \
      size_t other = next_open(pool, group + 1, lane, &other_open);                                \
      size_t second = other < pool->group_count ? other : group;                                   \
      const uint32_t *a = pool->words + group * VK_POOL_LANES;                                     \
      const uint32_t *b = pool->words + second * VK_POOL_LANES;                                    \
      __m512i p[4], q[4];                                                                          \
      for (int k = 0; k < 4; k++) p[k] = q[k] = _mm512_setzero_si512();                            \
      for (size_t w = 0; w < words; w += 4) {                                                      \
        for (size_t k = 0; k < 4; k++) {                                                           \
          __m512i word = _mm512_set1_epi32(row[w + k]);                                            \
          p[k] = DOT(p[k], word, _mm512_load_si512(a + pitch * (w + k)));                          \
          q[k] = DOT(q[k], word, _mm512_load_si512(b + pitch * (w + k)));                          \
        }                                                                                          \
      }                                                                                            \
      mark(pool, group, open, lane_distances(pool, group, correction, p), first_round);            \
      if (other >= pool->group_count) return;                                                      \
      mark(pool, other, other_open, lane_distances(pool, other, correction, q), first_round);      \
      group = next_open(pool, other + 1, lane, &open);                                             \
    }                                                                                              \
  }

DEFINE_BYTE_OCCLUDE(avx512_byte_occlude, AVX512, dot_wide)
DEFINE_BYTE_OCCLUDE(vnni_byte_occlude, VNNI, _mm512_dpbusd_epi32)

AVX512 static void avx512_float_occlude(vk_pool *pool, const vk_packed_rows *rows, uint32_t id,
                                        size_t lane, size_t first_round) {
  const float *row = (const float *)(rows->bytes + (size_t)id * rows->stride);
  size_t words = pool->word_count;
  for (size_t group = lane / VK_POOL_LANES; group < pool->group_count; group++) {
    uint16_t open = vk_open_lanes(pool, group, lane);
    if (!open) continue;
    const float *lanes = (const float *)pool->words + group * VK_POOL_LANES;
    __m512 sums[16];
#pragma clang loop unroll(full)
    for (int l = 0; l < 16; l++) sums[l] = _mm512_setzero_ps();
    for (size_t w = 0; w < words; w += 16) {
#pragma clang loop unroll(full)
      for (int l = 0; l < 16; l++) {
        __m512 difference =
            _mm512_sub_ps(_mm512_load_ps(lanes + pool->pitch * (w + l)), _mm512_set1_ps(row[w + l]));
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

// For each of eight keys the number of eights of the list whose last key is below it. Comparing all of them
// costs less than the mispredicted branches of a binary search.
AVX512 static inline __m512i count_eights(const uint64_t *list, size_t count, __m512i keys) {
  __m512i eights = _mm512_setzero_si512();
  for (size_t end = 7; end < count; end += 8) {
    __m512i last = _mm512_set1_epi64((long long)list[end]);
    eights = _mm512_mask_add_epi64(eights, _mm512_cmplt_epu64_mask(last, keys), eights,
                                   _mm512_set1_epi64(1));
  }
  return eights;
}

// The number of keys below `key` from `start` on, among the next eight.
AVX512 static inline size_t count_below(const uint64_t *list, size_t count, size_t start, uint64_t key) {
  __mmask8 present = (__mmask8)((1u << least(count - start, 8)) - 1);
  __m512i eight = _mm512_loadu_si512(list + start);
  return (size_t)__builtin_popcount(
      _mm512_mask_cmplt_epu64_mask(present, eight, _mm512_set1_epi64((long long)key)));
}

// Puts `fresh` (eight keys, UINT64_MAX behind the last) in order and marks the place of each in the merged
// list. Returns the lowest place.
AVX512 static size_t mark_places(const vk_candidate_list *list, const uint64_t *fresh, size_t count,
                                 uint64_t *sorted) {
  __m512i all = _mm512_loadu_si512(fresh), rank = _mm512_setzero_si512();
  for (int i = 0; i < 8; i++) {
    __m512i one = _mm512_set1_epi64((long long)fresh[i]);
    rank = _mm512_mask_add_epi64(rank, _mm512_cmplt_epu64_mask(one, all), rank, _mm512_set1_epi64(1));
  }
  uint64_t ranks[8], eights[8];
  _mm512_storeu_si512(ranks, rank);
  _mm512_storeu_si512(eights, count_eights(list->keys, list->count, all));
  size_t lowest = SIZE_MAX;
  for (size_t i = 0; i < count; i++) {
    size_t start = eights[i] * 8;
    size_t place = start + count_below(list->keys, list->count, start, fresh[i]) + ranks[i];
    sorted[ranks[i]] = fresh[i];
    list->marks[place / 8] |= (uint8_t)(1u << (place % 8));
    if (place < lowest) lowest = place;
  }
  return lowest;
}

// Merges `sorted` into the list from its end to the lowest marked place, eight places at a time: the unmarked
// take the next keys of the list, the marked the next of `sorted`. Reads stay ahead of writes, because a
// key moves up by the number of new keys below it.
AVX512 static void merge_marked(uint64_t *keys, uint8_t *marks, const uint64_t *sorted, size_t count,
                                size_t total) {
  for (size_t block = (total - 1) / 8; count > 0; block--) {
    __mmask8 marked = marks[block];
    marks[block] = 0;
    count -= (size_t)__builtin_popcount(marked);
    __m512i old = _mm512_loadu_si512(keys + block * 8 - count);
    __m512i merged = _mm512_maskz_expand_epi64((__mmask8)~marked, old);
    merged = _mm512_mask_expand_epi64(merged, marked, _mm512_loadu_si512(sorted + count));
    _mm512_storeu_si512(keys + block * 8, merged);
  }
}

// Takes the first `count` (1 to 8) of `fresh` into the list.
AVX512 static size_t merge(vk_candidate_list *list, uint64_t *fresh, size_t count) {
  uint64_t sorted[16];
  for (size_t i = count; i < 8; i++) fresh[i] = UINT64_MAX;
  size_t lowest = mark_places(list, fresh, count, sorted);
  size_t total = list->count + count;
  merge_marked(list->keys, list->marks, sorted, count, total);
  for (; total > list->capacity; total--) {
    uint64_t worst = list->keys[total - 1];
    list->dropped[list->dropped_count & list->dropped_mask] = worst;
    list->dropped_count += worst & 1;
  }
  list->count = total;
  return least(lowest, list->capacity);
}

AVX512 static size_t avx512_insert(vk_candidate_list *list, const uint32_t *ids,
                                   const float *distances, size_t count) {
  size_t lowest = list->capacity, filled = 0;
  uint64_t fresh[24];
  for (size_t start = 0; start < count; start += 8) {
    size_t left = count - start;
    __mmask8 present = (__mmask8)(left >= 8 ? 0xFF : (1u << left) - 1);
    uint64_t worst = list->count == list->capacity ? list->keys[list->count - 1] : UINT64_MAX;
    __m512i low = _mm512_cvtepu32_epi64(_mm256_maskz_loadu_epi32(present, ids + start));
    __m512i high = _mm512_cvtepu32_epi64(_mm256_maskz_loadu_epi32(present, distances + start));
    __m512i block = _mm512_or_si512(_mm512_slli_epi64(high, 32), _mm512_slli_epi64(low, 1));
    __mmask8 better =
        _mm512_mask_cmplt_epu64_mask(present, block, _mm512_set1_epi64((long long)worst));
    _mm512_storeu_si512(fresh + filled, _mm512_maskz_compress_epi64(better, block));
    filled += (size_t)__builtin_popcount(better);
    if (filled < 8) continue;
    uint64_t next[8];
    memcpy(next, fresh, sizeof next);
    lowest = least(lowest, merge(list, next, 8));
    filled -= 8;
    memmove(fresh, fresh + 8, 8 * sizeof *fresh);
  }
  if (filled) lowest = least(lowest, merge(list, fresh, filled));
  return lowest;
}

const vk_packed_kernels vk_packed_avx512 = {
    VK_CPU_AVX512,       avx512_byte_distances, avx512_float_distances, avx512_load_pool,
    avx512_byte_occlude, avx512_float_occlude,  avx512_compact,         avx512_insert,
};

const vk_packed_kernels vk_packed_vnni = {
    VK_CPU_AVX512_VNNI, vnni_byte_distances,  avx512_float_distances, avx512_load_pool,
    vnni_byte_occlude,  avx512_float_occlude, avx512_compact,         avx512_insert,
};

#endif
