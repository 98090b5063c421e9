"""data fetch from behind the networks that municipalities have: one that inspects TLS with a certificate authority of
its own, and a proxy that wants a login. It fetches, or says at once what stands in the way and what to do."""

import re
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from home import KPIS, YEARS, Home
from kolada_server import KoladaServer, always, as_stored, figures

ROWS = figures(KPIS, ["0000", "0126"], YEARS)
HOST = "kolada.invalid"  # found by nobody, so that only a proxy leads there
LOGIN = "kåre:p@ss/w#rd"
LOGIN_WRITTEN = "k%C3%A5re:p%40ss%2Fw%23rd"
AT_ONCE = 8
ENGLISH = re.compile(r"\b(the|error|failed|could|couldn't|certificate|connection|timeout|peer)\b", re.IGNORECASE)


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True)


class Authority:
    """A certificate authority of one's own, in a folder, and certificates by it."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.certificate = self.folder / "ca.pem"
        self.key = self.folder / "ca.key"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=Kommunens rotcertifikat", "-keyout", self.key, "-out", self.certificate)

    def server(self, name, days="2"):
        """A server's TLS with a certificate for a name."""
        key, request, certificate, names = (self.folder / f"server.{kind}" for kind in ("key", "csr", "pem", "txt"))
        names.write_text(f"subjectAltName={name}")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=server",
                "-keyout", key, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial",
                "-days", days, "-extfile", names, "-out", certificate)
        certificate.write_bytes(certificate.read_bytes() + self.certificate.read_bytes())
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, key)
        return tls


class ProxyServer:
    """Leads every CONNECT to this machine, whatever its host; `answer(host, headers)` names what it says instead."""

    def __init__(self, answer=lambda host, headers: None, tls=None):
        self.answer = answer
        self.asked = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.tls = tls
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        try:
            if self.tls:
                client = self.tls.wrap_socket(client, server_side=True)
            with client, client.makefile("rb") as lines:
                target = lines.readline().decode().split()[1]
                headers = dict(line.decode().strip().split(": ", 1) for line in iter(lines.readline, b"\r\n"))
                self.asked.append(target)
                host, port = target.rsplit(":", 1)
                if answer := self.answer(host, headers):
                    client.sendall(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n".encode())
                    return
                with socket.create_connection(("127.0.0.1", int(port))) as server:
                    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    back = threading.Thread(target=self.pass_on, args=(server, client), daemon=True)
                    back.start()
                    self.pass_on(client, server)
                    back.join()
        except (OSError, IndexError, ValueError):
            """A client that speaks something else, or goes, is part of the tests."""

    @staticmethod
    def pass_on(source, to):
        try:
            while data := source.recv(65536):
                to.sendall(data)
            to.shutdown(socket.SHUT_WR)
        except OSError:
            """The other end is gone."""


class Speaker:
    """Says the same to whoever comes, and stands where a Kolada should."""

    def __init__(self, words, tls=None):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"https://127.0.0.1:{self.listener.getsockname()[1]}/v3"
        threading.Thread(target=self.speak, args=(words, tls), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def speak(self, words, tls):
        try:
            while True:
                client, _ = self.listener.accept()
                with tls.wrap_socket(client, server_side=True) if tls else client as heard:
                    heard.recv(65536)
                    heard.sendall(words)
        except OSError:
            """It has been closed."""


def wants_login(host, headers):
    right = "Basic " + b64encode(LOGIN.encode()).decode()
    return None if headers.get("Proxy-Authorization") == right else \
        '407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="kommunen"'


def wants_kerberos(host, headers):
    return "407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM"


class Network(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.scratch.name)
        cls.authority = Authority(cls.folder)
        cls.tls = cls.authority.server(f"DNS:{HOST},IP:127.0.0.1")
        cls.store = {"SSL_CERT_FILE": str(cls.authority.certificate)}

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    @contextmanager
    def kolada(self, tls=None, host="127.0.0.1", **how):
        with KoladaServer(ROWS, tls=tls or self.tls, **how) as server:
            server.base_url = server.base_url.replace("127.0.0.1", host)
            yield server

    def fetch(self, server, environment):
        """Exit code, what was said in Swedish, and the figures."""
        with Home() as home:
            code, said = home.fetch(server, language="sv", environment=environment)
            return code, said, home.figures()

    def assert_fetched(self, server, environment):
        code, said, stored = self.fetch(server, environment)
        self.assertEqual((code, stored), (0, as_stored(ROWS)), said)

    def assert_refused(self, server, environment, *words):
        code, said, stored = self.fetch(server, environment)
        self.assertEqual((code, stored), (4, {}), said)
        for some in words:
            self.assertIn(some, said)
        self.assertIn("Gör så här: Inget har ändrats. ", said)
        self.assertIsNone(ENGLISH.search(said), said)
        return said

    # --- Networks that inspect TLS ---

    def test_the_authority_is_named_by_any_of_the_variables(self):
        ordered = self.folder / "ordered"
        ordered.mkdir()
        (ordered / "root.pem").write_bytes(self.authority.certificate.read_bytes())
        openssl("rehash", ordered)
        root = str(self.authority.certificate)
        with self.kolada() as server:
            for environment in ({"SSL_CERT_FILE": root}, {"CURL_CA_BUNDLE": root}, {"SSL_CERT_DIR": str(ordered)},
                                {"SSL_CERT_DIR": f"/nowhere:{ordered}"},
                                {"CURL_CA_BUNDLE": root, "SSL_CERT_FILE": "/nowhere"},
                                {"CURL_CA_BUNDLE": "", "SSL_CERT_FILE": root}):
                with self.subTest(environment):
                    self.assert_fetched(server, environment)

    def test_an_issuer_that_nobody_knows(self):
        with self.kolada() as server:
            said = self.assert_refused(server, {}, "serverns TLS-certifikat har en utfärdare som inte finns i "
                                       "certifikatlagret (/etc/ssl/certs/ca-certificates.crt, /etc/ssl/certs)",
                                       "ange den: SSL_CERT_FILE=FIL")
            self.assertNotIn("försök", said)
            with tempfile.TemporaryDirectory() as folder:
                other = Authority(folder).certificate
                self.assert_refused(server, {"SSL_CERT_FILE": str(other)}, f"(SSL_CERT_FILE={other}, /etc/ssl/certs)")
            self.assertEqual(server.requests, [])

    def test_certificates_that_do_not_hold_are_told_apart(self):
        for name, days, words in (("DNS:annan.example", "2", "gäller inte 127.0.0.1 utan ett annat namn"),
                                  ("IP:127.0.0.1", "-1", "har gått ut")):
            with self.subTest(words), self.kolada(self.authority.server(name, days)) as server:
                self.assert_refused(server, self.store, words, f"SSL_CERT_FILE={self.authority.certificate}")
                self.assertEqual(server.requests, [])

    def test_a_store_that_cannot_be_used(self):
        der = self.folder / "ca.der"
        openssl("x509", "-in", self.authority.certificate, "-outform", "der", "-out", der)
        empty = self.folder / "empty.pem"
        empty.touch()
        bare = self.folder / "bare"
        bare.mkdir()
        (bare / "ca.pem").write_bytes(self.authority.certificate.read_bytes())
        with self.kolada() as server:
            for variable, value, words in (("SSL_CERT_FILE", "/nowhere/ca.pem", "filen eller mappen finns inte"),
                                           ("CURL_CA_BUNDLE", "/nowhere/ca.pem", "filen eller mappen finns inte"),
                                           ("SSL_CERT_FILE", der, "filen har inget certifikat i PEM-form"),
                                           ("SSL_CERT_FILE", empty, "filen har inget certifikat i PEM-form"),
                                           ("SSL_CERT_FILE", bare, "filen har inget certifikat i PEM-form"),
                                           ("SSL_CERT_DIR", "/nowhere", "filen eller mappen finns inte"),
                                           ("SSL_CERT_DIR", der, "en del av sökvägen är ingen mapp"),
                                           ("SSL_CERT_DIR", bare, "inga certifikat som openssl rehash har ordnat")):
                with self.subTest(f"{variable}={value}"):
                    self.assert_refused(server, {variable: str(value)},
                                        f"certifikatlagret {variable}={value} kan inte användas: ", words)
            self.assertEqual(server.requests, [])

    # --- Proxies ---

    def test_the_way_out_is_the_proxy_of_the_environment(self):
        with self.kolada(host=HOST) as server, ProxyServer() as proxy:
            for environment in ({"HTTPS_PROXY": f"http://{proxy.address}"}, {"https_proxy": f"http://{proxy.address}/"},
                                {"ALL_PROXY": f"http://{proxy.address}"}, {"HTTPS_PROXY": proxy.address},
                                {"HTTPS_PROXY": proxy.address, "NO_PROXY": "localhost,.kommun.se"},
                                {"https_proxy": proxy.address, "HTTPS_PROXY": "http://nowhere.invalid:8080"}):
                with self.subTest(environment):
                    proxy.asked.clear()
                    self.assert_fetched(server, self.store | environment)
                    self.assertEqual(set(proxy.asked), {server.base_url.split("/")[2]})

    def test_nothing_for_this_machine_goes_through_a_proxy(self):
        with self.kolada() as server, ProxyServer() as proxy:
            self.assert_fetched(server, self.store | {"HTTPS_PROXY": f"http://{proxy.address}"})
            self.assertEqual(proxy.asked, [])

    def test_a_proxy_that_wants_a_login(self):
        with self.kolada(host=HOST) as server, ProxyServer(wants_login) as proxy:
            self.assert_fetched(server, self.store | {"HTTPS_PROXY": f"http://{LOGIN_WRITTEN}@{proxy.address}"})
            for before, words in (("", "proxyn vill ha inloggning"),
                                  ("kare:hemligt@", "proxyn godtar inte inloggningen i HTTPS_PROXY")):
                with self.subTest(before):
                    proxy.asked.clear()
                    said = self.assert_refused(server, self.store | {"HTTPS_PROXY": f"http://{before}{proxy.address}"},
                                               f"{words} (http://{proxy.address})",
                                               "Skriv HTTPS_PROXY=http://NAMN:LÖSENORD@PROXY:PORT", "%40")
                    self.assertNotIn("hemligt", said)
                    self.assertEqual(len(proxy.asked), 1, "it is asked once")

    def test_a_proxy_that_wants_a_login_of_another_kind(self):
        with self.kolada(host=HOST) as server, ProxyServer(wants_kerberos) as proxy:
            self.assert_refused(server, self.store | {"HTTPS_PROXY": f"http://{LOGIN_WRITTEN}@{proxy.address}"},
                                "inloggning på ett sätt som programmet inte kan", f"undanta {HOST} från inloggning")
            self.assertEqual(len(proxy.asked), 1, "it is asked once")

    def test_a_proxy_that_lets_nothing_through(self):
        def run(case):
            answer, tries = case
            with self.kolada(host=HOST) as server, ProxyServer(lambda host, headers: answer) as proxy:
                self.assert_refused(server, self.store | {"https_proxy": f"http://{proxy.address}"},
                                    f"proxyn http://{proxy.address} släpper inte igenom trafiken till {HOST} utan svarar {answer[:3]}",
                                    f"Be it-avdelningen släppa fram {HOST}")
                self.assertEqual(len(proxy.asked), tries)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(run, [("403 Forbidden", 1), ("302 Found\r\nLocation: http://login.invalid/", 1),
                                ("502 Bad Gateway", 5)]))

    def test_an_address_that_is_none_is_refused_at_once_and_not_shown(self):
        with self.kolada(host=HOST) as server:
            for value in ("http://", "http://kare:krus/tofs@proxy:8080", "http://kare:krus#tofs@proxy:8080",
                          "http://kare:krus?tofs@proxy:8080", "http://kare:krus@tofs@proxy:8080", "ftp://proxy:21",
                          "http://kare:tofs", "http://proxy:8080/wpad.dat", "http://a b:8080"):
                with self.subTest(value):
                    said = self.assert_refused(server, {"HTTPS_PROXY": value},
                                               "HTTPS_PROXY är ingen adress till en proxy",
                                               "Skriv HTTPS_PROXY=http://NAMN:LÖSENORD@PROXY:PORT")
                    for secret in ("krus", "tofs"):
                        self.assertNotIn(secret, said)

    def test_a_way_out_that_leads_nowhere_says_which(self):
        with socket.create_server(("127.0.0.1", 0)) as closed:
            nobody = f"127.0.0.1:{closed.getsockname()[1]}"
        cases = (
            ({}, "datorn hittar ingen server med det namnet", "Ange den då: HTTPS_PROXY=http://PROXY:PORT"),
            ({"HTTPS_PROXY": "http://kare:hemligt@proxy.invalid"},
             "datorn hittar inte proxyn http://proxy.invalid:1080 (HTTPS_PROXY)", "Kontrollera adressen i HTTPS_PROXY"),
            ({"ALL_PROXY": nobody}, f"ingen svarar på anslutningen, som går genom proxyn http://{nobody} (ALL_PROXY)",
             "Kontrollera adressen i ALL_PROXY"),
            ({"HTTPS_PROXY": f"http://{nobody}", "NO_PROXY": HOST}, "datorn hittar ingen server med det namnet",
             "att NO_PROXY inte undantar servern"))

        def run(case):
            environment, *words = case
            with self.kolada(host=HOST) as server:
                said = self.assert_refused(server, environment, "efter 5 försök", *words)
                self.assertNotIn("hemligt", said)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(run, cases))

    def test_the_certificate_of_the_proxy_itself(self):
        with self.kolada(host=HOST) as server, ProxyServer(tls=self.authority.server("IP:127.0.0.1")) as proxy:
            environment = {"HTTPS_PROXY": f"https://{proxy.address}"}
            self.assert_fetched(server, self.store | environment)
            self.assert_refused(server, environment, "proxyns TLS-certifikat har en utfärdare")

    def test_what_answers_speaks_something_else(self):
        with Speaker(b"HTTP/1.1 400 Bad Request\r\n\r\n") as server:
            self.assert_refused(server, self.store, "en säker förbindelse (TLS) gick inte att upprätta")
        with Speaker(b"220 smtp.kommun.se ESMTP\r\n", self.tls) as server:
            self.assert_refused(server, self.store, "det som svarar talar inte HTTP")

    def test_a_page_instead_of_figures_may_be_the_network_s(self):
        for fault, words in (("content type", "Är det nätets inloggning eller spärr som svarar?"),
                             ("redirect", "Annars är det troligen nätets inloggning")):
            with self.subTest(fault), self.kolada(fault=always(fault)) as server:
                self.assert_refused(server, self.store, words)


if __name__ == "__main__":
    unittest.main()
