"""relay-peers.py: how many of 200 answers and requests survive a reset behind them, directly and through forwarders.

usage: relay-peers.py TARGET_PORT NAME=PORT...

Listens on 127.0.0.1:TARGET_PORT, to which each forwarder forwards. In one half an upstream answers and closes with the request unread, which resets the connection; in the other a client sends
and resets. Each forwarder has its turn for each connection, so that all of them meet the same machine.
"""
import random
import select
import socket
import struct
import sys
import threading

ROUNDS = 200
BOUND = 10.0
RESET = struct.pack("ii", 1, 0)


class Upstream:
    """One connection at a time: what it does with it is set before the client connects."""

    def __init__(self, port):
        self.listener = socket.create_server(("127.0.0.1", port), backlog=64)
        self.answer = None
        self.received = b""
        self.ended_by = ""
        self.done = threading.Event()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            peer, _ = self.listener.accept()
            peer.settimeout(BOUND)
            try:
                if self.answer is not None:
                    select.select([peer], [], [], BOUND)  # The request is there, and stays unread.
                    peer.sendall(self.answer)
                else:
                    self.received, self.ended_by = receive(peer)
            except OSError:
                pass
            finally:
                peer.close()
                self.done.set()


def receive(peer):
    data = bytearray()
    try:
        while True:
            piece = peer.recv(65536)
            if not piece:
                return bytes(data), "end"
            data += piece
    except ConnectionResetError:
        return bytes(data), "reset"
    except OSError as failure:
        return bytes(data), failure.__class__.__name__


def ask(port, upstream, size):
    upstream.answer = random.randbytes(size)
    with socket.create_connection(("127.0.0.1", port), BOUND) as client:
        client.sendall(b"x" * 1000)
        data, ended_by = receive(client)
    upstream.done.wait(BOUND)
    upstream.done.clear()
    return data == upstream.answer, ended_by


def tell(port, upstream, size):
    upstream.answer, upstream.received, upstream.ended_by = None, b"", ""
    sent = random.randbytes(size)
    client = socket.create_connection(("127.0.0.1", port), BOUND)
    client.sendall(sent)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    client.close()
    upstream.done.wait(BOUND)
    upstream.done.clear()
    return upstream.received == sent, upstream.ended_by


def main():
    upstream = Upstream(int(sys.argv[1]))
    ways = {"directly": int(sys.argv[1])} | {name: int(port) for name, port in (way.split("=") for way in sys.argv[2:])}
    random.seed(1)
    for title, act, least, most in (("answers of 120 to 20,000 bytes, request unread", ask, 120, 20_000), ("4 to 50,000 bytes, and a reset", tell, 4, 50_000)):
        whole = dict.fromkeys(ways, 0)
        resets = dict.fromkeys(ways, 0)
        for _ in range(ROUNDS):
            size = random.randint(least, most)
            for name, port in ways.items():
                complete, ended_by = act(port, upstream, size)
                whole[name] += complete
                resets[name] += ended_by == "reset"
        print(f"{title}:")
        for name in ways:
            print(f"  {name}: {whole[name]} of {ROUNDS} whole, {resets[name]} ended by a reset")


main()
