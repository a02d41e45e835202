// HTTP/1.1 GET in a closed loop over kept connections. The body is dropped in the kernel, so that only the server copies.
#pragma once
#include "load.h"

struct get {
    int socket;
    int in_body;
    uint64_t left; // Of the body.
    size_t head_length;
    char head[4096];
};

static char request[4096];
static size_t request_length;

static void get_begin(struct get *get) {
    get->in_body = 0;
    get->head_length = 0;
    if (send(get->socket, request, request_length, MSG_NOSIGNAL) != (ssize_t)request_length) {
        fail("send: %s", strerror(errno)); // The socket's buffer is empty: it takes so little at once.
    }
}

// Looks for the head's end in what has come; what stands behind it is body.
static void get_parse(struct get *get) {
    get->head[get->head_length] = 0;
    char *end = strstr(get->head, "\r\n\r\n");
    if (end == NULL) {
        if (get->head_length == sizeof get->head - 1) {
            fail("the answer has no end of a head");
        }

        return;
    }

    char *length = strcasestr(get->head, "\r\nContent-Length:");
    if (strncmp(get->head, "HTTP/1.1 200", 12) != 0 || length == NULL || length > end) {
        fail("not an answer of 200 with a length: %.*s", (int)(strchr(get->head, '\r') - get->head), get->head);
    }

    uint64_t body = strtoull(length + strlen("\r\nContent-Length:"), NULL, 10), here = get->head + get->head_length - (end + 4);
    if (here > body) {
        fail("more than the body came");
    }

    get->left = body - here;
    get->in_body = 1;
}

#define READS 16 // A turn: the others wait for theirs, and so does the clock. What is left is reported again.

// Reads what has come, and asks again after each answer. Returns how many bytes of answers it was.
static uint64_t get_receive(struct get *get) {
    uint64_t sum = 0;
    for (int i = 0; i < READS; i++) {
        // MSG_TRUNC on TCP: taken off the queue and not copied, so the buffer need not be as long. See tcp(7).
        ssize_t received = get->in_body
            ? recv(get->socket, get->head, get->left, MSG_TRUNC)
            : recv(get->socket, get->head + get->head_length, sizeof get->head - 1 - get->head_length, 0);
        if (received <= 0) {
            if (received < 0 && errno == EAGAIN) {
                return sum;
            }

            fail("recv: %s", received == 0 ? "the server closed the connection" : strerror(errno));
        }

        sum += received;
        if (get->in_body) {
            get->left -= received;
        } else {
            get->head_length += received;
            get_parse(get);
        }

        if (get->in_body && get->left == 0) {
            get_begin(get);
        }
    }

    return sum;
}

static void load_sendfile(const char *path, int connections, int64_t warm_up_ms, int64_t ms) {
    watchdog(warm_up_ms + ms);
    request_length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
    if (request_length >= sizeof request) {
        fail("the path is too long");
    }

    struct get *gets = calloc(connections, sizeof *gets);
    check(gets != NULL, "calloc");
    struct windows windows;
    windows_begin(&windows, warm_up_ms, ms);
    for (int i = 0; i < connections; i++) {
        gets[i].socket = connect_one();
        make_nonblocking(gets[i].socket);
        get_begin(&gets[i]);
        watch(gets[i].socket, EPOLLIN, &gets[i]);
    }

    uint64_t bytes = 0;
    for (enum turn_of_time turn = GOES_ON; turn != MEASURING_ENDED; turn = windows_look(&windows)) {
        if (turn == MEASURING_BEGINS) {
            bytes = 0;
        }

        struct epoll_event events[EVENTS];
        int ready = wait_for_events(events);
        for (int i = 0; i < ready; i++) {
            bytes += get_receive(events[i].data.ptr);
        }
    }

    if (bytes == 0) {
        fail("nothing came within the window");
    }

    report(name, "throughput", "MB/s", bytes / 1e6 / windows_seconds(&windows));
    report(name, "server CPU", "s a GB", windows.cpu / (double)bytes);
}
