// Echo in a closed loop: each connection sends a message, awaits all of it, and sends the next.
#pragma once
#include "histogram.h"
#include "load.h"

#define VARIETY 4096 // Messages are pieces of one pattern that begin at different places, so that no two neighbours are alike and none is copied.

struct echo {
    int socket;
    uint32_t message; // Where in the pattern the message under way begins.
    size_t sent, received;
    int64_t begun;
};

static char *pattern;
static size_t message_size;
static int comparing;

// Sends as much of the message as the socket takes. An edge says when it takes more.
static void echo_send(struct echo *echo) {
    while (echo->sent < message_size) {
        ssize_t sent = send(echo->socket, pattern + echo->message + echo->sent, message_size - echo->sent, MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno == EAGAIN) {
                return;
            }

            fail("send: %s", strerror(errno));
        }

        echo->sent += sent;
    }
}

static void echo_begin(struct echo *echo, int64_t now) {
    echo->message = (echo->message + 61) % VARIETY;
    echo->sent = echo->received = 0;
    echo->begun = now;
    echo_send(echo);
}

// Takes what has come, and starts over when all has. Reading ends at the whole message, or at a read that was not full: more is then a new edge.
static void echo_receive(struct echo *echo) {
    static char buffer[256 * 1024];
    while (echo->received < message_size) {
        size_t left = message_size - echo->received, room = left < sizeof buffer ? left : sizeof buffer;
        ssize_t received = recv(echo->socket, buffer, room, 0);
        if (received <= 0) {
            if (received < 0 && errno == EAGAIN) {
                return;
            }

            fail("recv: %s", received == 0 ? "the server closed the connection" : strerror(errno));
        }

        if (comparing && memcmp(buffer, pattern + echo->message + echo->received, received) != 0) {
            fail("the echo is not what was sent");
        }

        echo->received += received;
        if (received < (ssize_t)room) {
            return;
        }
    }

    int64_t now = now_ns();
    histogram_add(now - echo->begun);
    echo_begin(echo, now);
}

static void load_echo(int connections, int bytes, int64_t warm_up_ms, int64_t ms) {
    watchdog(warm_up_ms + ms);
    message_size = bytes;
    pattern = malloc(message_size + VARIETY);
    struct echo *echoes = calloc(connections, sizeof *echoes);
    check(pattern != NULL && echoes != NULL, "malloc");
    uint32_t random = 1;
    for (size_t i = 0; i < message_size + VARIETY; i++) {
        random = random * 1664525 + 1013904223;
        pattern[i] = (char)(random >> 24);
    }

    for (int i = 0; i < connections; i++) {
        echoes[i] = (struct echo){ .socket = connect_and_echo_one(), .message = i % VARIETY };
        make_nonblocking(echoes[i].socket);
        watch(echoes[i].socket, EPOLLIN | EPOLLOUT | EPOLLET, &echoes[i]);
    }

    struct windows windows;
    windows_begin(&windows, warm_up_ms, ms);
    comparing = 1;
    for (int i = 0; i < connections; i++) {
        echo_begin(&echoes[i], now_ns());
    }

    for (enum turn_of_time turn = GOES_ON; turn != MEASURING_ENDED; turn = windows_look(&windows)) {
        if (turn == MEASURING_BEGINS) {
            comparing = 0;
            histogram_reset();
            puts("measuring"); // Whoever asks the server something may do so from now on.
            fflush(stdout);
        }

        struct epoll_event events[EVENTS];
        int ready = wait_for_events(events);
        for (int i = 0; i < ready; i++) {
            struct echo *echo = events[i].data.ptr;
            if (echo->sent < message_size) {
                echo_send(echo);
            }

            if (events[i].events & ~EPOLLOUT) {
                echo_receive(echo);
            }
        }
    }

    if (histogram_count == 0) {
        fail("no echo came within the window");
    }

    report(name, "throughput", "requests/s", histogram_count / windows_seconds(&windows));
    report(name, "server CPU", "us a request", windows.cpu / 1e3 / histogram_count);
    report(name, "p50", "us", histogram_percentile(50) / 1e3);
    report(name, "p99", "us", histogram_percentile(99) / 1e3);
    report(name, "p99.9", "us", histogram_percentile(99.9) / 1e3);
}
