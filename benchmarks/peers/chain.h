// The benchmark that libevent and libev were first compared with: many socket pairs, a few of them active. Whoever becomes readable reads one byte, and as
// long as there are writes left writes one to its neighbour.
#pragma once
#include "pairs.h"

static int received, fired, writes_left;

// What each program does with a readable end.
static inline void chain_pass(int pair) {
    char byte;
    if (recv(ends[2 * pair], &byte, 1, 0) == 1) {
        received++;
    }

    if (writes_left > 0) {
        int neighbour = pair + 1 == pairs ? 0 : pair + 1;
        check(send(ends[2 * neighbour + 1], "e", 1, 0) == 1, "send");
        writes_left--;
        fired++;
    }
}

// set_up watches all the ends and sees to it that the kernel knows of them, wait waits once and passes on what is readable, tear_down ends the watching.
static inline int chain_main(int argc, char **argv, void (*set_up)(void), void (*wait)(void), void (*tear_down)(void)) {
    check(argc == 7 || (argc == 8 && strcmp(argv[7], "threads") == 0), "usage: chain-... <cpu> <case> <pipes> <active> <writes> <runs> [threads]");
    if (argc == 8) {
        be_one_of_two_threads();
    }

    int active = atoi(argv[4]), writes = atoi(argv[5]), runs = atoi(argv[6]);
    pin(atoi(argv[1]));
    pairs_reserve(atoi(argv[3]));
    int64_t *events = calloc(runs, sizeof *events), *set_ups = calloc(runs, sizeof *set_ups);
    check(events != NULL && set_ups != NULL, "calloc");
    for (int run = 0; run < runs; run++) {
        pairs_open(); // New ones each time: libev leaves the old ones in the kernel's set, and would find them there.
        int64_t begun = now_ns();
        set_up();
        set_ups[run] = (now_ns() - begun) * 1000 / pairs;

        received = fired = 0;
        writes_left = writes;
        begun = now_ns();
        for (int i = 0; i < active; i++, fired++) {
            check(send(ends[2 * (int)((int64_t)i * pairs / active) + 1], "e", 1, 0) == 1, "send");
        }

        while (received < fired) {
            wait();
        }

        events[run] = (now_ns() - begun) * 1000 / fired;
        tear_down();
        pairs_close();
    }

    report(argv[2], "event", "ns", median_ns(events, runs));
    report(argv[2], "set-up", "ns a descriptor", median_ns(set_ups, runs));
    return 0;
}
