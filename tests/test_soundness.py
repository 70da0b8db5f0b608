"""The check of pages finds each fault, and the test client refuses a page that has one."""

import pytest
from flask import Flask

from tests.soundness import Unsound, faults_of, personal_data_in

PAGE = """<!DOCTYPE html>
<html lang="es">
  <head><title>Plan de prueba</title></head>
  <body>
    <h1>Plan de prueba</h1>
    <h2 id="acciones">Acciones</h2>
    <form method="post" action="/"><button type="submit">Guardar</button></form>
    <a href="#acciones">Acciones</a>
  </body>
</html>
"""
FAULTS = {
    "2 main headings": ("Acciones</h2>", "Acciones</h2><h1>Otro</h1>"),
    "0 main headings": ("<h1>Plan de prueba</h1>", ""),
    "does not begin with": ("<title>Plan", "<title>Un plan"),
    "its language": ('lang="es"', 'lang="en"'),
    "two elements are acciones": ("<h1>", '<h1 id="acciones">'),
    "a heading of level 4 after one of level 2": ("<form", "<h4>Salto</h4><form"),
    "a form without method or action": (' action="/"', ""),
    "a link to #otra, which is not there": ('href="#acciones"', 'href="#otra"'),
    "a link to /nada without words": ("<form", '<a href="/nada"></a><form'),
    "an inline script": ("<form", "<script>alert(1)</script><form"),
    "an inline style": ("</title>", "</title><style>h1 { color: red }</style>"),
    "<h1 style>": ("<h1>", '<h1 style="color: red">'),
    "<button onclick>": ("<button", '<button onclick="alert(1)"'),
    "of a third party": ("</title>", '</title><script src="https://x.example/a.js"></script>'),
    "“Skip to the content” in English": ("Guardar", "Skip to the content"),
    "two dots": ("Guardar", "Guardar hasta las 5 p. m.."),
    "end-tag-too-early": ("</h2>", "</h2></section>"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(fault: str):
    assert not faults_of(PAGE)
    found = faults_of(PAGE.replace(*FAULTS[fault], 1))
    assert any(fault in each for each in found), found


def test_a_fragment_is_no_whole_page_and_is_checked_for_the_rest():
    assert not faults_of('<p id="a">Una pieza</p>')
    assert faults_of('<p id="a">Una pieza</p><p id="a">Otra</p>')


@pytest.mark.parametrize("words", ["Elena Editora", "pepa@example.com"])
def test_personal_data_are_found_and_the_address_of_the_entity_is_none_r13(words: str):
    assert not [*personal_data_in('<a href="mailto:a@b.example">a@b.example</a>')]
    assert [*personal_data_in(f"<p>{words}</p>")]


def test_who_corrected_something_is_named_with_the_correction_alone_r21():
    assert not [*personal_data_in("<p>Propuesta por Elena Editora el martes</p>")]
    assert [*personal_data_in("<p>Propuesta por Elena Editora el martes: Elena Editora</p>")]


@pytest.mark.parametrize("address", ["/", "/planes/uno"])
def test_the_client_of_every_app_refuses_a_page_with_faults(address: str):
    app = Flask(__name__)
    app.add_url_rule("/", "home", lambda: PAGE.replace("<h1>", "<h2>").replace("</h1>", "</h2>"))
    app.add_url_rule("/planes/uno", "plan", lambda: PAGE.replace("Acciones", "Elena Editora"))
    with pytest.raises(Unsound):
        app.test_client().get(address)


def test_the_client_lets_a_sound_page_and_a_file_pass():
    app = Flask(__name__)
    app.add_url_rule("/", "home", lambda: PAGE)
    app.add_url_rule("/lista.csv", "file", lambda: ("a,b", {"Content-Type": "text/csv"}))
    assert app.test_client().get("/").status_code == 200
    assert app.test_client().get("/lista.csv").status_code == 200
