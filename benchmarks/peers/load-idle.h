// What a connection costs that does nothing: the growth of the server's own memory, while they are all there.
#pragma once
#include "load.h"

#define FIRST_ONES 200 // They pay for what a server sets up once. They stay: else the measured ones would take over what they leave.

static void load_idle(int connections) {
    watchdog(0);
    int *sockets = calloc(FIRST_ONES + connections, sizeof *sockets);
    check(sockets != NULL, "calloc");
    for (int i = 0; i < FIRST_ONES; i++) {
        sockets[i] = connect_and_echo_one();
    }

    int64_t before = server_memory();
    for (int i = 0; i < connections; i++) {
        sockets[FIRST_ONES + i] = connect_and_echo_one();
    }

    struct timespec moment = { .tv_nsec = 500000000 };
    nanosleep(&moment, NULL);
    report(name, "memory", "B a connection", (double)(server_memory() - before) / connections);
    printf("held\n");
    fflush(stdout);

    // They stay open until whoever started this has looked at the server as well.
    char ignored[256];
    while (read(STDIN_FILENO, ignored, sizeof ignored) > 0) {
    }

    struct linger reset = { .l_onoff = 1 };
    for (int i = 0; i < FIRST_ONES + connections; i++) {
        check(setsockopt(sockets[i], SOL_SOCKET, SO_LINGER, &reset, sizeof reset) == 0, "SO_LINGER");
        close(sockets[i]);
    }
}
