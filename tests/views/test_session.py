"""Signing in and out of the desk."""

from tests.cast import PASSWORD


def test_a_stranger_is_sent_to_sign_in_and_then_where_they_were_going(visitor, cast):
    page = visitor.get("/gestion/", status=302)
    assert page.response.location == "/gestion/entrar?next=/gestion/"

    page = visitor.fill(page.response.location, email=cast.elena_editor.email, password=PASSWORD)
    assert page.response.location == "/gestion/"
    assert "Elena Editora" in visitor.get("/gestion/").words


def test_a_wrong_password_says_nothing_about_the_account(visitor, cast):
    known = visitor.fill("/gestion/entrar", 422, email=cast.elena_editor.email, password="no es")
    unknown = visitor.fill("/gestion/entrar", 422, email="nadie@concejo.example", password="no es")
    assert known.text_of(".//*[@role='alert']") == unknown.text_of(".//*[@role='alert']")


def test_after_eight_failures_from_one_place_the_owner_still_enters_from_another(
    app, visitor, cast
):
    email = cast.elena_editor.email
    for _ in range(8):
        visitor.fill("/gestion/entrar", 422, email=email, password="no es")
    page = visitor.get("/gestion/entrar")
    refused = visitor.post(
        "/gestion/entrar", {**page.form(), "email": email, "password": PASSWORD}, 429
    )
    assert refused.response.headers["Retry-After"]

    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    owner = type(visitor)(elsewhere)
    owner.fill("/gestion/entrar", email=email, password=PASSWORD)


def test_a_session_that_was_ended_is_over_whatever_cookie_someone_kept(app, desk, cast):
    editor = desk(cast.elena_editor)
    cookie = editor.client.get_cookie("enmienda")
    editor.post("/gestion/salir", editor.get("/gestion/").form(inside=".//header"))

    thief = app.test_client()
    thief.set_cookie("enmienda", cookie.value)
    assert thief.get("/gestion/").status_code == 302
