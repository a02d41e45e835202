// The chain on libev. The arguments are in chain.h.
#include "chain.h"
#include <ev.h>

static struct ev_loop *loop;
static ev_io *watchers;

static void pass(struct ev_loop *unused, ev_io *watcher, int events) {
    (void)unused;
    (void)events;
    chain_pass((int)(watcher - watchers));
}

static void set_up(void) {
    if (watchers == NULL) {
        watchers = calloc(pairs, sizeof *watchers);
        check(watchers != NULL, "calloc");
    }

    for (int i = 0; i < pairs; i++) {
        ev_io_init(&watchers[i], pass, ends[2 * i], EV_READ);
        ev_io_start(loop, &watchers[i]);
    }

    ev_run(loop, EVRUN_NOWAIT); // Until the next turn libev only notes what has to change.
}

static void wait_once(void) {
    ev_run(loop, EVRUN_ONCE);
}

static void tear_down(void) {
    for (int i = 0; i < pairs; i++) {
        ev_io_stop(loop, &watchers[i]);
    }
}

int main(int argc, char **argv) {
    loop = ev_default_loop(EVBACKEND_EPOLL);
    check(loop != NULL, "ev_default_loop");
    return chain_main(argc, argv, set_up, wait_once, tear_down);
}
