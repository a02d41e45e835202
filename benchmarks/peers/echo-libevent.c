// An echo server on libevent's plain events, level-triggered and persistent: what its documentation offers to whoever wants no bufferevent.
//   echo-libevent <cpu>
#include "server.h"
#include <event2/event.h>

struct connection {
    struct event *readable, *writable; // The second one only once something was unsent.
    struct unsent *unsent;
};

static struct event_base *base;

static void end(int socket, struct connection *connection) {
    event_free(connection->readable);
    if (connection->writable != NULL) {
        event_free(connection->writable);
    }

    close(socket);
    free(connection->unsent);
    free(connection);
}

static void write_some(int socket, short what, void *state) {
    (void)what;
    struct connection *connection = state;
    switch (echo_send_unsent(socket, &connection->unsent)) {
    case DONE:
        event_del(connection->writable);
        check(event_add(connection->readable, NULL) == 0, "event_add");
        return;
    case WOULD_BLOCK:
        return;
    case CLOSED:
        end(socket, connection);
        return;
    }
}

static void read_some(int socket, short what, void *state) {
    (void)what;
    struct connection *connection = state;
    switch (echo_once(socket, &connection->unsent)) {
    case DONE:
        return;
    case WOULD_BLOCK:
        if (connection->writable == NULL) {
            connection->writable = event_new(base, socket, EV_WRITE | EV_PERSIST, write_some, connection);
            check(connection->writable != NULL, "event_new");
        }

        event_del(connection->readable);
        check(event_add(connection->writable, NULL) == 0, "event_add");
        return;
    case CLOSED:
        end(socket, connection);
        return;
    }
}

static void accept_all(int listener, short what, void *unused) {
    (void)what;
    (void)unused;
    for (int socket; (socket = accept_next(listener)) >= 0;) {
        struct connection *connection = calloc(1, sizeof *connection);
        check(connection != NULL, "calloc");
        connection->readable = event_new(base, socket, EV_READ | EV_PERSIST, read_some, connection);
        check(connection->readable != NULL && event_add(connection->readable, NULL) == 0, "event_new, event_add");
    }
}

int main(int argc, char **argv) {
    check(argc == 2, "usage: echo-libevent <cpu>");
    struct event_config *config = event_config_new();
    check(config != NULL && event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK) == 0, "event_config_new"); // One thread.
    base = event_base_new_with_config(config);
    event_config_free(config);
    check(base != NULL, "event_base_new_with_config");
    struct event *listener = event_new(base, server_start(atoi(argv[1])), EV_READ | EV_PERSIST, accept_all, NULL);
    check(listener != NULL && event_add(listener, NULL) == 0, "event_new, event_add");
    return event_base_dispatch(base);
}
