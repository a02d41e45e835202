// The chain on libuv's uv_poll. The arguments are in chain.h.
#include "chain.h"
#include <uv.h>

static uv_loop_t *loop;
static uv_poll_t *polls;

static void pass(uv_poll_t *poll, int status, int events) {
    (void)events;
    check(status == 0, "uv_poll");
    chain_pass((int)(poll - polls));
}

static void set_up(void) {
    if (polls == NULL) {
        polls = calloc(pairs, sizeof *polls);
        check(polls != NULL, "calloc");
    }

    for (int i = 0; i < pairs; i++) {
        check(uv_poll_init(loop, &polls[i], ends[2 * i]) == 0, "uv_poll_init"); // Adds and removes it once, to see whether epoll takes it.
        check(uv_poll_start(&polls[i], UV_READABLE, pass) == 0, "uv_poll_start");
    }

    uv_run(loop, UV_RUN_NOWAIT); // Until the next turn libuv only notes what has to change.
}

static void wait_once(void) {
    uv_run(loop, UV_RUN_ONCE);
}

static void tear_down(void) {
    for (int i = 0; i < pairs; i++) {
        uv_close((uv_handle_t *)&polls[i], NULL);
    }

    uv_run(loop, UV_RUN_NOWAIT); // A handle is closed only after another turn.
}

int main(int argc, char **argv) {
    loop = uv_default_loop();
    return chain_main(argc, argv, set_up, wait_once, tear_down);
}
