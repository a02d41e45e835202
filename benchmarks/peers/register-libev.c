// Registering with libev, which notes changes and makes them in the next turn of its loop: a turn that does not wait ends each batch, so that an ADD or a
// MOD a descriptor is counted. A stopped watcher costs no epoll_ctl: libev leaves the descriptor in the kernel's set until it is closed, or until an event
// comes for it. The arguments are in register.h.
#include "register.h"
#include <ev.h>

static struct ev_loop *loop;
static ev_io *watchers;

static void never(struct ev_loop *unused, ev_io *watcher, int events) {
    (void)unused;
    (void)watcher;
    (void)events;
}

static void register_all(void) {
    if (watchers == NULL) {
        watchers = calloc(pairs, sizeof *watchers);
        check(watchers != NULL, "calloc");
    }

    for (int i = 0; i < pairs; i++) {
        ev_io_init(&watchers[i], never, ends[2 * i], EV_READ);
        ev_io_start(loop, &watchers[i]);
    }

    ev_run(loop, EVRUN_NOWAIT);
}

static void unregister_all(void) {
    for (int i = 0; i < pairs; i++) {
        ev_io_stop(loop, &watchers[i]);
    }

    ev_run(loop, EVRUN_NOWAIT);
}

static void write_too(int also) {
    for (int i = 0; i < pairs; i++) {
        ev_io_stop(loop, &watchers[i]);
        ev_io_modify(&watchers[i], also ? EV_READ | EV_WRITE : EV_READ);
        ev_io_start(loop, &watchers[i]);
    }

    ev_run(loop, EVRUN_NOWAIT);
}

int main(int argc, char **argv) {
    loop = ev_default_loop(EVBACKEND_EPOLL);
    check(loop != NULL, "ev_default_loop");
    return register_main(argc, argv, (struct registrar){ register_all, unregister_all, write_too });
}
