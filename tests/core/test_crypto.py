import pytest
from cryptography.fernet import Fernet

from eventsite.core.crypto import Undecipherable, decrypt, encrypt, rotate


def test_what_is_encrypted_reads_back_and_shows_nothing():
    token = encrypt("Ada's story ✨", "applications.need", ["new"])
    assert decrypt(token, "applications.need", ["new"]) == "Ada's story ✨"
    assert "Ada" not in token
    assert token != encrypt("Ada's story ✨", "applications.need", ["new"])


def test_an_old_key_opens_until_it_is_removed_and_rotation_needs_it_no_more():
    token = encrypt("x", "p", ["old"])
    assert decrypt(token, "p", ["new", "old"]) == "x"
    with pytest.raises(Undecipherable, match="no key"):
        decrypt(token, "p", ["new"])
    assert decrypt(rotate(token, ["new", "old"]), "p", ["new"]) == "x"


def test_a_value_moved_to_another_column_is_refused():
    token = encrypt("x", "applications.need", ["k"])
    with pytest.raises(Undecipherable, match="made for"):
        decrypt(token, "applications.notes", ["k"])


def test_what_we_did_not_write_is_refused():
    foreign = Fernet(Fernet.generate_key()).encrypt(b"x").decode()
    for token in ("", "plain text", foreign):
        with pytest.raises(Undecipherable):
            decrypt(token, "p", ["k"])
