// Registering with bare epoll: each change is one epoll_ctl. The arguments are in register.h.
#include "register.h"
#include <sys/epoll.h>

static int epoll;

static void change_all(int operation, uint32_t events) {
    for (int i = 0; i < pairs; i++) {
        struct epoll_event event = { .events = events, .data.u32 = i };
        check(epoll_ctl(epoll, operation, ends[2 * i], &event) == 0, "epoll_ctl");
    }
}

static void register_all(void) {
    change_all(EPOLL_CTL_ADD, EPOLLIN);
}

static void unregister_all(void) {
    change_all(EPOLL_CTL_DEL, 0);
}

static void write_too(int also) {
    change_all(EPOLL_CTL_MOD, also ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

int main(int argc, char **argv) {
    epoll = epoll_create1(EPOLL_CLOEXEC);
    check(epoll >= 0, "epoll_create1");
    return register_main(argc, argv, (struct registrar){ register_all, unregister_all, write_too });
}
