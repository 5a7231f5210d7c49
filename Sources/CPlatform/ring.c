#define _GNU_SOURCE
#include "ring.h"

#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <stdlib.h>
#include <time.h>

struct bp_ring {
  struct io_uring uring;
  int file;  // the descriptor, or 0 (its place in the table) when registered
  int has_registered_file;
  int has_registered_buffer;
};

uint64_t bp_monotonic_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int bp_open_direct(const char *path) { return open(path, O_RDONLY | O_CLOEXEC | O_DIRECT); }

int bp_ring_open(bp_ring **out, unsigned entries, int file, void *buffer, size_t buffer_bytes) {
  bp_ring *ring = calloc(1, sizeof *ring);
  if (!ring) return -ENOMEM;
  int error = io_uring_queue_init(entries, &ring->uring, 0);
  if (error < 0) {
    free(ring);
    return error;
  }
  ring->file = file;
  if (io_uring_register_files(&ring->uring, &file, 1) == 0) {
    ring->file = 0;
    ring->has_registered_file = 1;
  }
  struct iovec region = {.iov_base = buffer, .iov_len = buffer_bytes};
  ring->has_registered_buffer = io_uring_register_buffers(&ring->uring, &region, 1) == 0;
  *out = ring;
  return 0;
}

void bp_ring_close(bp_ring *ring) {
  io_uring_queue_exit(&ring->uring);
  free(ring);
}

int bp_ring_has_registered_buffer(const bp_ring *ring) { return ring->has_registered_buffer; }

int bp_ring_queue_read(bp_ring *ring, void *target, uint32_t length, uint64_t offset, uint64_t tag) {
  struct io_uring_sqe *entry = io_uring_get_sqe(&ring->uring);
  if (!entry) return -EBUSY;
  if (ring->has_registered_buffer) {
    io_uring_prep_read_fixed(entry, ring->file, target, length, offset, 0);
  } else {
    io_uring_prep_read(entry, ring->file, target, length, offset);
  }
  if (ring->has_registered_file) entry->flags |= IOSQE_FIXED_FILE;
  entry->user_data = tag;
  return 0;
}

int bp_ring_submit(bp_ring *ring) {
  while (io_uring_sq_ready(&ring->uring) > 0) {
    int taken = io_uring_submit(&ring->uring);
    if (taken == -EINTR) continue;
    if (taken < 0) return taken;
    if (taken == 0) return -EAGAIN;
  }
  return 0;
}

static int take(bp_ring *ring, bp_completion *out, unsigned capacity) {
  struct io_uring_cqe *entry;
  unsigned head, count = 0;
  io_uring_for_each_cqe(&ring->uring, head, entry) {
    if (count == capacity) break;
    out[count].tag = entry->user_data;
    out[count].result = entry->res;
    count++;
  }
  io_uring_cq_advance(&ring->uring, count);
  return (int)count;
}

static inline void pause_processor(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

int bp_ring_wait(bp_ring *ring, bp_completion *out, unsigned capacity, uint64_t spin_nanoseconds) {
  int count = take(ring, out, capacity);
  if (count == 0 && spin_nanoseconds > 0) {
    uint64_t end = bp_monotonic_nanoseconds() + spin_nanoseconds;
    do {
      for (int i = 0; i < 16 && count == 0; i++) {
        pause_processor();
        count = take(ring, out, capacity);
      }
    } while (count == 0 && bp_monotonic_nanoseconds() < end);
  }
  while (count == 0) {
    struct io_uring_cqe *first;
    int error = io_uring_wait_cqe(&ring->uring, &first);
    if (error < 0 && error != -EINTR) return error;
    count = take(ring, out, capacity);
  }
  return count;
}
