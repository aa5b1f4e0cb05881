import socketserver
import struct
import threading

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset


class DnsServer:
    """A name server on a free port of this machine, by UDP and TCP; a context manager.

    :param zone: name → type → texts of records as zone files have them; or, in place of types, what it answers to any
        question: "SERVFAIL", "REFUSED", "silence", "nonsense"
    """

    def __init__(self, zone):
        self.zone = zone
        self.questions = []
        self._tcp = socketserver.ThreadingTCPServer(("127.0.0.1", 0), self._get_handler(self._serve_tcp))
        self._tcp.daemon_threads = True
        self.port = self._tcp.server_address[1]
        self._udp = socketserver.ThreadingUDPServer(("127.0.0.1", self.port), self._get_handler(self._serve_udp))

    def __enter__(self):
        for server in (self._tcp, self._udp):
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *exc_info):
        for server in (self._tcp, self._udp):
            server.shutdown()
            server.server_close()

    def make_resolver(self):
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port, resolver.timeout = ["127.0.0.1"], self.port, 0.2
        return resolver

    @staticmethod
    def _get_handler(serve):
        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                serve(self)

        return Handler

    def _serve_udp(self, handler):
        data, connection = handler.request
        answer = self._answer(data, limited=True)
        if answer:
            connection.sendto(answer, handler.client_address)

    def _serve_tcp(self, handler):
        connection = handler.request
        [length] = struct.unpack("!H", connection.recv(2))
        answer = self._answer(connection.recv(length), limited=False)
        if answer:
            connection.sendall(struct.pack("!H", len(answer)) + answer)

    def _answer(self, data, *, limited):
        query = dns.message.from_wire(data)
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        self.questions.append((name, kind))
        found = self.zone.get(name)
        if found == "silence":
            return None
        if found == "nonsense":
            return data[:2] + b"\x81\x80nonsense"
        response = dns.message.make_response(query)
        self._fill(response, name, kind, found)
        wire = response.to_wire(max_size=65535)
        if limited and len(wire) > 512:
            response = dns.message.make_response(query)
            response.flags |= dns.flags.TC
            wire = response.to_wire()
        return wire

    def _fill(self, response, name, kind, found):
        if found is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif isinstance(found, str):
            response.set_rcode(dns.rcode.from_text(found))
        elif "CNAME" in found:
            response.answer.append(dns.rrset.from_text_list(f"{name}.", 60, "IN", "CNAME", found["CNAME"]))
            target = found["CNAME"][0].rstrip(".")
            self._fill(response, target, kind, self.zone.get(target))
        elif kind in found:
            response.answer.append(dns.rrset.from_text_list(f"{name}.", 60, "IN", kind, found[kind]))
