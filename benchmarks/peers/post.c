// Posts to a loop from other threads: latency, throughput, and the poster's cost while the loop is awake.
//   post latency    <poster cpu> <loop cpu> <samples> <pause us>
//   post throughput <poster cpu> <loop cpu> <producers> <posts of each>
//   post awake      <poster cpu> <loop cpu> <batches> <posts a batch>
#include "loop.h"
#include <string.h>

static struct loop loop;
static int poster_cpu, loop_cpu;

static void *run_loop(void *unused) {
    (void)unused;
    pin(loop_cpu);
    loop_run(&loop);
    return NULL;
}

static void spin_for(int64_t ns) {
    for (int64_t end = now_ns() + ns; now_ns() < end;) {
        relax();
    }
}

static void stop(struct job *job) {
    (void)job;
    atomic_store(&loop.stopping, 1);
}

// -- latency

static _Atomic int64_t ran_at;

static void note_time(struct job *job) {
    (void)job;
    atomic_store_explicit(&ran_at, now_ns(), memory_order_release);
}

static void latency(int samples, int64_t pause) {
    char name[32];
    snprintf(name, sizeof name, pause < 1000 ? "idle for %d us" : "idle for %d ms", (int)(pause < 1000 ? pause : pause / 1000));
    pause *= 1000;
    int64_t *lags = calloc(samples, sizeof *lags), *calls = calloc(samples, sizeof *calls);
    struct job job = { .run = note_time };
    int64_t others = cpu_ns() - thread_cpu_ns();
    for (int i = 0; i < samples; i++) {
        spin_for(pause); // The loop has gone to sleep meanwhile; the poster's processor has not.
        atomic_store(&ran_at, 0);
        int64_t posted = now_ns(), ran;
        loop_post(&loop, &job);
        calls[i] = now_ns() - posted;
        while ((ran = atomic_load_explicit(&ran_at, memory_order_acquire)) == 0) {
            relax();
        }

        lags[i] = ran - posted;
    }

    others = cpu_ns() - thread_cpu_ns() - others;
    report_distribution(name, "", lags, samples);
    report_distribution(name, "call ", calls, samples);
    report(name, "CPU beside the poster", "us", others / 1e3 / samples);
}

// -- throughput

static int64_t ran, expected;
static atomic_bool all_ran;
static pthread_barrier_t together;

static void count(struct job *job) {
    (void)job;
    if (++ran == expected) {
        atomic_store(&all_ran, 1);
    }
}

static void *produce(void *argument) {
    pin(poster_cpu);
    int64_t posts = *(int64_t *)argument;
    struct job *jobs = malloc(posts * sizeof *jobs);
    for (int64_t i = 0; i < posts; i++) {
        jobs[i] = (struct job){ .run = count }; // The memory is there before the clock starts.
    }

    pthread_barrier_wait(&together);
    for (int64_t i = 0; i < posts; i++) {
        loop_post(&loop, &jobs[i]);
    }

    return NULL; // The jobs stay: the loop may not have run them yet.
}

static void throughput(int producers, int64_t posts) {
    pthread_t threads[64];
    expected = producers * posts;
    pthread_barrier_init(&together, NULL, producers + 1);
    for (int i = 0; i < producers; i++) {
        check(pthread_create(&threads[i], NULL, produce, &posts) == 0, "pthread_create");
    }

    pthread_barrier_wait(&together);
    int64_t begun = now_ns(), cpu = cpu_ns();
    for (int i = 0; i < producers; i++) {
        pthread_join(threads[i], NULL);
    }

    while (!atomic_load(&all_ran)) {
        struct timespec nap = { .tv_nsec = 50000 };
        nanosleep(&nap, NULL);
    }

    report("throughput", "time a post", "ns", (double)(now_ns() - begun) / expected);
    report("throughput", "CPU a post", "ns", (double)(cpu_ns() - cpu) / expected);
}

// -- awake

static atomic_bool held, release_it;

static void hold(struct job *job) {
    (void)job;
    atomic_store(&held, 1);
    while (!atomic_load(&release_it)) {
        relax();
    }
}

static void awake(int batches, int posts) {
    int64_t *means = calloc(batches, sizeof *means);
    struct job *jobs = calloc(posts, sizeof *jobs), holder = { .run = hold };
    expected = posts;
    for (int i = 0; i < batches; i++) {
        atomic_store(&held, 0);
        atomic_store(&release_it, 0);
        atomic_store(&all_ran, 0);
        ran = 0;
        loop_post(&loop, &holder);
        while (!atomic_load(&held)) {
            relax();
        }

        int64_t begun = now_ns();
        for (int j = 0; j < posts; j++) {
            jobs[j].run = count;
            loop_post(&loop, &jobs[j]);
        }

        means[i] = (now_ns() - begun) * 1000 / posts; // Picoseconds: the loop is held, so that nothing but the post is in it.
        atomic_store(&release_it, 1);
        while (!atomic_load(&all_ran)) {
            relax();
        }
    }

    qsort(means, batches, sizeof *means, compare_ns);
    report("post to an awake loop", "time a post", "ns", means[batches / 2] / 1e3);
}

int main(int argc, char **argv) {
    check(argc == 6, "usage: post latency|throughput|awake <poster cpu> <loop cpu> <count> <pause, or posts>");
    poster_cpu = atoi(argv[2]);
    loop_cpu = atoi(argv[3]);
    int first = atoi(argv[4]);
    int64_t second = atoll(argv[5]);

    loop.waker = waker_open();
    pthread_t thread;
    check(pthread_create(&thread, NULL, run_loop, NULL) == 0, "pthread_create");
    if (strcmp(argv[1], "throughput") == 0) {
        throughput(first, second);
    } else {
        pin(poster_cpu);
        strcmp(argv[1], "latency") == 0 ? latency(first, second) : awake(first, (int)second);
    }

    struct job last = { .run = stop };
    loop_post(&loop, &last);
    pthread_join(thread, NULL);
    return 0;
}
