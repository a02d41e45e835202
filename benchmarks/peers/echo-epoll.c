// An echo server on bare epoll.
//   echo-epoll <cpu> level|edge [threads]
#include "server-epoll.h"

struct connection {
    int socket;
    struct unsent *unsent;
};

static void end(struct connection *connection) {
    close(connection->socket); // Nobody has a duplicate, so this takes it out of the epoll instance as well.
    free(connection->unsent);
    free(connection);
}

// Reads or writes, never both: which one it waits for says whether something is unsent.
static void level_turn(void *state) {
    struct connection *connection = state;
    if (connection->unsent != NULL) {
        switch (echo_send_unsent(connection->socket, &connection->unsent)) {
        case DONE:
            watch(EPOLL_CTL_MOD, connection->socket, connection, EPOLLIN);
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
        watch(EPOLL_CTL_MOD, connection->socket, connection, EPOLLOUT);
        return;
    case CLOSED:
        end(connection);
        return;
    }
}

// Goes on until the socket would block: an edge reports only news. Both directions are watched for ever.
static void edge_turn(void *state) {
    struct connection *connection = state;
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

static void *opened(int socket) {
    struct connection *connection = malloc(sizeof *connection);
    check(connection != NULL, "malloc");
    *connection = (struct connection){ .socket = socket };
    return connection;
}

int main(int argc, char **argv) {
    check(argc == 3 || (argc == 4 && strcmp(argv[3], "threads") == 0), "usage: echo-epoll <cpu> level|edge [threads]");
    if (argc == 4) {
        be_one_of_two_threads();
    }

    if (strcmp(argv[2], "edge") == 0) {
        serve_by_epoll(atoi(argv[1]), EPOLLIN | EPOLLOUT | EPOLLET, opened, edge_turn);
    } else {
        serve_by_epoll(atoi(argv[1]), EPOLLIN, opened, level_turn);
    }
}
