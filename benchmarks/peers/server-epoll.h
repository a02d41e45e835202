// The loop of a server on bare epoll.
#pragma once
#include "server.h"
#include <sys/epoll.h>

static int epoll;

static inline void watch(int operation, int socket, void *connection, uint32_t events) {
    struct epoll_event event = { .events = events, .data.ptr = connection };
    check(epoll_ctl(epoll, operation, socket, &event) == 0, "epoll_ctl");
}

// Serves for ever. opened makes what a new connection's events are given to turn with.
static inline void serve_by_epoll(int processor, uint32_t interests, void *(*opened)(int socket), void (*turn)(void *connection)) {
    epoll = epoll_create1(EPOLL_CLOEXEC);
    check(epoll >= 0, "epoll_create1");
    int listener = server_start(processor);
    watch(EPOLL_CTL_ADD, listener, NULL, EPOLLIN);

    for (;;) {
        struct epoll_event events[256];
        int ready = epoll_wait(epoll, events, 256, -1);
        check(ready >= 0 || errno == EINTR, "epoll_wait");
        for (int i = 0; i < ready; i++) {
            if (events[i].data.ptr != NULL) {
                turn(events[i].data.ptr);
                continue;
            }

            for (int socket; (socket = accept_next(listener)) >= 0;) {
                watch(EPOLL_CTL_ADD, socket, opened(socket), interests);
            }
        }
    }
}
