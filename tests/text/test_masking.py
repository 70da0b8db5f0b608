"""Personal data on a screen that others may see."""

from webapp.text.masking import masked, masked_email, masked_phone


def test_its_owner_recognises_it_and_nobody_else_learns_it_r13():
    assert masked("Rosa Emilia Díaz") == "R••• E••• D•••"
    assert masked_email("rosa@correo.example.org") == "r•••@c•••.org"
    assert masked_phone("3101234567") == "•••67"


def test_what_was_not_given_stays_empty():
    assert (masked(""), masked_email(""), masked_phone("")) == ("", "", "")
