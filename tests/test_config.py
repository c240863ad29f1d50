import re
import stat

import pytest

import config

pytestmark = pytest.mark.one_database
STRONG = "0123456789abcdefghijklmnopqrstuvwxyz"


def read(tmp_path, **environment):
    return config.read({"EVENTSITE_INSTANCE": str(tmp_path), **environment})


def test_a_list_of_keys_with_an_empty_one_is_refused(tmp_path):
    for keys in ("", "new,,old", " , "):
        with pytest.raises(config.Unsound, match="SECRET_KEYS"):
            read(tmp_path, SECRET_KEYS=keys, ENCRYPTION_KEYS=STRONG)


def test_the_first_key_signs_and_the_others_still_verify(tmp_path):
    settings = read(tmp_path, SECRET_KEYS=f"{STRONG}, old", ENCRYPTION_KEYS=STRONG)
    assert settings["SECRET_KEY"] == STRONG
    assert settings["SECRET_KEY_FALLBACKS"] == ["old"]
    assert settings["WTF_CSRF_SECRET_KEY"] == ["old", STRONG]
    config.check_for_production(settings)


def test_without_keys_a_folder_makes_its_own_once_for_its_owner_only(tmp_path):
    first, second = read(tmp_path), read(tmp_path)
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert first["ENCRYPTION_KEYS"] == second["ENCRYPTION_KEYS"]
    assert len(first["SECRET_KEY"]) >= 48
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "must be set"),
        ({"SECRET_KEYS": STRONG}, "must be set"),
        ({"SECRET_KEYS": "dev", "ENCRYPTION_KEYS": STRONG}, "SECRET_KEYS: .*too easy"),
        (
            {"SECRET_KEYS": STRONG, "ENCRYPTION_KEYS": "a" * 60},
            "ENCRYPTION_KEYS: .*too easy",
        ),
    ],
)
def test_production_wants_secrets_chosen_for_it(tmp_path, environment, said):
    with pytest.raises(config.Unsound, match=said):
        config.check_for_production(read(tmp_path, **environment))


def test_what_the_folders_own_key_encrypted_stays_readable_under_another(tmp_path):
    own = read(tmp_path)["ENCRYPTION_KEYS"]
    given = read(tmp_path, SECRET_KEYS=STRONG, ENCRYPTION_KEYS=STRONG)
    assert given["ENCRYPTION_KEYS"] == [STRONG, *own]


@pytest.mark.parametrize(
    ("url", "used"),
    [
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////x.db", "sqlite:////x.db"),
    ],
)
def test_which_database_is_used(tmp_path, url, used):
    assert read(tmp_path, DATABASE_URL=url)["SQLALCHEMY_DATABASE_URI"] == used


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "0"), ("PORT", "65536"), ("PORT", "http"), ("PORT", "٨٠"), ("PORT", "9" * 99),
     ("API_REQUESTS_PER_MINUTE", "-1"), ("API_REQUESTS_PER_MINUTE", "1e3"),
     ("TRUSTED_PROXIES", "-1"), ("TRUSTED_PROXIES", "many")],
)  # fmt: skip
def test_a_number_that_is_none_is_named(tmp_path, name, value):
    with pytest.raises(config.Unsound, match=name):
        read(tmp_path, **{name: value})


def test_every_variable_that_is_read_is_documented():
    source = (config.ROOT / "config.py").read_text()
    read_at = r'(?:environment(?:\.get\(|\[)|_count\()\s*"([A-Z_]+)"'
    variables = set(re.findall(read_at, source))
    documented = set(re.findall(r"`([A-Z_]+)`", source.split('"""')[1]))
    assert variables | set(config.KEYS) <= documented


OIDC = {
    "OIDC_PROVIDERS": " Google , corp,google",
    "OIDC_GOOGLE_DISCOVERY": "https://accounts.example/.well-known/openid-configuration",
    "OIDC_GOOGLE_CLIENT_ID": "us",
    "OIDC_GOOGLE_CLIENT_SECRET": "s",
    "OIDC_CORP_DISCOVERY": "http://localhost:9400",
    "OIDC_CORP_CLIENT_ID": "us",
    "OIDC_CORP_CLIENT_SECRET": "t",
    "OIDC_CORP_LABEL": "Our company",
}


def test_sites_to_sign_in_with_are_read_by_name(tmp_path):
    here = {"EVENTSITE_INSTANCE": str(tmp_path)}
    assert config.read(here)["OIDC_PROVIDERS"] == ()
    google, corp = config.read(here | OIDC)["OIDC_PROVIDERS"]
    assert google == ("google", "Google", "https://accounts.example", "us", "s")
    assert corp.label == "Our company"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"OIDC_GOOGLE_CLIENT_ID": " "}, "set OIDC_GOOGLE_CLIENT_ID"),
        ({"OIDC_GOOGLE_DISCOVERY": "http://accounts.example"}, "https://"),
        ({"OIDC_GOOGLE_DISCOVERY": "accounts.example"}, "https://"),
        ({"OIDC_PROVIDERS": "a-b"}, "letters and digits"),
        ({"OIDC_PROVIDERS": "other"}, "OIDC_OTHER_DISCOVERY"),
    ],
)
def test_sites_to_sign_in_with_are_whole_or_refused(tmp_path, wrong, said):
    here = {"EVENTSITE_INSTANCE": str(tmp_path)}
    with pytest.raises(config.Unsound, match=said):
        config.read(here | OIDC | wrong)
