// Two threads that wake each other in turn, each asleep in its own epoll instance; and what a wake costs while another one is pending.
//   wake <first cpu> <second cpu> <round trips> <batches of 1,000 pending wakes>
#include "loop.h"

static struct waker first, second;
static int second_cpu, trips;

static void *answer(void *unused) {
    (void)unused;
    pin(second_cpu);
    for (int i = 0; i < trips; i++) {
        waker_wait(&second);
        waker_wake(&first);
    }

    return NULL;
}

int main(int argc, char **argv) {
    check(argc == 5, "usage: wake <first cpu> <second cpu> <round trips> <batches>");
    second_cpu = atoi(argv[2]);
    trips = atoi(argv[3]);
    int batches = atoi(argv[4]);
    first = waker_open();
    second = waker_open();
    int64_t *times = calloc(trips, sizeof *times);

    pthread_t thread;
    check(pthread_create(&thread, NULL, answer, NULL) == 0, "pthread_create");
    pin(atoi(argv[1]));
    int64_t cpu = cpu_ns();
    for (int i = 0; i < trips; i++) {
        int64_t begun = now_ns();
        waker_wake(&second);
        waker_wait(&first);
        times[i] = now_ns() - begun;
    }

    pthread_join(thread, NULL);
    report("round trip", "CPU", "us", (double)(cpu_ns() - cpu) / 1e3 / trips);
    report_distribution("round trip", "", times, trips);

    // A flag beside the eventfd, as any waker has that saves system calls.
    static atomic_bool raised;
    int64_t *means = calloc(batches, sizeof *means);
    for (int i = 0; i < batches; i++) {
        int64_t begun = now_ns();
        for (int j = 0; j < 1000; j++) {
            if (!atomic_exchange(&raised, 1)) {
                waker_wake(&first);
            }
        }

        means[i] = now_ns() - begun; // Picoseconds a wake.
    }

    qsort(means, batches, sizeof *means, compare_ns);
    report("wake while one is pending", "time a wake", "ns", means[batches / 2] / 1e3);
    return 0;
}
