// What it costs to change what is watched. Each descriptor is one end of a socket pair that is neither readable nor writable, so that a turn of a library's
// loop, where it takes one until the kernel knows of the change, finds no event.
#pragma once
#include "pairs.h"

static inline void format_descriptors(char *text, size_t size, int count) {
    if (count < 1000) {
        snprintf(text, size, "%d descriptors", count);
    } else {
        snprintf(text, size, "%d,%03d descriptors", count / 1000, count % 1000);
    }
}

static inline void pairs_fill(void) {
    static char bytes[64 * 1024];
    int least = 1; // Which the kernel rounds up to the least it allows.
    for (int i = 0; i < pairs; i++) {
        check(setsockopt(ends[2 * i], SOL_SOCKET, SO_SNDBUF, &least, sizeof least) == 0, "SO_SNDBUF");
        while (send(ends[2 * i], bytes, sizeof bytes, 0) > 0) {
        }

        check(errno == EAGAIN, "send");
    }
}

struct registrar {
    void (*register_all)(void);   // For reading.
    void (*unregister_all)(void);
    void (*write_too)(int also);  // From reading to both, or back.
};

static inline int register_main(int argc, char **argv, struct registrar registrar) {
    check(argc == 4, "usage: register-... <cpu> <descriptors> <rounds>");
    int rounds = atoi(argv[3]);
    pin(atoi(argv[1]));
    pairs_reserve(atoi(argv[2]));
    int64_t *cycles = calloc(rounds, sizeof *cycles), *changes = calloc(rounds, sizeof *changes);
    check(cycles != NULL && changes != NULL, "calloc");
    for (int round = 0; round < rounds; round++) {
        pairs_open(); // New ones each time: libev leaves the old ones in the kernel's set, and would find them there.
        pairs_fill();
        int64_t begun = now_ns();
        registrar.register_all();
        registrar.unregister_all();
        cycles[round] = (now_ns() - begun) * 1000 / pairs;

        registrar.register_all();
        begun = now_ns();
        registrar.write_too(1);
        registrar.write_too(0);
        changes[round] = (now_ns() - begun) * 1000 / 2 / pairs;
        registrar.unregister_all();
        pairs_close();
    }

    char name[32];
    format_descriptors(name, sizeof name, pairs);
    report(name, "register + unregister", "ns", median_ns(cycles, rounds));
    report(name, "modify", "ns", median_ns(changes, rounds));
    return 0;
}
