// The load generator: one thread that is never the bottleneck it measures, as far as that can be had, and that reads the server's own counters.
//   load echo     <cpu> <server pid> <port> <case> <connections> <bytes> <warm-up ms> <ms>
//   load accept   <cpu> <server pid> <port> <case> <warm-up ms> <ms>
//   load idle     <cpu> <server pid> <port> <case> <connections>
//   load sendfile <cpu> <server pid> <port> <case> <path> <connections> <warm-up ms> <ms>
//   load attack   <cpu> <server pid> <port> <case> none|flood|drip <attackers> <request> <warm-up ms> <ms>
#include "load-accept.h"
#include "load-attack.h"
#include "load-echo.h"
#include "load-idle.h"
#include "load-sendfile.h"

int main(int argc, char **argv) {
    const char *mode = argc > 5 ? argv[1] : "";
    pin(argc > 5 ? atoi(argv[2]) : -1);
    raise_descriptor_limit();
    if (argc > 5) {
        server = atoi(argv[3]);
        address = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(atoi(argv[4])) };
        name = argv[5];
        epoll = epoll_create1(EPOLL_CLOEXEC);
        check(epoll >= 0, "epoll_create1");
    }

    if (strcmp(mode, "echo") == 0 && argc == 10) {
        load_echo(atoi(argv[6]), atoi(argv[7]), atoll(argv[8]), atoll(argv[9]));
    } else if (strcmp(mode, "accept") == 0 && argc == 8) {
        load_accept(atoll(argv[6]), atoll(argv[7]));
    } else if (strcmp(mode, "idle") == 0 && argc == 7) {
        load_idle(atoi(argv[6]));
    } else if (strcmp(mode, "sendfile") == 0 && argc == 10) {
        load_sendfile(argv[6], atoi(argv[7]), atoll(argv[8]), atoll(argv[9]));
    } else if (strcmp(mode, "attack") == 0 && argc == 11) {
        load_attack(argv[6], atoi(argv[7]), argv[8], atoll(argv[9]), atoll(argv[10]));
    } else {
        fprintf(stderr, "usage: load echo|accept|idle|sendfile|attack <cpu> <server pid> <port> <case> ...\n");
        return 1;
    }

    return 0;
}
