// An echo server on io_uring: one multishot accept, one multishot recv a connection into buffers of a common ring, sends out of those same buffers, and
// one system call for all that a turn submits and waits for. Sockets live in the ring's own table (direct descriptors), never in the process's.
//   echo-uring <cpu>
#include "server.h"
#include <liburing.h>
#include <sys/mman.h>

#define ENTRIES 1024
#define COMPLETIONS 16384
#define BUFFERS 8192              // At most. Idle connections hold none; as many peers that do not read would keep them all, and the others would wait.
#define FIRST_BUFFERS 64          // The kernel goes round all that it knows of, so it gets more only when it runs out: few stay in the cache.
#define STRIDE (BUFFER_SIZE + 64) // Each begins in another cache line of its page: else short messages would compete for the same few sets of the cache.
#define NO_BUFFER UINT16_MAX

enum operation { ACCEPT, RECEIVE, SEND_NOW, SEND_REST, CANCEL, CLOSE };

// What came in waits in order of arrival; only the first buffer is being sent. So a send can neither overtake another nor break into a short one.
struct connection {
    uint16_t first, last;
    uint8_t receiving : 1, // A recv is armed, or its last completion has yet to be seen.
        starved : 1,       // The recv ended for want of a buffer.
        stuck : 1,         // The peer does not read: it is not read from either, until all is sent.
        ended : 1;         // FIN, or a reset.
};

static struct io_uring ring;
static struct io_uring_buf_ring *free_buffers;
static char *memory;
static uint32_t begins[BUFFERS], ends[BUFFERS];
static uint16_t next[BUFFERS];
static struct connection *connections;
static int *starved, starved_count, listener;
static int used, returned, held; // Buffers: ever given to the kernel; given back but not yet shown to it; in our hands, the never used ones among them.
static unsigned sends_now; // Handed in or about to be, and their completions not yet seen.
static int follows;        // There is something that can be done as soon as one of those has completed.

// Room for one more submission, which its caller has to fill in.
static struct io_uring_sqe *submission(void) {
    struct io_uring_sqe *entry = io_uring_get_sqe(&ring);
    if (entry == NULL) { // The queue is full.
        check(io_uring_submit(&ring) >= 0, "io_uring_submit");
        entry = io_uring_get_sqe(&ring);
        check(entry != NULL, "io_uring_get_sqe");
    }

    return entry;
}

// Once the entry has been prepared: that overwrites all flags.
static void mark(struct io_uring_sqe *entry, unsigned flags, enum operation operation, int connection) {
    io_uring_sqe_set_flags(entry, flags);
    io_uring_sqe_set_data64(entry, (uint64_t)operation << 32 | (uint32_t)connection);
}

static void arm_accept(void) {
    struct io_uring_sqe *entry = submission();
    io_uring_prep_multishot_accept_direct(entry, listener, NULL, NULL, 0);
    mark(entry, 0, ACCEPT, 0);
}

static void arm_receive(int connection) {
    struct io_uring_sqe *entry = submission();
    io_uring_prep_recv_multishot(entry, connection, NULL, 0, 0);
    entry->buf_group = 0;
    mark(entry, IOSQE_FIXED_FILE | IOSQE_BUFFER_SELECT, RECEIVE, connection);
    connections[connection].receiving = 1;
}

// MSG_DONTWAIT: completes while it is submitted, with however much the socket takes. So the wait that follows can count on its completion and need not
// return for it. MSG_WAITALL: the kernel goes on until all is sent.
static void send_first(int connection, enum operation operation) {
    uint16_t buffer = connections[connection].first;
    struct io_uring_sqe *entry = submission();
    io_uring_prep_send(entry, connection, memory + buffer * (size_t)STRIDE + begins[buffer], ends[buffer] - begins[buffer],
                       MSG_NOSIGNAL | (operation == SEND_NOW ? MSG_DONTWAIT : MSG_WAITALL));
    mark(entry, IOSQE_FIXED_FILE, operation, connection);
    sends_now += operation == SEND_NOW;
}

static void give_back(uint16_t buffer) {
    io_uring_buf_ring_add(free_buffers, memory + buffer * (size_t)STRIDE, BUFFER_SIZE, buffer, io_uring_buf_ring_mask(BUFFERS), returned++);
    held--;
}

static void use_more(int count) {
    for (; count > 0 && used < BUFFERS; count--) {
        give_back(used++);
    }
}

static void give_back_first(struct connection *connection) {
    uint16_t buffer = connection->first;
    connection->first = next[buffer];
    give_back(buffer);
}

// What follows from a connection's state once something in it has changed.
static void settle(int number) {
    struct connection *connection = &connections[number];
    if (connection->receiving || connection->starved) {
        return; // More is still to come.
    }

    if (!connection->ended) {
        if (!connection->stuck) {
            arm_receive(number);
        }

        return;
    }

    if (connection->first == NO_BUFFER) { // All that came before the FIN has gone back.
        struct io_uring_sqe *entry = submission();
        io_uring_prep_close_direct(entry, number);
        mark(entry, IOSQE_CQE_SKIP_SUCCESS, CLOSE, number);
    } else {
        follows = 1;
    }
}

static void accepted(int result, unsigned flags) {
    if (result >= 0) {
        connections[result] = (struct connection){ .first = NO_BUFFER };
        settle(result);
    } else {
        errno = -result;
        check(result == -ECONNABORTED, "accept"); // That peer has gone again.
    }

    if (!(flags & IORING_CQE_F_MORE)) {
        arm_accept();
    }
}

static void received(int number, int result, unsigned flags) {
    struct connection *connection = &connections[number];
    connection->receiving = (flags & IORING_CQE_F_MORE) != 0;
    if (result > 0) {
        uint16_t buffer = flags >> IORING_CQE_BUFFER_SHIFT;
        held++;
        begins[buffer] = 0;
        ends[buffer] = result;
        next[buffer] = NO_BUFFER;
        if (connection->ended) { // The peer takes nothing any more.
            give_back(buffer);
        } else if (connection->first == NO_BUFFER) {
            connection->first = connection->last = buffer;
            send_first(number, SEND_NOW);
        } else {
            next[connection->last] = buffer;
            connection->last = buffer;
            follows = 1;
        }
    } else if (result == -ENOBUFS) {
        connection->starved = 1;
        starved[starved_count++] = number;
    } else if (result != -ECANCELED) {
        connection->ended = 1;
    }

    settle(number);
}

static void sent(int number, int result) {
    struct connection *connection = &connections[number];
    if (result < 0 && result != -EAGAIN && result != -EINTR) {
        connection->ended = 1; // A reset, which ends the recv as well.
        while (connection->first != NO_BUFFER) {
            give_back_first(connection);
        }

        settle(number);
        return;
    }

    uint16_t buffer = connection->first;
    begins[buffer] += result < 0 ? 0 : result;
    if (begins[buffer] < ends[buffer]) {
        if (!connection->stuck && connection->receiving) {
            struct io_uring_sqe *entry = submission();
            io_uring_prep_cancel64(entry, (uint64_t)RECEIVE << 32 | (uint32_t)number, 0);
            mark(entry, IOSQE_CQE_SKIP_SUCCESS, CANCEL, number);
        }

        connection->stuck = 1;
        send_first(number, SEND_REST);
        return;
    }

    give_back_first(connection);
    if (connection->first != NO_BUFFER) {
        send_first(number, SEND_NOW);
        follows = 1; // The next one, or a recv.
        return;
    }

    connection->stuck = 0;
    settle(number);
}

static void complete(const struct io_uring_cqe *completion) {
    int connection = (int)(uint32_t)completion->user_data;
    switch ((enum operation)(completion->user_data >> 32)) {
    case ACCEPT:
        accepted(completion->res, completion->flags);
        return;
    case RECEIVE:
        received(connection, completion->res, completion->flags);
        return;
    case SEND_NOW:
        sends_now--;
        sent(connection, completion->res);
        return;
    case SEND_REST:
        sent(connection, completion->res);
        return;
    case CANCEL: // There was nothing left to cancel.
        return;
    case CLOSE:
        errno = -completion->res;
        check(0, "close");
    }
}

static void open_ring(int descriptors) {
    struct io_uring_params parameters = {
        // Completions are run by this thread, within its own system call. That is the cheapest mode, and this is its only user.
        .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SUBMIT_ALL | IORING_SETUP_CQSIZE,
        .cq_entries = COMPLETIONS,
    };
    errno = -io_uring_queue_init_params(ENTRIES, &ring, &parameters);
    check(errno == 0, "io_uring_queue_init_params");
    check(io_uring_register_ring_fd(&ring) == 1, "io_uring_register_ring_fd");
    errno = -io_uring_register_files_sparse(&ring, descriptors);
    check(errno == 0, "io_uring_register_files_sparse");
    connections = calloc(descriptors, sizeof *connections);
    starved = calloc(descriptors, sizeof *starved);
    check(connections != NULL && starved != NULL, "calloc");

    int flags = MAP_PRIVATE | MAP_ANONYMOUS;
    memory = mmap(NULL, (size_t)BUFFERS * STRIDE, PROT_READ | PROT_WRITE, flags, -1, 0);
    free_buffers = mmap(NULL, BUFFERS * sizeof(struct io_uring_buf), PROT_READ | PROT_WRITE, flags, -1, 0);
    check(memory != MAP_FAILED && free_buffers != MAP_FAILED, "mmap");
    struct io_uring_buf_reg group = { .ring_addr = (uintptr_t)free_buffers, .ring_entries = BUFFERS };
    errno = -io_uring_register_buf_ring(&ring, &group, 0);
    check(errno == 0, "io_uring_register_buf_ring");
    io_uring_buf_ring_init(free_buffers);
    held = BUFFERS;
    use_more(FIRST_BUFFERS);
}

static void return_buffers(void) {
    use_more(starved_count);
    io_uring_buf_ring_advance(free_buffers, returned);
    returned = 0;
    while (starved_count > 0 && held < BUFFERS) { // With none left for the kernel, the next one that comes back leads here again.
        int connection = starved[--starved_count];
        connections[connection].starved = 0;
        settle(connection);
    }
}

int main(int argc, char **argv) {
    check(argc == 2, "usage: echo-uring <cpu>");
    listener = server_start(atoi(argv[1]));
    open_ring(raise_descriptor_limit());
    arm_accept();
    for (;;) {
        return_buffers();
        int submitted = io_uring_submit_and_wait(&ring, follows || starved_count > 0 ? 1 : sends_now + 1);
        check(submitted >= 0 || submitted == -EINTR, "io_uring_submit_and_wait");
        struct io_uring_cqe *completion;
        unsigned head, seen = 0;
        follows = 0;
        io_uring_for_each_cqe(&ring, head, completion) {
            complete(completion);
            seen++;
        }

        io_uring_cq_advance(&ring, seen);
    }
}
