#pragma once

// What the AVX-512 files of the packed kernels share.

#if defined(__x86_64__)

#include <immintrin.h>

#include "packed_levels.h"

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,popcnt")))
#define VNNI __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,popcnt")))

// sum + unsigned bytes of a times signed bytes of b, four neighbours into each 32-bit lane. Even and odd
// bytes are widened apart, which keeps the lanes in place.
AVX512 static inline __m512i dot_wide(__m512i sum, __m512i a, __m512i b) {
  __m512i even = _mm512_madd_epi16(_mm512_and_si512(a, _mm512_set1_epi16(0xFF)),
                                   _mm512_srai_epi16(_mm512_slli_epi16(b, 8), 8));
  __m512i odd = _mm512_madd_epi16(_mm512_srli_epi16(a, 8), _mm512_srai_epi16(b, 8));
  return _mm512_add_epi32(sum, _mm512_add_epi32(even, odd));
}

void vk_avx512_load_pool(vk_pool *pool, const vk_packed_rows *rows, const uint32_t *ids, size_t count);
void vk_avx512_byte_occlude(vk_pool *pool, const vk_packed_rows *rows, uint32_t id, size_t lane,
                            size_t first_round);
void vk_vnni_byte_occlude(vk_pool *pool, const vk_packed_rows *rows, uint32_t id, size_t lane,
                          size_t first_round);
void vk_avx512_float_occlude(vk_pool *pool, const vk_packed_rows *rows, uint32_t id, size_t lane,
                             size_t first_round);
int vk_avx512_compact(vk_pool *pool);
size_t vk_avx512_insert(vk_candidate_list *list, const uint32_t *ids, const float *distances,
                        size_t count);

#endif
