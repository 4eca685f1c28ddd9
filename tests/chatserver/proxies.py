"""The proxies of docs/own-network, really run: their files with another port and certificate."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.served import free_port

NAME = "ducha.example.org"
DOCS = Path(__file__).parents[2] / "docs" / "own-network"
READY = 20.0
"""Seconds within which a proxy answers; it makes its certificates first."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A running proxy: its port, and the certificate that visitors trust."""

    port: int
    trusted: Path

    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.trusted))


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The documented file with these places put right for a test; each must be there."""
    for old, new in changes:
        assert old in text, f"the documented file no longer says {old!r}"
        text = text.replace(old, new)
    return text


def nginx(folder: Path, port: int, upstream: int) -> tuple[list[str], Path]:
    """nginx with docs/own-network/nginx.conf as Debian's includes it; a self-signed certificate."""
    cert, key, plain = folder / "cert.pem", folder / "key.pem", free_port()
    subprocess.run(  # noqa: S603
        [  # noqa: S607
         "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
         "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True, timeout=30,
    )  # fmt: skip
    (folder / "ducha.conf").write_text(
        changed(
            (DOCS / "nginx.conf").read_text(encoding="utf-8"),
            ("listen 80;", f"listen 127.0.0.1:{plain};"),
            ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
            ("/etc/ssl/ducha/cert.pem", str(cert)),
            ("/etc/ssl/ducha/key.pem", str(key)),
            ("127.0.0.1:8080", f"127.0.0.1:{upstream}"),
        ),
        encoding="utf-8",
    )
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "whole.conf"
    whole.write_text(
        f"pid {folder}/pid; daemon off; worker_processes 1; error_log stderr;"
        f" events {{}} http {{ access_log off; {temporary} include {folder}/ducha.conf; }}",
        encoding="utf-8",
    )
    return ["nginx", "-e", "stderr", "-p", str(folder), "-c", str(whole)], cert


def caddy(folder: Path, port: int, upstream: int) -> tuple[list[str], Path]:
    """Caddy with docs/own-network/Caddyfile; the certificate is made by `tls internal` itself."""
    site = changed(
        (DOCS / "Caddyfile").read_text(encoding="utf-8"),
        (f"\n{NAME} {{", f"\n{NAME}:{port} {{\n\tbind 127.0.0.1"),
        ("127.0.0.1:8080", f"127.0.0.1:{upstream}"),
    )
    ours = "admin off\n skip_install_trust\n grace_period 1s\n auto_https disable_redirects"
    whole = folder / "Caddyfile"
    whole.write_text(f"{{\n {ours}\n storage file_system {folder}/kept\n}}\n{site}", "utf-8")
    root = folder / "kept" / "pki" / "authorities" / "local" / "root.crt"
    return ["caddy", "run", "--config", str(whole), "--adapter", "caddyfile"], root


MADE: dict[str, Callable[[Path, int, int], tuple[list[str], Path]]] = {
    "nginx": nginx,
    "caddy": caddy,
}


@contextmanager
def running(kind: str, folder: Path, upstream: int) -> Iterator[Proxy]:
    """The proxy in front of the server at that port of this machine."""
    if shutil.which(kind) is None:
        pytest.skip(f"no {kind} on this machine (Debian: apt-get install nginx-light caddy)")
    folder.mkdir()
    port = free_port()
    command, trusted = MADE[kind](folder, port, upstream)
    log = folder / "log"
    env = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, cwd=folder, env=env)  # noqa: S603
    try:
        proxy = Proxy(port, trusted)
        _wait_for(proxy, process, log)
        yield proxy
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(proxy: Proxy, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until somebody who trusts its certificate gets through to it."""
    end = time.monotonic() + READY
    while True:
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            with (
                socket.create_connection(("127.0.0.1", proxy.port), 5) as line,
                proxy.context().wrap_socket(line, server_hostname=NAME),
            ):
                return
        except OSError:
            assert time.monotonic() < end, log.read_text(errors="replace")
            time.sleep(0.05)
