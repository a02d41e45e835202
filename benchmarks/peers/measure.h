// What the C peers measure with: the same clock, the same percentiles and the same kinds of numbers as Mux.Compare's own rows.
// Each result is one line: case, metric, unit and value, with tabs between.
#pragma once
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static inline int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

// Processor time of all threads of this program.
static inline int64_t cpu_ns(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000000LL + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1000LL;
}

// Processor time of the calling thread.
static inline int64_t thread_cpu_ns(void) {
    struct timespec used;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return used.tv_sec * 1000000000LL + used.tv_nsec;
}

static inline void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static inline void check(int succeeded, const char *what) {
    if (!succeeded) {
        perror(what);
        exit(1);
    }
}

// Binds the calling thread to one processor; below 0 leaves it free.
static inline void pin(int processor) {
    if (processor < 0) {
        return;
    }

    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    check(sched_setaffinity(0, sizeof set, &set) == 0, "sched_setaffinity");
}

static void *sleep_for_ever(void *unused) {
    for (;;) {
        pause();
    }

    return unused;
}

// Has the process be one of several threads, as every .NET process is: the kernel then counts a reference to a file at each call, which it spares a process of one.
static inline void be_one_of_two_threads(void) {
    pthread_t thread;
    check(pthread_create(&thread, NULL, sleep_for_ever, NULL) == 0, "pthread_create");
}

// To as many as the hard limit allows, which is what comes back.
static inline int raise_descriptor_limit(void) {
    struct rlimit limit;
    check(getrlimit(RLIMIT_NOFILE, &limit) == 0, "getrlimit");
    limit.rlim_cur = limit.rlim_max;
    check(setrlimit(RLIMIT_NOFILE, &limit) == 0, "setrlimit");
    return (int)limit.rlim_cur;
}

static int compare_ns(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static inline void report(const char *name, const char *metric, const char *unit, double value) {
    printf("%s\t%s\t%s\t%.17g\n", name, metric, unit, value);
}

// The sample at a rank that is rounded up, as Mux.Compare's Distribution takes it.
static inline void report_distribution(const char *name, const char *prefix, int64_t *samples, int count) {
    char metric[64];
    qsort(samples, count, sizeof *samples, compare_ns);
    snprintf(metric, sizeof metric, "%smedian", prefix);
    report(name, metric, "us", samples[(count * 50 + 99) / 100 - 1] / 1e3);
    snprintf(metric, sizeof metric, "%sp99", prefix);
    report(name, metric, "us", samples[(int64_t)((int64_t)count * 99 + 99) / 100 - 1] / 1e3);
}
