// Insertion into candidate lists for AVX-512: new keys are merged eight at a time.

#if defined(__x86_64__)

#include <string.h>

#include "packed_avx512.h"

static inline size_t least(size_t a, size_t b) { return a < b ? a : b; }

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

AVX512 size_t vk_avx512_insert(vk_candidate_list *list, const uint32_t *ids,
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

#endif
