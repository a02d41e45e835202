// What all modes of the load generator need: the server's own counters, connections, and the two windows of time.
#pragma once
#include "measure.h"
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENTS 512
#define PATIENCE 60 // Seconds beside the windows, after which something hangs.

static const char *name; // The case.
static int server;       // Its process id.
static struct sockaddr_in address;
static int epoll;

static _Noreturn void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: ", name);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\n");
    exit(1);
}

static void ring(int signal) {
    (void)signal;
    static const char message[] = "the load took too long\n";
    (void)!write(STDERR_FILENO, message, sizeof message - 1);
    _exit(1);
}

static inline void watchdog(int64_t windows_ms) {
    signal(SIGALRM, ring);
    alarm(PATIENCE + (unsigned)(windows_ms / 1000));
}

// Processor time of all threads of the server, with those that have ended.
static int64_t server_cpu_ns(void) {
    clockid_t clock;
    struct timespec used;
    check(clock_getcpuclockid(server, &clock) == 0, "clock_getcpuclockid");
    check(clock_gettime(clock, &used) == 0, "clock_gettime of the server");
    return used.tv_sec * 1000000000LL + used.tv_nsec;
}

// What the server has in memory that is its own: neither files nor what it shares.
static int64_t server_memory(void) {
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/status", server);
    FILE *file = fopen(path, "re");
    check(file != NULL, path);
    long long kib = -1;
    while (kib < 0 && fgets(line, sizeof line, file) != NULL) {
        sscanf(line, "RssAnon: %lld kB", &kib);
    }

    fclose(file);
    check(kib >= 0, "RssAnon");
    return kib * 1024;
}

// A blocking socket, connected.
static int connect_one(void) {
    int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    check(socket_ >= 0, "socket");
    check(connect(socket_, (struct sockaddr *)&address, sizeof address) == 0, "connect");
    check(setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0, "TCP_NODELAY");
    return socket_;
}

// The same, with a byte there and back: then the server has it in hand, and its backlog never fills.
static int connect_and_echo_one(void) {
    int socket = connect_one();
    char byte = 'm', echo = 0;
    check(send(socket, &byte, 1, MSG_NOSIGNAL) == 1, "send");
    ssize_t received = recv(socket, &echo, 1, 0);
    check(received >= 0, "recv");
    if (received != 1 || echo != byte) {
        fail("a byte came back wrong, or not at all");
    }

    return socket;
}

static inline void make_nonblocking(int socket) {
    check(fcntl(socket, F_SETFL, O_NONBLOCK) == 0, "O_NONBLOCK");
}

static inline void watch(int socket, uint32_t events, void *state) {
    struct epoll_event event = { .events = events, .data.ptr = state };
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event) == 0, "epoll_ctl");
}


// First the warm-up, then the window that counts. Whoever counts starts anew when the second begins.
struct windows {
    int64_t warm_up, measured; // ns
    int64_t begun, ends, cpu;
    int measuring;
};

enum turn_of_time { GOES_ON, MEASURING_BEGINS, MEASURING_ENDED };

static inline void windows_begin(struct windows *windows, int64_t warm_up_ms, int64_t measured_ms) {
    *windows = (struct windows){ .warm_up = warm_up_ms * 1000000, .measured = measured_ms * 1000000 };
    windows->ends = now_ns() + windows->warm_up;
}

static inline enum turn_of_time windows_look(struct windows *windows) {
    int64_t now = now_ns();
    if (now < windows->ends) {
        return GOES_ON;
    }

    if (windows->measuring) {
        windows->cpu = server_cpu_ns() - windows->cpu;
        windows->ends = now;
        return MEASURING_ENDED;
    }

    windows->measuring = 1;
    windows->cpu = server_cpu_ns();
    windows->begun = now_ns();
    windows->ends = windows->begun + windows->measured;
    return MEASURING_BEGINS;
}

static inline double windows_seconds(const struct windows *windows) {
    return (windows->ends - windows->begun) / 1e9;
}

// Waits for events, but not past the end of the window by more than a moment.
static inline int wait_for_events(struct epoll_event *events) {
    int ready = epoll_wait(epoll, events, EVENTS, 10);
    check(ready >= 0 || errno == EINTR, "epoll_wait");
    return ready < 0 ? 0 : ready;
}
