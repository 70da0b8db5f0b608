"""The files for those who install it: they fit what the program takes and trusts."""

import re
from configparser import ConfigParser
from urllib.parse import urlsplit

import pytest

from webapp.settings import paths
from webapp.web.security import LARGEST_DESK_POST
from webapp.workflow.sent_file import LARGEST_DOCUMENT

NGINX = (paths.content() / "deploy" / "nginx.conf").read_text(encoding="utf-8")
MEGABYTE = 1024 * 1024


def test_nginx_lets_through_what_the_desk_takes_and_a_little_more_for_the_program_to_refuse():
    (most,) = re.findall(r"client_max_body_size (\d+)m;", NGINX)
    assert LARGEST_DOCUMENT < LARGEST_DESK_POST < int(most) * MEGABYTE


def test_nginx_replaces_every_header_that_the_program_trusts_a_proxy_for():
    for header in ("Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"):
        assert len(re.findall(rf"proxy_set_header {header} \$\w+;", NGINX)) == 1, header


def test_nginx_keeps_addresses_that_open_something_out_of_its_logs():
    secret = "(seguimiento|suscripciones|gestion/clave)/"
    assert f"~*^/{secret} 0;" in NGINX
    assert re.search(rf"location ~\* \^/{re.escape(secret)} {{\s+error_log /dev/null", NGINX)
    assert "$request " not in NGINX
    assert "$http_referer" not in NGINX


CODE = "7KQM-2WXF-9HTA-3BZE"


@pytest.mark.parametrize(
    "address",
    [
        f"/seguimiento/{CODE}",
        f"/Seguimiento/{CODE}/datos-borrados",
        f"/gestion/observaciones/CMC-2026-000001/constancia?codigo={CODE}",
        f"/gestion/entrar?next=/gestion/observaciones/CMC-2026-000001/constancia?codigo={CODE}",
        "/buscar?q=Zoraida",
        "/planes/plan/observaciones?q=Zoraida",
        "/gestion/planes/plan/observaciones?q=Zoraida",
    ],
)
def test_nginx_logs_no_fault_with_an_address_that_holds_a_code_or_a_name_r13(address):
    path = urlsplit(address).path
    unlogged = re.findall(r"location ~\* (\S+) {\s+error_log /dev/null", NGINX)
    assert any(re.search(each, path, re.IGNORECASE) for each in unlogged)


def unit_of(name: str) -> ConfigParser:
    """A file of systemd."""
    unit = ConfigParser(interpolation=None)
    unit.optionxform = str
    assert unit.read(paths.content() / "deploy" / name, encoding="utf-8")
    return unit


def test_what_is_due_is_erased_every_night_also_after_a_night_without_power_r13():
    timer, purge = unit_of("enmienda-purge.timer"), unit_of("enmienda-purge.service")
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"
    assert purge["Service"]["ExecStart"].endswith("enmienda purge")
    server = unit_of("enmienda.service")["Service"]
    for name in ("User", "WorkingDirectory", "UMask"):
        assert purge["Service"][name] == server[name]


def test_the_unit_of_systemd_starts_again_after_a_power_cut():
    unit = unit_of("enmienda.service")
    assert unit["Install"]["WantedBy"] == "multi-user.target"
    assert unit["Service"]["ExecStart"].endswith("enmienda serve")
    assert unit["Service"]["Restart"] == "on-failure"
