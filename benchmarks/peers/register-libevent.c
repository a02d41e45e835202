// Registering with libevent: each change is one epoll_ctl, made within event_add and event_del. Reading and writing are two events there; the second one's
// coming and going is what modifies the descriptor. The arguments are in register.h.
#include "register.h"
#include <event2/event.h>
#include <event2/event_struct.h>

static struct event_base *base;
static struct event *readable, *writable;

static void never(int descriptor, short what, void *unused) {
    (void)descriptor;
    (void)what;
    (void)unused;
}

static void add(struct event *event, int descriptor, short what) {
    check(event_assign(event, base, descriptor, what | EV_PERSIST, never, NULL) == 0, "event_assign");
    check(event_add(event, NULL) == 0, "event_add");
}

static void register_all(void) {
    if (readable == NULL) {
        readable = calloc(pairs, sizeof *readable);
        writable = calloc(pairs, sizeof *writable);
        check(readable != NULL && writable != NULL, "calloc");
    }

    for (int i = 0; i < pairs; i++) {
        add(&readable[i], ends[2 * i], EV_READ);
    }
}

static void unregister_all(void) {
    for (int i = 0; i < pairs; i++) {
        check(event_del(&readable[i]) == 0, "event_del");
    }
}

static void write_too(int also) {
    for (int i = 0; i < pairs; i++) {
        if (also) {
            add(&writable[i], ends[2 * i], EV_WRITE);
        } else {
            check(event_del(&writable[i]) == 0, "event_del");
        }
    }
}

int main(int argc, char **argv) {
    struct event_config *config = event_config_new();
    check(config != NULL && event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK) == 0, "event_config_new"); // One thread.
    base = event_base_new_with_config(config);
    check(base != NULL, "event_base_new_with_config");
    return register_main(argc, argv, (struct registrar){ register_all, unregister_all, write_too });
}
