#include "distance.h"

#define PLAIN_INTEGER(name, element, expression)                                     \
  static float name(const void *a, const void *b, size_t dimension) {                \
    const element *x = a, *y = b;                                                    \
    int32_t sum = 0;                                                                 \
    for (size_t i = 0; i < dimension; i++) {                                         \
      int32_t p = x[i], q = y[i];                                                    \
      sum += (expression);                                                           \
    }                                                                                \
    return (float)sum;                                                               \
  }
PLAIN_INTEGER(plain_l2_int8, int8_t, (p - q) * (p - q))
PLAIN_INTEGER(plain_l2_uint8, uint8_t, (p - q) * (p - q))
PLAIN_INTEGER(plain_ip_int8, int8_t, p *q)
PLAIN_INTEGER(plain_ip_uint8, uint8_t, p *q)

static float plain_l2_float(const void *a, const void *b, size_t dimension) {
  const float *x = a, *y = b;
  float sum = 0;
  for (size_t i = 0; i < dimension; i++) sum += (x[i] - y[i]) * (x[i] - y[i]);
  return sum;
}

static float plain_ip_float(const void *a, const void *b, size_t dimension) {
  const float *x = a, *y = b;
  float sum = 0;
  for (size_t i = 0; i < dimension; i++) sum += x[i] * y[i];
  return sum;
}

static const vk_distance_kernels plain = {
    VK_CPU_PLAIN,   plain_l2_float, plain_l2_int8, plain_l2_uint8,
    plain_ip_float, plain_ip_int8,  plain_ip_uint8,
};

const vk_distance_kernels *vk_distance_kernels_at(vk_cpu_level limit) {
  (void)limit;
  return &plain;
}
