// One file over HTTP/1.1 with kept connections: whatever is asked for, the answer is that file, by sendfile(2).
//   sendfile-epoll <cpu> <file>
#include "server-epoll.h"
#include <sys/sendfile.h>
#include <sys/stat.h>

struct connection {
    int socket;
    int writing;   // It waits for room in the socket instead of for requests.
    int asked;     // Requests whose answers have not begun.
    int matched;   // How much of the \r\n\r\n that ends a head has come; a head may come in pieces.
    size_t head;   // Sent of the answer's head; all of it outside an answer.
    off_t body;    // Sent of its body.
};

static int file;
static off_t length;
static char head[128];
static size_t head_length;

static void count_requests(struct connection *connection, const char *bytes, size_t count) {
    static const char end[] = "\r\n\r\n";
    for (size_t i = 0; i < count; i++) {
        int matched = bytes[i] == end[connection->matched] ? connection->matched + 1 : bytes[i] == '\r';
        connection->asked += matched == 4;
        connection->matched = matched & 3; // From four on it starts over.
    }
}

// Answers all that has been asked, until the socket would block.
static enum outcome answer(struct connection *connection) {
    for (;;) {
        if (connection->head == head_length && connection->body == length) {
            if (connection->asked == 0) {
                return DONE;
            }

            connection->asked--;
            connection->head = 0;
            connection->body = 0;
        }

        ssize_t sent;
        if (connection->head < head_length) {
            // MSG_MORE: the file follows, in the same segment. An empty file would leave the head waiting for it.
            int flags = MSG_NOSIGNAL | (length > 0 ? MSG_MORE : 0);
            sent = send(connection->socket, head + connection->head, head_length - connection->head, flags);
            connection->head += sent > 0 ? sent : 0;
        } else {
            sent = sendfile(connection->socket, file, &connection->body, length - connection->body);
        }

        if (sent < 0) {
            return errno == EAGAIN ? WOULD_BLOCK : CLOSED;
        }

        if (sent == 0) {
            return CLOSED; // The file has become shorter than was promised.
        }
    }
}

static enum outcome take_turn(struct connection *connection) {
    if (!connection->writing) {
        char requests[4096];
        ssize_t received = recv(connection->socket, requests, sizeof requests, 0);
        if (received <= 0) {
            return received < 0 && errno == EAGAIN ? DONE : CLOSED;
        }

        count_requests(connection, requests, received);
    }

    return answer(connection);
}

static void serve(void *state) {
    struct connection *connection = state;
    enum outcome outcome = take_turn(connection);
    if (outcome == CLOSED) {
        close(connection->socket);
        free(connection);
    } else if (connection->writing != (outcome == WOULD_BLOCK)) { // Who does not take answers is not asked for more questions.
        connection->writing = outcome == WOULD_BLOCK;
        watch(EPOLL_CTL_MOD, connection->socket, connection, connection->writing ? EPOLLOUT : EPOLLIN);
    }
}

static void *opened(int socket) {
    struct connection *connection = malloc(sizeof *connection);
    check(connection != NULL, "malloc");
    *connection = (struct connection){ .socket = socket, .head = head_length, .body = length };
    return connection;
}

int main(int argc, char **argv) {
    check(argc == 3, "usage: sendfile-epoll <cpu> <file>");
    file = open(argv[2], O_RDONLY | O_CLOEXEC);
    struct stat status;
    check(file >= 0 && fstat(file, &status) == 0, argv[2]);
    length = status.st_size;
    head_length = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %lld\r\n\r\n", (long long)length);
    serve_by_epoll(atoi(argv[1]), EPOLLIN, opened, serve);
}
