// Connections as fast as they come: connect, one byte there and back, reset, again.
#pragma once
#include "load.h"

#define IN_FLIGHT 64

struct dial {
    int socket;
    int sent;
};

static void dial_send(struct dial *dial) {
    ssize_t sent = send(dial->socket, "m", 1, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) { // EAGAIN: it is still connecting.
        fail("send: %s", strerror(errno));
    }

    dial->sent = sent == 1;
}

static void dial_begin(struct dial *dial) {
    if (connect(dial->socket, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS) {
        fail("connect: %s", strerror(errno));
    }

    dial_send(dial); // Over loopback the handshake ends before connect returns, whatever that says.
}

// Disconnects the socket, which the server sees as the same reset that a close with SO_LINGER 0 sends; but the socket, its registration and its options
// stay for the next connection. The generator has to do less for a connection than the server, or it would measure itself.
static void dial_reset(struct dial *dial) {
    struct sockaddr nobody = { .sa_family = AF_UNSPEC };
    check(connect(dial->socket, &nobody, sizeof nobody) == 0, "connect to nobody");
}

static void load_accept(int64_t warm_up_ms, int64_t ms) {
    watchdog(warm_up_ms + ms);
    struct dial dials[IN_FLIGHT] = { 0 };
    struct windows windows;
    windows_begin(&windows, warm_up_ms, ms);
    for (int i = 0; i < IN_FLIGHT; i++) {
        dials[i].socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        check(dials[i].socket >= 0, "socket");
        dial_begin(&dials[i]);
        watch(dials[i].socket, EPOLLIN | EPOLLOUT | EPOLLET, &dials[i]);
    }

    int64_t served = 0;
    for (enum turn_of_time turn = GOES_ON; turn != MEASURING_ENDED; turn = windows_look(&windows)) {
        if (turn == MEASURING_BEGINS) {
            served = 0;
        }

        struct epoll_event events[EVENTS];
        int ready = wait_for_events(events);
        for (int i = 0; i < ready; i++) {
            struct dial *dial = events[i].data.ptr;
            if (!dial->sent) {
                dial_send(dial);
                continue;
            }

            char echo;
            ssize_t received = events[i].events & ~EPOLLOUT ? recv(dial->socket, &echo, 1, 0) : -2;
            if (received == -2 || (received == -1 && errno == EAGAIN)) {
                continue; // Connected, which is old news; or the end of the connection before this one.
            }

            if (received != 1 || echo != 'm') {
                fail("recv: %s", received == 1 ? "another byte than was sent" : received == 0 ? "the server closed the connection" : strerror(errno));
            }

            served++;
            dial_reset(dial);
            dial_begin(dial);
        }
    }

    if (served == 0) {
        fail("no connection was served within the window");
    }

    report(name, "throughput", "connections/s", served / windows_seconds(&windows));
    report(name, "server CPU", "us a connection", windows.cpu / 1e3 / served);
}
