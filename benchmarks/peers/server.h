// What the servers share: how they start, how they end, and what a short send leaves behind.
#pragma once
#include "measure.h"
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER_SIZE (32 * 1024) // The most that one read takes: the same as Mux's echo server.
#define BACKLOG 4096

// A server must not outlive the program that started it, however that one ends.
static void *exit_at_end_of_input(void *unused) {
    (void)unused;
    // On a table of its own. One that is shared with a second thread makes each system call on a descriptor count a reference up and down, and no
    // server of one thread pays for that.
    check(close_range(3, ~0U, CLOSE_RANGE_UNSHARE) == 0, "close_range");
    char ignored[256];
    while (read(STDIN_FILENO, ignored, sizeof ignored) > 0) {
    }

    exit(0);
}

// A listening socket on any port of the loopback address, which it tells to whoever started the server. Connections that come before the server waits
// stand in the backlog.
static inline int server_start(int processor) {
    pin(processor);
    signal(SIGPIPE, SIG_IGN);
    raise_descriptor_limit();
    pthread_t watcher;
    check(pthread_create(&watcher, NULL, exit_at_end_of_input, NULL) == 0, "pthread_create");

    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    check(listener >= 0, "socket");
    check(setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0, "TCP_NODELAY"); // On Linux the accepted sockets inherit it.
    check(bind(listener, (struct sockaddr *)&address, sizeof address) == 0, "bind");
    check(listen(listener, BACKLOG) == 0, "listen");
    check(getsockname(listener, (struct sockaddr *)&address, &length) == 0, "getsockname");
    printf("listening on %d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

// The next connection, or -1 when none waits.
static inline int accept_next(int listener) {
    for (;;) {
        int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket >= 0) {
            return socket;
        }

        if (errno == EAGAIN) {
            return -1;
        }

        check(errno == ECONNABORTED || errno == EINTR, "accept4"); // That peer has gone again; the next may not have.
    }
}

// What a short send left behind. There is one only while there is something in it, so that an idle connection costs no buffer.
struct unsent {
    size_t start, end;
    char bytes[];
};

static inline struct unsent *unsent_keep(const char *bytes, size_t count) {
    struct unsent *unsent = malloc(sizeof *unsent + count);
    check(unsent != NULL, "malloc");
    unsent->start = 0;
    unsent->end = count;
    memcpy(unsent->bytes, bytes, count);
    return unsent;
}

enum outcome { DONE, WOULD_BLOCK, CLOSED };

// Sends until all is sent or the socket would block, and keeps the rest. Nothing may be unsent from before.
static inline enum outcome echo_send(int socket, const char *bytes, size_t count, struct unsent **unsent) {
    ssize_t sent = send(socket, bytes, count, MSG_NOSIGNAL);
    if (sent == (ssize_t)count) {
        return DONE;
    }

    if (sent < 0 && errno != EAGAIN) {
        return CLOSED; // A reset.
    }

    sent = sent < 0 ? 0 : sent;
    *unsent = unsent_keep(bytes + sent, count - sent);
    return WOULD_BLOCK; // Or as good as: a send is short where the buffer is full.
}

// Goes on with what is unsent, until the socket would block.
static inline enum outcome echo_send_unsent(int socket, struct unsent **unsent) {
    struct unsent *rest = *unsent;
    while (rest->start < rest->end) {
        ssize_t sent = send(socket, rest->bytes + rest->start, rest->end - rest->start, MSG_NOSIGNAL);
        if (sent < 0) {
            return errno == EAGAIN ? WOULD_BLOCK : CLOSED;
        }

        rest->start += sent;
    }

    free(rest);
    *unsent = NULL;
    return DONE;
}

// One read and one send, as a level-triggered server does it: whatever a single read leaves is reported again. Nothing may be unsent from before.
static inline enum outcome echo_once(int socket, struct unsent **unsent) {
    static char buffer[BUFFER_SIZE]; // All connections read into it, one after the other.
    ssize_t received = recv(socket, buffer, sizeof buffer, 0);
    if (received > 0) {
        return echo_send(socket, buffer, received, unsent);
    }

    return received < 0 && errno == EAGAIN ? DONE : CLOSED; // FIN, or a reset. All that came before it has been sent, or this would not be reading.
}
