// The builder's kernels in plain C: the reference for every other level.

#include <math.h>
#include <string.h>

#include "packed_levels.h"

static float byte_distance(const vk_packed_rows *rows, const int8_t *query, int32_t square,
                           uint32_t id) {
  const uint8_t *row = rows->bytes + (size_t)id * rows->stride;
  int32_t dot = 0;
  for (size_t j = 0; j < rows->stride; j++) dot += (int32_t)row[j] * query[j];
  return (float)(square + rows->corrections[id] - 2 * dot);
}

static void plain_byte_distances(const vk_packed_rows *rows, const void *query, int32_t square,
                                 const uint32_t *ids, size_t count, float *out) {
  for (size_t i = 0; i < count; i++) out[i] = byte_distance(rows, query, square, ids[i]);
}

static float add_in_halves(float *sums) {
  for (size_t width = 8; width > 0; width /= 2) {
    for (size_t l = 0; l < width; l++) sums[l] += sums[l + width];
  }
  return sums[0];
}

static float float_distance(const float *a, const float *b, size_t count) {
  float sums[16] = {0};
  for (size_t j = 0; j < count; j++) {
    float difference = a[j] - b[j];
    sums[j % 16] = fmaf(difference, difference, sums[j % 16]);
  }
  return add_in_halves(sums);
}

static void plain_float_distances(const vk_packed_rows *rows, const void *query, int32_t square,
                                  const uint32_t *ids, size_t count, float *out) {
  (void)square;
  for (size_t i = 0; i < count; i++) {
    const float *row = (const float *)(rows->bytes + (size_t)ids[i] * rows->stride);
    out[i] = float_distance(query, row, rows->stride / sizeof(float));
  }
}

void vk_plain_load_pool(vk_pool *pool, const vk_packed_rows *rows, const uint32_t *ids, size_t count) {
  size_t lanes = (count + VK_POOL_LANES - 1) / VK_POOL_LANES * VK_POOL_LANES;
  uint32_t flip = rows->squares ? 0x80808080u : 0;
  pool->pitch = lanes;
  for (size_t i = 0; i < lanes; i++) {
    uint32_t id = ids[i < count ? i : count - 1];
    const uint32_t *row = (const uint32_t *)(rows->bytes + (size_t)id * rows->stride);
    for (size_t w = 0; w < pool->word_count; w++) pool->words[w * lanes + i] = row[w] ^ flip;
    if (rows->squares) pool->squares[i] = rows->squares[id];
    pool->places[i] = (uint32_t)i;
  }
  vk_clear_lanes(pool, count);
}

int vk_plain_compact(vk_pool *pool) {
  if (!vk_is_sparse(pool)) return 0;
  size_t to = 0;
  for (size_t from = 0; from < pool->group_count * VK_POOL_LANES; from++) {
    size_t group = from / VK_POOL_LANES, bit = from % VK_POOL_LANES;
    if (!(vk_live_lanes(pool, group) >> bit & 1)) continue;
    for (size_t w = 0; w < pool->word_count; w++) {
      pool->words[w * pool->pitch + to] = pool->words[w * pool->pitch + from];
    }
    pool->squares[to] = pool->squares[from];
    pool->distances[to] = pool->distances[from];
    pool->places[to] = pool->places[from];
    for (size_t round = 0; round < pool->round_count; round++) {
      uint16_t *masks = vk_round_masks(pool, round);
      uint16_t own = (uint16_t)(masks[group] >> bit & 1), place = to % VK_POOL_LANES;
      masks[to / VK_POOL_LANES] =
          (uint16_t)((masks[to / VK_POOL_LANES] & ~(1u << place)) | (uint32_t)own << place);
    }
    to++;
  }
  for (size_t group = 0; group * VK_POOL_LANES < to; group++) pool->kept[group] = 0;
  vk_end_lanes(pool, to);
  return 1;
}

static void mark(vk_pool *pool, size_t lane, float distance, size_t first_round) {
  uint16_t bit = (uint16_t)(1u << (lane % VK_POOL_LANES));
  for (size_t round = first_round; round < pool->round_count; round++) {
    if (distance == 0 || pool->distances[lane] > pool->alphas[round] * distance) {
      vk_round_masks(pool, round)[lane / VK_POOL_LANES] |= bit;
    }
  }
}

static int is_open(const vk_pool *pool, size_t t, size_t lane) {
  return vk_open_lanes(pool, t / VK_POOL_LANES, lane) >> (t % VK_POOL_LANES) & 1;
}

static void plain_byte_occlude(vk_pool *pool, const vk_packed_rows *rows, uint32_t id, size_t lane,
                               size_t first_round) {
  const uint8_t *row = rows->bytes + (size_t)id * rows->stride;
  for (size_t t = lane + 1; t < pool->group_count * VK_POOL_LANES; t++) {
    if (!is_open(pool, t, lane)) continue;
    int32_t dot = 0;
    for (size_t j = 0; j < pool->word_count * 4; j++) {
      int8_t component = (int8_t)(pool->words[j / 4 * pool->pitch + t] >> (j % 4 * 8));
      dot += (int32_t)row[j] * component;
    }
    mark(pool, t, (float)(pool->squares[t] + rows->corrections[id] - 2 * dot), first_round);
  }
}

static void plain_float_occlude(vk_pool *pool, const vk_packed_rows *rows, uint32_t id, size_t lane,
                                size_t first_round) {
  const float *row = (const float *)(rows->bytes + (size_t)id * rows->stride);
  const float *words = (const float *)pool->words;
  for (size_t t = lane + 1; t < pool->group_count * VK_POOL_LANES; t++) {
    if (!is_open(pool, t, lane)) continue;
    float sums[16] = {0};
    for (size_t j = 0; j < pool->word_count; j++) {
      float difference = row[j] - words[j * pool->pitch + t];
      sums[j % 16] = fmaf(difference, difference, sums[j % 16]);
    }
    mark(pool, t, add_in_halves(sums), first_round);
  }
}

size_t vk_plain_insert(vk_candidate_list *list, const uint32_t *ids, const float *distances,
                       size_t count) {
  uint64_t *keys = list->keys;
  size_t lowest = list->capacity;
  for (size_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, distances + i, sizeof bits);
    uint64_t key = (uint64_t)bits << 32 | (uint64_t)ids[i] << 1;
    if (list->count == list->capacity) {
      uint64_t worst = keys[list->count - 1];
      if (key >= worst) continue;
      list->dropped[list->dropped_count & list->dropped_mask] = worst;
      list->dropped_count += worst & 1;
      list->count--;
    }
    size_t place = list->count++;
    for (; place > 0 && keys[place - 1] > key; place--) keys[place] = keys[place - 1];
    keys[place] = key;
    if (place < lowest) lowest = place;
  }
  return lowest;
}

const vk_packed_kernels vk_packed_plain = {
    .level = VK_CPU_PLAIN,
    .byte_distances = plain_byte_distances,
    .float_distances = plain_float_distances,
    .load_pool = vk_plain_load_pool,
    .byte_occlude = plain_byte_occlude,
    .float_occlude = plain_float_occlude,
    .compact = vk_plain_compact,
    .insert = vk_plain_insert,
};
