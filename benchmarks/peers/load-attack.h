// One peer that behaves, at a calm pace, while others do not: how long its requests take, on a connection that it keeps and with a connect before each. It has the address 127.0.0.1, and attackers have others.
//   none: nobody attacks.
//   flood: connections of one address, made and reset, as many a second as are asked for.
//   drip: as many connections as are asked for, of a hundred addresses, that send a byte a second and never finish what they say. One that is closed is made anew.
#pragma once
#include "load.h"

#define ATTACKERS_MOST 4096
#define FLOODERS 256     // How many connections of a flood live at once: one is reset when its turn comes again.
#define ADDRESSES 100    // Of those who drip.
#define CONNECT_EVERY 8  // One request in so many is made on a connection of its own.
#define TICK_NS 1000000  // The behaved peer asks once a tick, and attackers share out what they do over the ticks of a second.
#define TICKS_A_SECOND 1000
#define LATENCIES_MOST 65536
#define LONGEST_ANSWER 16384

struct attack {
    int count;
    int sockets[ATTACKERS_MOST]; // 0 where there is none.
    volatile int64_t thrown_out; // Whom the server has closed or reset.
};

struct answers {
    const char *request;
    size_t request_length, answer_length;
};

static void sleep_until(int64_t when_ns) {
    struct timespec when = { .tv_sec = when_ns / 1000000000, .tv_nsec = when_ns % 1000000000 };
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, NULL) == EINTR) {
    }
}

// Connects from an address of one's own, and does not wait for it.
static int connect_from(uint32_t from) {
    int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    struct linger reset = { .l_onoff = 1 }; // Nothing is to stay behind in TIME_WAIT.
    struct sockaddr_in own = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(from) };
    check(socket_ >= 0, "socket");
    check(setsockopt(socket_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on) == 0, "IP_BIND_ADDRESS_NO_PORT");
    check(setsockopt(socket_, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) == 0, "SO_LINGER");
    check(bind(socket_, (struct sockaddr *)&own, sizeof own) == 0, "bind");
    check(connect(socket_, (struct sockaddr *)&address, sizeof address) == 0 || errno == EINPROGRESS || errno == ECONNRESET, "connect");
    return socket_;
}

// Whether the server has ended the connection. What it has sent is thrown away.
static int is_thrown_out(int socket) {
    char ignored[512];
    ssize_t received = recv(socket, ignored, sizeof ignored, 0);
    return received == 0 || (received < 0 && errno != EAGAIN);
}

static void flood_turn(struct attack *attack, int64_t index) {
    int *socket = &attack->sockets[index % FLOODERS];
    if (*socket != 0) {
        attack->thrown_out += is_thrown_out(*socket);
        close(*socket);
    }

    *socket = connect_from(INADDR_LOOPBACK + 1);
}

static void drip_turn(struct attack *attack, int64_t index) {
    int *socket = &attack->sockets[index % attack->count];
    if (*socket != 0 && is_thrown_out(*socket)) {
        attack->thrown_out++;
        close(*socket);
        *socket = 0;
    }

    if (*socket == 0) {
        *socket = connect_from(INADDR_LOOPBACK + 256 + index % ADDRESSES);
    }

    (void)!send(*socket, "m", 1, MSG_NOSIGNAL); // Where it fails, the next turn finds out why.
}

static void run_attack(struct attack *attack, void (*turn)(struct attack *, int64_t)) {
    int64_t done = 0, begun = now_ns();
    for (int64_t tick = 1;; tick++) {
        sleep_until(begun + tick * TICK_NS);
        for (int64_t due = tick * attack->count / TICKS_A_SECOND; done < due; done++) {
            turn(attack, done);
        }
    }
}

static void *flood(void *attack) {
    run_attack(attack, flood_turn);
    return NULL;
}

static void *drip(void *attack) {
    run_attack(attack, drip_turn);
    return NULL;
}

static void ask(int socket, const struct answers *expected) {
    static char answer[LONGEST_ANSWER];
    check(send(socket, expected->request, expected->request_length, MSG_NOSIGNAL) == (ssize_t)expected->request_length, "send");
    for (size_t length = 0; length < expected->answer_length;) {
        ssize_t received = recv(socket, answer, expected->answer_length - length, 0);
        if (received <= 0) {
            fail("the peer that behaves was thrown out: %s", received == 0 ? "closed" : strerror(errno));
        }

        length += received;
    }
}

// An answer of HTTP is as long as its head and its Content-Length, an echo as long as what was sent.
static size_t length_of_answer(int socket, const struct answers *to_ask) {
    static char head[LONGEST_ANSWER];
    if (strncmp(to_ask->request, "GET ", 4) != 0) {
        return to_ask->request_length;
    }

    check(send(socket, to_ask->request, to_ask->request_length, MSG_NOSIGNAL) == (ssize_t)to_ask->request_length, "send");
    size_t length = 0, whole = sizeof head - 1;
    while (length < whole) {
        ssize_t received = recv(socket, head + length, whole - length, 0);
        if (received <= 0) {
            fail("the first answer did not come: %s", received == 0 ? "closed" : strerror(errno));
        }

        head[length += received] = 0;
        char *end = strstr(head, "\r\n\r\n"), *body = strcasestr(head, "\r\nContent-Length:");
        if (end != NULL && strncmp(head, "HTTP/1.1 200", 12) == 0 && body != NULL && body < end) {
            whole = end + 4 - head + strtoul(body + strlen("\r\nContent-Length:"), NULL, 10);
        }
    }

    return whole;
}

struct latencies {
    int64_t samples[LATENCIES_MOST];
    int count;
};

// A peer that has to wait for longer than a tick does not ask meanwhile. What it would have asked counts as well: else one long wait would be one sample among thousands.
static void add_latency(struct latencies *latencies, int64_t ns, int64_t interval_ns) {
    for (; ns > 0 && latencies->count < LATENCIES_MOST; ns -= interval_ns) {
        latencies->samples[latencies->count++] = ns;
    }
}

static void load_attack(const char *kind, int count, const char *request, int64_t warm_up_ms, int64_t ms) {
    watchdog(warm_up_ms + ms);
    static struct attack attack;
    attack.count = count;
    if (count > ATTACKERS_MOST) {
        fail("at most %d attackers", ATTACKERS_MOST);
    }

    struct answers to_ask = { .request = request, .request_length = strlen(request) };
    int kept = connect_one();
    to_ask.answer_length = length_of_answer(kept, &to_ask);
    pthread_t attacker;
    if (strcmp(kind, "none") != 0) {
        check(pthread_create(&attacker, NULL, strcmp(kind, "flood") == 0 ? flood : drip, &attack) == 0, "pthread_create");
    }

    struct windows windows;
    windows_begin(&windows, warm_up_ms, ms);
    int64_t thrown_out = 0, begun = now_ns(), tick = 0;
    static struct latencies on_kept, with_connect;
    for (enum turn_of_time turn = GOES_ON; turn != MEASURING_ENDED; turn = windows_look(&windows)) {
        if (turn == MEASURING_BEGINS) {
            on_kept.count = with_connect.count = 0;
            thrown_out = attack.thrown_out;
        }

        int64_t next = (now_ns() - begun) / TICK_NS + 1;
        tick = next > tick ? next : tick + 1;
        sleep_until(begun + tick * TICK_NS);
        int is_new = tick % CONNECT_EVERY == 0;
        int64_t asked = now_ns();
        int socket = is_new ? connect_one() : kept;
        ask(socket, &to_ask);
        if (is_new) {
            add_latency(&with_connect, now_ns() - asked, TICK_NS * CONNECT_EVERY);
        } else {
            add_latency(&on_kept, now_ns() - asked, TICK_NS);
        }

        if (is_new) {
            struct linger reset = { .l_onoff = 1 };
            check(setsockopt(socket, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) == 0, "SO_LINGER");
            close(socket);
        }
    }

    if (on_kept.count == 0 || with_connect.count == 0) {
        fail("no request was answered within the window");
    }

    report_distribution(name, "request, ", on_kept.samples, on_kept.count);
    report_distribution(name, "with a connect, ", with_connect.samples, with_connect.count);
    report(name, "attackers thrown out", "1/s", (attack.thrown_out - thrown_out) / windows_seconds(&windows));
    report(name, "server CPU", "% of one", windows.cpu / 1e7 / windows_seconds(&windows));
}
