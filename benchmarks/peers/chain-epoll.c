// The chain on bare epoll. The arguments are in chain.h.
#include "chain.h"
#include <sys/epoll.h>

static int epoll;

static void set_up(void) {
    for (int i = 0; i < pairs; i++) {
        struct epoll_event event = { .events = EPOLLIN, .data.u32 = i };
        check(epoll_ctl(epoll, EPOLL_CTL_ADD, ends[2 * i], &event) == 0, "epoll_ctl");
    }
}

static void wait_once(void) {
    struct epoll_event events[256];
    int ready = epoll_wait(epoll, events, 256, -1);
    check(ready >= 0 || errno == EINTR, "epoll_wait");
    for (int i = 0; i < ready; i++) {
        chain_pass(events[i].data.u32);
    }
}

static void tear_down(void) {
    for (int i = 0; i < pairs; i++) {
        check(epoll_ctl(epoll, EPOLL_CTL_DEL, ends[2 * i], NULL) == 0, "epoll_ctl");
    }
}

int main(int argc, char **argv) {
    epoll = epoll_create1(EPOLL_CLOEXEC);
    check(epoll >= 0, "epoll_create1");
    return chain_main(argc, argv, set_up, wait_once, tear_down);
}
