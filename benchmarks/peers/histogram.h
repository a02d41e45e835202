// Latencies by the million: counts in buckets that are at most 1/128 of their value wide, so that a percentile is off by less than 1 %.
#pragma once
#include "measure.h"
#include <string.h>

#define HISTOGRAM_BITS 7 // Values below 2^7 ns have a bucket each; from there on each power of two is cut into 2^7.

static uint64_t histogram[(64 - HISTOGRAM_BITS) << HISTOGRAM_BITS], histogram_count;

static inline void histogram_reset(void) {
    memset(histogram, 0, sizeof histogram);
    histogram_count = 0;
}

static inline void histogram_add(uint64_t ns) {
    int shift = 63 - __builtin_clzll(ns | 1) - HISTOGRAM_BITS;
    shift = shift < 0 ? 0 : shift;
    histogram[((uint64_t)shift << HISTOGRAM_BITS) + (ns >> shift)]++; // The top bit of what is left counts as one more shift.
    histogram_count++;
}

// The middle of the bucket that holds the sample at a rank that is rounded up.
static inline double histogram_percentile(double percent) {
    uint64_t rank = (uint64_t)(histogram_count * percent / 100), seen = 0;
    rank += rank < histogram_count * percent / 100;
    for (uint64_t i = 0; i < sizeof histogram / sizeof *histogram; i++) {
        seen += histogram[i];
        if (seen >= rank && seen > 0) {
            uint64_t shift = i < (2ULL << HISTOGRAM_BITS) ? 0 : (i >> HISTOGRAM_BITS) - 1;
            uint64_t lowest = (i - (shift << HISTOGRAM_BITS)) << shift;
            return lowest + ((1ULL << shift) - 1) / 2.0;
        }
    }

    return 0;
}
