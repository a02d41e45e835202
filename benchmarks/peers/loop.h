// The least that an event loop with posts can be: an eventfd in an epoll instance, edge-triggered so that nobody has to read it, and a lock-free list of
// intrusive nodes. Posters push; the loop takes all there is with one exchange and runs it in the order of arrival. A poster writes to the eventfd only
// when the loop has said that it sleeps, and only the first one does.
#pragma once
#include "measure.h"
#include <errno.h>
#include <stdatomic.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct job {
    struct job *next;
    void (*run)(struct job *);
};

struct waker {
    int epoll, event;
};

struct loop {
    struct waker waker;
    _Alignas(64) _Atomic(struct job *) posted; // Newest first. Posters write it; the next line is the loop's.
    _Alignas(64) atomic_bool sleeps;
    atomic_bool stopping;
};

static inline struct waker waker_open(void) {
    struct waker waker = { epoll_create1(EPOLL_CLOEXEC), eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
    struct epoll_event edge = { .events = EPOLLIN | EPOLLET };
    check(waker.epoll >= 0 && waker.event >= 0, "epoll_create1, eventfd");
    check(epoll_ctl(waker.epoll, EPOLL_CTL_ADD, waker.event, &edge) == 0, "epoll_ctl");
    return waker;
}

static inline void waker_wake(struct waker *waker) {
    uint64_t one = 1;
    check(write(waker->event, &one, sizeof one) == sizeof one, "write");
}

// As many events as Mux's loop asks for: a buffer of the same size.
static inline void waker_wait(struct waker *waker) {
    struct epoll_event events[256];
    int ready = epoll_wait(waker->epoll, events, 256, -1);
    check(ready >= 0 || errno == EINTR, "epoll_wait");
}

static inline void loop_post(struct loop *loop, struct job *job) {
    struct job *head = atomic_load_explicit(&loop->posted, memory_order_relaxed);
    do {
        job->next = head;
    } while (!atomic_compare_exchange_weak(&loop->posted, &head, job));

    if (atomic_load(&loop->sleeps) && atomic_exchange(&loop->sleeps, 0)) {
        waker_wake(&loop->waker);
    }
}

static inline int loop_run_posted(struct loop *loop) {
    struct job *newest = atomic_exchange(&loop->posted, NULL), *oldest = NULL;
    while (newest != NULL) {
        struct job *next = newest->next;
        newest->next = oldest;
        oldest = newest;
        newest = next;
    }

    int run = 0;
    while (oldest != NULL) {
        struct job *next = oldest->next; // Read first: the job may be posted again once it has run.
        oldest->run(oldest);
        oldest = next;
        run++;
    }

    return run;
}

static inline void loop_run(struct loop *loop) {
    while (!atomic_load_explicit(&loop->stopping, memory_order_relaxed)) {
        if (loop_run_posted(loop) > 0) {
            continue;
        }

        atomic_store(&loop->sleeps, 1);
        if (atomic_load(&loop->posted) == NULL) { // Said first, looked afterwards: a poster sees the one or the loop the other.
            waker_wait(&loop->waker);
        }

        atomic_store(&loop->sleeps, 0);
    }
}
