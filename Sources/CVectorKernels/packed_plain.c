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

static float float_distance(const float *a, const float *b, size_t count) {
  float sums[16] = {0};
  for (size_t j = 0; j < count; j++) {
    float difference = a[j] - b[j];
    sums[j % 16] = fmaf(difference, difference, sums[j % 16]);
  }
  for (size_t width = 8; width > 0; width /= 2) {
    for (size_t l = 0; l < width; l++) sums[l] += sums[l + width];
  }
  return sums[0];
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
  size_t groups = (count + VK_POOL_LANES - 1) / VK_POOL_LANES;
  uint32_t flip = rows->squares ? 0x80808080u : 0;
  pool->group_count = groups;
  for (size_t i = 0; i < groups * VK_POOL_LANES; i++) {
    uint32_t id = ids[i < count ? i : count - 1];
    const uint32_t *row = (const uint32_t *)(rows->bytes + (size_t)id * rows->stride);
    size_t group = i / VK_POOL_LANES, lane = i % VK_POOL_LANES;
    uint32_t *target = pool->words + group * pool->word_count * VK_POOL_LANES + lane;
    for (size_t w = 0; w < pool->word_count; w++) target[w * VK_POOL_LANES] = row[w] ^ flip;
    if (rows->squares) pool->squares[i] = rows->squares[id];
  }
  memset(pool->kept, 0, groups * sizeof(uint16_t));
  uint16_t unused = (uint16_t)(count % VK_POOL_LANES ? 0xFFFFu << (count % VK_POOL_LANES) : 0);
  for (size_t round = 0; round < pool->round_count; round++) {
    uint16_t *masks = pool->masks + round * pool->group_capacity;
    memset(masks, 0, groups * sizeof(uint16_t));
    masks[groups - 1] = unused;
  }
}

static void mark(vk_pool *pool, size_t lane_number, float distance, size_t first_round) {
  size_t group = lane_number / VK_POOL_LANES;
  uint16_t bit = (uint16_t)(1u << (lane_number % VK_POOL_LANES));
  float own = pool->distances[lane_number];
  for (size_t round = first_round; round < pool->round_count; round++) {
    if (distance == 0 || own > pool->alphas[round] * distance) {
      pool->masks[round * pool->group_capacity + group] |= bit;
    }
  }
}

static void plain_byte_occlude(vk_pool *pool, const vk_packed_rows *rows, uint32_t id, size_t member,
                               size_t first_round) {
  const uint8_t *row = rows->bytes + (size_t)id * rows->stride;
  for (size_t t = member + 1; t < pool->group_count * VK_POOL_LANES; t++) {
    size_t group = t / VK_POOL_LANES, lane = t % VK_POOL_LANES;
    if (!(vk_open_lanes(pool, group, member) >> lane & 1)) continue;
    const uint32_t *words = pool->words + group * pool->word_count * VK_POOL_LANES + lane;
    int32_t dot = 0;
    for (size_t j = 0; j < pool->word_count * 4; j++) {
      int8_t component = (int8_t)(words[j / 4 * VK_POOL_LANES] >> (j % 4 * 8));
      dot += (int32_t)row[j] * component;
    }
    float distance = (float)(pool->squares[t] + rows->corrections[id] - 2 * dot);
    mark(pool, t, distance, first_round);
  }
}

static void plain_float_occlude(vk_pool *pool, const vk_packed_rows *rows, uint32_t id, size_t member,
                                size_t first_round) {
  const float *row = (const float *)(rows->bytes + (size_t)id * rows->stride);
  for (size_t t = member + 1; t < pool->group_count * VK_POOL_LANES; t++) {
    size_t group = t / VK_POOL_LANES, lane = t % VK_POOL_LANES;
    if (!(vk_open_lanes(pool, group, member) >> lane & 1)) continue;
    const float *words = (const float *)pool->words + group * pool->word_count * VK_POOL_LANES + lane;
    float sums[16] = {0};
    for (size_t j = 0; j < pool->word_count; j++) {
      float difference = row[j] - words[j * VK_POOL_LANES];
      sums[j % 16] = fmaf(difference, difference, sums[j % 16]);
    }
    for (size_t width = 8; width > 0; width /= 2) {
      for (size_t l = 0; l < width; l++) sums[l] += sums[l + width];
    }
    mark(pool, t, sums[0], first_round);
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
    VK_CPU_PLAIN,       plain_byte_distances, plain_float_distances, vk_plain_load_pool,
    plain_byte_occlude, plain_float_occlude,  vk_plain_insert,
};
