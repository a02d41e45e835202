// An echo server on libev's io watchers.
//   echo-libev <cpu>
#include "server.h"
#include <ev.h>

struct connection {
    ev_io watcher;
    struct unsent *unsent;
};

static void end(struct ev_loop *loop, struct connection *connection) {
    ev_io_stop(loop, &connection->watcher);
    close(connection->watcher.fd);
    free(connection->unsent);
    free(connection);
}

// From reading to writing or back; libev changes only stopped watchers.
static void await(struct ev_loop *loop, struct connection *connection, int events) {
    ev_io_stop(loop, &connection->watcher);
    ev_io_modify(&connection->watcher, events);
    ev_io_start(loop, &connection->watcher);
}

static void turn(struct ev_loop *loop, ev_io *watcher, int events) {
    (void)events;
    struct connection *connection = (struct connection *)watcher; // The watcher is its first member.
    int writing = connection->unsent != NULL;
    switch (writing ? echo_send_unsent(watcher->fd, &connection->unsent) : echo_once(watcher->fd, &connection->unsent)) {
    case DONE:
        if (writing) {
            await(loop, connection, EV_READ);
        }

        return;
    case WOULD_BLOCK:
        if (!writing) {
            await(loop, connection, EV_WRITE);
        }

        return;
    case CLOSED:
        end(loop, connection);
        return;
    }
}

static void accept_all(struct ev_loop *loop, ev_io *listener, int events) {
    (void)events;
    for (int socket; (socket = accept_next(listener->fd)) >= 0;) {
        struct connection *connection = malloc(sizeof *connection);
        check(connection != NULL, "malloc");
        connection->unsent = NULL;
        ev_io_init(&connection->watcher, turn, socket, EV_READ);
        ev_io_start(loop, &connection->watcher);
    }
}

int main(int argc, char **argv) {
    check(argc == 2, "usage: echo-libev <cpu>");
    struct ev_loop *loop = ev_default_loop(EVBACKEND_EPOLL);
    check(loop != NULL, "ev_default_loop");
    ev_io listener;
    ev_io_init(&listener, accept_all, server_start(atoi(argv[1])), EV_READ);
    ev_io_start(loop, &listener);
    ev_run(loop, 0);
    return 0;
}
