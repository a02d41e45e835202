// The chain on libevent. The arguments are in chain.h.
#include "chain.h"
#include <event2/event.h>
#include <event2/event_struct.h>

static struct event_base *base;
static struct event *events;

static void pass(int descriptor, short what, void *pair) {
    (void)descriptor;
    (void)what;
    chain_pass((int)(intptr_t)pair);
}

static void set_up(void) {
    if (events == NULL) {
        events = calloc(pairs, sizeof *events);
        check(events != NULL, "calloc");
    }

    for (int i = 0; i < pairs; i++) {
        check(event_assign(&events[i], base, ends[2 * i], EV_READ | EV_PERSIST, pass, (void *)(intptr_t)i) == 0, "event_assign");
        check(event_add(&events[i], NULL) == 0, "event_add"); // It calls epoll_ctl at once.
    }
}

static void wait_once(void) {
    event_base_loop(base, EVLOOP_ONCE);
}

static void tear_down(void) {
    for (int i = 0; i < pairs; i++) {
        event_del(&events[i]);
    }
}

int main(int argc, char **argv) {
    struct event_config *config = event_config_new();
    check(config != NULL && event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK) == 0, "event_config_new"); // One thread.
    base = event_base_new_with_config(config);
    check(base != NULL, "event_base_new_with_config");
    return chain_main(argc, argv, set_up, wait_once, tear_down);
}
