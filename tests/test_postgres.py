"""The server that the tests make for themselves."""

from contextlib import closing

import pytest

from tests.postgres import PostgresMissing, drop_database, new_database, temporary_cluster
from tests.requirements_of_machine import require

psycopg = pytest.importorskip("psycopg")
pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def server():
    try:
        with temporary_cluster() as address:
            yield address
    except PostgresMissing as missing:
        require(False, str(missing))


def test_a_new_database_is_a_copy_of_its_template(server):
    template = new_database(server)
    with closing(psycopg.connect(template, autocommit=True)) as connection:
        connection.execute("CREATE TABLE place AS SELECT 'Zaragoza' AS name")

    copy = new_database(server, template=template)

    with closing(psycopg.connect(copy)) as connection:
        assert connection.execute("SELECT name FROM place").fetchall() == [("Zaragoza",)]
    drop_database(copy)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(copy)


def test_it_knows_spanish_letters(server):
    with closing(psycopg.connect(server)) as connection:
        answer = connection.execute("SELECT lower('ÁÑ'), to_tsvector('spanish', 'acciones')")
        assert answer.fetchone() == ("áñ", "'accion':1")


def test_it_ends_and_leaves_nothing():
    try:
        with temporary_cluster() as address:
            pass
    except PostgresMissing as missing:
        require(False, str(missing))
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)
