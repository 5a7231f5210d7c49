#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// An io_uring that reads one file. For one thread.
typedef struct bp_ring bp_ring;

/// A read that came back: the tag it was queued with, and the bytes read or -errno.
typedef struct bp_completion {
  uint64_t tag;
  int64_t result;
} bp_completion;

/// Makes a ring for up to `entries` reads in flight of the open descriptor `file` into `buffer`.
/// File and buffer are registered where the system allows it, used as they are where not (a buffer
/// beyond RLIMIT_MEMLOCK). The ring uses both until it is closed. 0, or -errno where io_uring is refused.
int bp_ring_open(bp_ring *_Nullable *_Nonnull ring, unsigned entries, int file, void *_Nonnull buffer,
                 size_t buffer_bytes);

/// Ends the ring. No read may be in flight: the kernel would still write to the buffer.
void bp_ring_close(bp_ring *_Nonnull ring);

/// Whether the buffer is registered, which saves pinning its pages for each read.
int bp_ring_has_registered_buffer(const bp_ring *_Nonnull ring);

/// Queues a read of `length` bytes at `offset` into `target`, a part of the ring's buffer.
/// 0, or -EBUSY when `entries` reads are queued already. Nothing is read before `bp_ring_submit`.
int bp_ring_queue_read(bp_ring *_Nonnull ring, void *_Nonnull target, uint32_t length, uint64_t offset,
                       uint64_t tag);

/// Hands all queued reads to the kernel. 0, or -errno; then what was not taken stays queued.
int bp_ring_submit(bp_ring *_Nonnull ring);

/// Takes up to `capacity` reads that have come back, waiting for the first: it looks again and again
/// for up to `spin_nanoseconds`, since waking from sleep costs as much as an SSD takes to read, and
/// then sleeps. With `capacity` 0 completions or none in flight it would wait forever: do not.
/// The number taken, at least 1, or -errno (never -EINTR).
int bp_ring_wait(bp_ring *_Nonnull ring, bp_completion *_Nonnull out, unsigned capacity,
                 uint64_t spin_nanoseconds);

/// Opens a file for reading past the page cache. The descriptor, or -1 with errno.
int bp_open_direct(const char *_Nonnull path);

/// Nanoseconds of a clock that never steps back.
uint64_t bp_monotonic_nanoseconds(void);

#ifdef __cplusplus
}
#endif
