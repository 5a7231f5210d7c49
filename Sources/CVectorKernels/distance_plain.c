#include "distance_levels.h"

// The oracle of every other level, and what runs where none of them can. Sums are unsigned: they
// hold the same bits as signed ones and cannot overflow into undefined behaviour.

#define PLAIN_INTEGER(name, element, expression)                       \
  static float name(const void *a, const void *b, size_t dimension) {  \
    const element *x = a, *y = b;                                      \
    uint32_t sum = 0;                                                  \
    for (size_t i = 0; i < dimension; i++) {                           \
      int32_t p = x[i], q = y[i];                                      \
      sum += (uint32_t)(expression);                                   \
    }                                                                  \
    return (float)(int32_t)sum;                                        \
  }
PLAIN_INTEGER(l2_int8, int8_t, (p - q) * (p - q))
PLAIN_INTEGER(l2_uint8, uint8_t, (p - q) * (p - q))
PLAIN_INTEGER(ip_int8, int8_t, p *q)
PLAIN_INTEGER(ip_uint8, uint8_t, p *q)

enum { LANES = 8 };

// Eight partial sums, which a compiler can keep in vector registers without reordering additions.
#define PLAIN_FLOAT(name, expression)                                        \
  static float name(const void *a, const void *b, size_t dimension) {        \
    const char *x = a, *y = b;                                               \
    float sums[LANES] = {0};                                                 \
    size_t whole = dimension - dimension % LANES;                            \
    for (size_t i = 0; i < whole; i += LANES) {                              \
      float ps[LANES], qs[LANES];                                            \
      __builtin_memcpy(ps, x + 4 * i, sizeof ps); /* rows need not be aligned */\
      __builtin_memcpy(qs, y + 4 * i, sizeof qs);                                      \
      for (int lane = 0; lane < LANES; lane++) {                             \
        float p = ps[lane], q = qs[lane];                                    \
        sums[lane] += (expression);                                          \
      }                                                                      \
    }                                                                        \
    for (size_t i = whole; i < dimension; i++) {                             \
      float p, q;                                                            \
      __builtin_memcpy(&p, x + 4 * i, sizeof p);                                       \
      __builtin_memcpy(&q, y + 4 * i, sizeof q);                                       \
      sums[0] += (expression);                                               \
    }                                                                        \
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) +                     \
           ((sums[2] + sums[6]) + (sums[3] + sums[7]));                      \
  }
PLAIN_FLOAT(l2_float, (p - q) * (p - q))
PLAIN_FLOAT(ip_float, p *q)

const vk_distance_kernels vk_distance_plain = {
    VK_CPU_PLAIN, l2_float, l2_int8, l2_uint8, ip_float, ip_int8, ip_uint8,
};
