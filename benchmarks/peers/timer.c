// How late a wait of an epoll loop ends that was to last until a due time: epoll_pwait2, with what is left as the timeout.
//   timer <cpu> <timer slack ns, 0 for the default> <asked ns> <samples>
#include "loop.h"
#include <sys/prctl.h>
#include <sys/syscall.h>

int main(int argc, char **argv) {
    check(argc == 5, "usage: timer <cpu> <slack ns> <asked ns> <samples>");
    int64_t slack = atoll(argv[2]), asked = atoll(argv[3]);
    int samples = atoi(argv[4]);
    pin(atoi(argv[1]));
    if (slack > 0) {
        check(prctl(PR_SET_TIMERSLACK, slack) == 0, "prctl");
    }

    struct waker idle = waker_open();
    int64_t *late = calloc(samples, sizeof *late);
    for (int i = 0; i < samples; i++) {
        int64_t now = now_ns(), due = now + asked;
        while (now < due) {
            struct epoll_event events[256];
            struct timespec left = { (due - now) / 1000000000, (due - now) % 1000000000 };
            // By number: the C library has had a wrapper only since glibc 2.35.
            long ready = syscall(SYS_epoll_pwait2, idle.epoll, events, 256, &left, NULL, (size_t)8);
            check(ready >= 0 || errno == EINTR, "epoll_pwait2");
            now = now_ns();
        }

        late[i] = now - due;
    }

    char name[32];
    snprintf(name, sizeof name, asked < 1000000 ? "%lld us" : "%lld ms", (long long)(asked < 1000000 ? asked / 1000 : asked / 1000000));
    report_distribution(name, "late ", late, samples);
    report(name, "early", "%", 0);
    return 0;
}
