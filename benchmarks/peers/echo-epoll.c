// An echo server on bare epoll.
//   echo-epoll <cpu> level|edge
#include "server.h"
#include <sys/epoll.h>

struct connection {
    int socket;
    struct unsent *unsent;
};

static int epoll;

static void watch(int operation, struct connection *connection, uint32_t events) {
    struct epoll_event event = { .events = events, .data.ptr = connection };
    check(epoll_ctl(epoll, operation, connection->socket, &event) == 0, "epoll_ctl");
}

static void end(struct connection *connection) {
    close(connection->socket); // Nobody has a duplicate, so this takes it out of the epoll instance as well.
    free(connection->unsent);
    free(connection);
}

// Reads or writes, never both: which one it waits for says whether something is unsent.
static void level_turn(struct connection *connection) {
    if (connection->unsent != NULL) {
        switch (echo_send_unsent(connection->socket, &connection->unsent)) {
        case DONE:
            watch(EPOLL_CTL_MOD, connection, EPOLLIN);
            return;
        case WOULD_BLOCK:
            return;
        case CLOSED:
            end(connection);
            return;
        }
    }

    switch (echo_once(connection->socket, &connection->unsent)) {
    case DONE:
        return;
    case WOULD_BLOCK:
        watch(EPOLL_CTL_MOD, connection, EPOLLOUT);
        return;
    case CLOSED:
        end(connection);
        return;
    }
}

// Goes on until the socket would block: an edge reports only news. Both directions are watched for ever.
static void edge_turn(struct connection *connection) {
    static char buffer[BUFFER_SIZE];
    for (;;) {
        if (connection->unsent != NULL) {
            enum outcome outcome = echo_send_unsent(connection->socket, &connection->unsent);
            if (outcome == WOULD_BLOCK) {
                return;
            }

            if (outcome == CLOSED) {
                break;
            }
        }

        ssize_t received = recv(connection->socket, buffer, sizeof buffer, 0);
        if (received <= 0) {
            if (received < 0 && errno == EAGAIN) {
                return;
            }

            break; // FIN, or a reset.
        }

        if (echo_send(connection->socket, buffer, received, &connection->unsent) == CLOSED) {
            break;
        }
    }

    end(connection);
}

int main(int argc, char **argv) {
    check(argc == 3, "usage: echo-epoll <cpu> level|edge");
    int edge = strcmp(argv[2], "edge") == 0;
    void (*turn)(struct connection *) = edge ? edge_turn : level_turn;
    uint32_t interests = edge ? EPOLLIN | EPOLLOUT | EPOLLET : EPOLLIN;
    epoll = epoll_create1(EPOLL_CLOEXEC);
    check(epoll >= 0, "epoll_create1");
    struct connection listener = { .socket = server_start(atoi(argv[1])) };
    watch(EPOLL_CTL_ADD, &listener, EPOLLIN);

    for (;;) {
        struct epoll_event events[256];
        int ready = epoll_wait(epoll, events, 256, -1);
        check(ready >= 0 || errno == EINTR, "epoll_wait");
        for (int i = 0; i < ready; i++) {
            if (events[i].data.ptr != &listener) {
                turn(events[i].data.ptr);
                continue;
            }

            for (int socket; (socket = accept_next(listener.socket)) >= 0;) {
                struct connection *connection = malloc(sizeof *connection);
                check(connection != NULL, "malloc");
                *connection = (struct connection){ .socket = socket };
                watch(EPOLL_CTL_ADD, connection, interests);
            }
        }
    }
}
