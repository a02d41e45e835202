// Registering with libuv's uv_poll. A handle is made anew for each descriptor, as it has to be: uv_poll_init adds the descriptor and removes it again, to
// see whether epoll takes it. uv_poll_start and uv_close remove what there is at once, while adding is left to the next turn of the loop: a turn that does
// not wait ends each batch, and finishes the closing. A change of interests is a DEL and an ADD. The arguments are in register.h.
#include "register.h"
#include <uv.h>

static uv_loop_t *loop;
static uv_poll_t *polls;

static void never(uv_poll_t *poll, int status, int events) {
    (void)poll;
    (void)status;
    (void)events;
}

static void start_all(int events) {
    for (int i = 0; i < pairs; i++) {
        check(uv_poll_start(&polls[i], events, never) == 0, "uv_poll_start");
    }

    uv_run(loop, UV_RUN_NOWAIT);
}

static void register_all(void) {
    if (polls == NULL) {
        polls = calloc(pairs, sizeof *polls);
        check(polls != NULL, "calloc");
    }

    for (int i = 0; i < pairs; i++) {
        check(uv_poll_init(loop, &polls[i], ends[2 * i]) == 0, "uv_poll_init");
    }

    start_all(UV_READABLE);
}

static void unregister_all(void) {
    for (int i = 0; i < pairs; i++) {
        uv_close((uv_handle_t *)&polls[i], NULL);
    }

    uv_run(loop, UV_RUN_NOWAIT);
}

static void write_too(int also) {
    start_all(also ? UV_READABLE | UV_WRITABLE : UV_READABLE);
}

int main(int argc, char **argv) {
    loop = uv_default_loop();
    return register_main(argc, argv, (struct registrar){ register_all, unregister_all, write_too });
}
