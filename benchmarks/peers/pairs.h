// Pairs of connected sockets, for the benchmarks that watch many descriptors.
#pragma once
#include "measure.h"
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

// ends[2 * i] is watched, and ends[2 * i + 1] is the other end of it.
static int *ends, pairs;

static inline void pairs_reserve(int count) {
    raise_descriptor_limit();
    pairs = count;
    ends = calloc(2 * count, sizeof *ends);
    check(ends != NULL, "calloc");
}

static inline void pairs_open(void) {
    for (int i = 0; i < pairs; i++) {
        check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, &ends[2 * i]) == 0, "socketpair");
    }
}

static inline void pairs_close(void) {
    for (int i = 0; i < 2 * pairs; i++) {
        close(ends[i]);
    }
}

// Picoseconds; sorts the samples.
static inline double median_ns(int64_t *samples, int count) {
    qsort(samples, count, sizeof *samples, compare_ns);
    return samples[count / 2] / 1e3;
}
