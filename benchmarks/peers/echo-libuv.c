// An echo server on libuv's streams: sends at once what the socket takes (uv_try_write), and queues only a rest.
//   echo-libuv <cpu>
#include "server.h"
#include <uv.h>

struct unsent_write {
    uv_write_t request;
    char bytes[];
};

static void read_some(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer);

// All connections read into one buffer, as what was read has been sent or copied before the next read.
static void lend_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
    static char bytes[BUFFER_SIZE];
    (void)handle;
    (void)suggested;
    *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void release(uv_handle_t *handle) {
    free(handle);
}

static void end(uv_stream_t *stream) {
    uv_close((uv_handle_t *)stream, release);
}

static void wrote(uv_write_t *request, int status) {
    uv_stream_t *stream = request->handle;
    free(request); // It is the first member of what was allocated.
    if (status == 0) {
        uv_read_start(stream, lend_buffer, read_some);
    } else if (!uv_is_closing((uv_handle_t *)stream)) {
        end(stream);
    }
}

static void read_some(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer) {
    if (count <= 0) {
        if (count < 0) { // FIN, or a reset. Zero is "would block".
            end(stream);
        }

        return;
    }

    uv_buf_t echo = uv_buf_init(buffer->base, count);
    int sent = uv_try_write(stream, &echo, 1);
    if (sent == count) {
        return;
    }

    if (sent < 0 && sent != UV_EAGAIN) {
        end(stream);
        return;
    }

    sent = sent < 0 ? 0 : sent;
    struct unsent_write *rest = malloc(sizeof *rest + count - sent);
    check(rest != NULL, "malloc");
    memcpy(rest->bytes, buffer->base + sent, count - sent);
    echo = uv_buf_init(rest->bytes, count - sent);
    uv_read_stop(stream);
    check(uv_write(&rest->request, stream, &echo, 1, wrote) == 0, "uv_write");
}

static void accept_one(uv_stream_t *listener, int status) {
    uv_tcp_t *connection = status == 0 ? malloc(sizeof *connection) : NULL;
    if (connection == NULL) {
        return; // The peer has gone again, or there is no room for it.
    }

    check(uv_tcp_init(listener->loop, connection) == 0, "uv_tcp_init");
    if (uv_accept(listener, (uv_stream_t *)connection) != 0 || uv_read_start((uv_stream_t *)connection, lend_buffer, read_some) != 0) {
        end((uv_stream_t *)connection);
    }
}

int main(int argc, char **argv) {
    check(argc == 2, "usage: echo-libuv <cpu>");
    uv_loop_t *loop = uv_default_loop();
    uv_tcp_t listener;
    check(uv_tcp_init(loop, &listener) == 0, "uv_tcp_init");
    check(uv_tcp_open(&listener, server_start(atoi(argv[1]))) == 0, "uv_tcp_open");
    check(uv_listen((uv_stream_t *)&listener, BACKLOG, accept_one) == 0, "uv_listen");
    return uv_run(loop, UV_RUN_DEFAULT);
}
