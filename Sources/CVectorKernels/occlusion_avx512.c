// Pools of prunes for AVX-512: transposition, occlusion, compaction.

#if defined(__x86_64__)

#include "packed_avx512.h"

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

AVX512 void vk_avx512_load_pool(vk_pool *pool, const vk_packed_rows *rows, const uint32_t *ids,
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

AVX512 int vk_avx512_compact(vk_pool *pool) {
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
  TARGET void name(vk_pool *pool, const vk_packed_rows *rows, uint32_t id, size_t lane,     \
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

DEFINE_BYTE_OCCLUDE(vk_avx512_byte_occlude, AVX512, dot_wide)
DEFINE_BYTE_OCCLUDE(vk_vnni_byte_occlude, VNNI, _mm512_dpbusd_epi32)

AVX512 void vk_avx512_float_occlude(vk_pool *pool, const vk_packed_rows *rows, uint32_t id,
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

#endif
