"""Settings: sources and their order, mistakes named, secrets hidden."""

from pathlib import Path

import pytest

from rasid.settings import SettingsError, load_settings, shown, without_password


def test_defaults_hold_without_file_and_environment(tmp_path: Path) -> None:
    settings, origins = load_settings(data=tmp_path, environment={})
    assert settings.portal.port == 8000
    assert settings.store_url == f"sqlite:///{tmp_path / 'rasid.sqlite'}"
    assert origins == {"data": "--data"}


def test_environment_wins_over_the_file_and_both_are_named(tmp_path: Path) -> None:
    (tmp_path / "rasid.toml").write_text('sync_seconds = 5\n[portal]\nport = 9000\nlanguage = "en"\n')
    settings, origins = load_settings(data=tmp_path, environment={"RASID_PORTAL_PORT": "9100"})
    assert (settings.portal.port, settings.portal.language, settings.sync_seconds) == (9100, "en", 5.0)
    assert origins["portal.port"] == "RASID_PORTAL_PORT"
    assert origins["portal.language"] == str(tmp_path / "rasid.toml")


def test_secrets_can_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("postgresql+psycopg://rasid:open-sesame@db/rasid\n")
    settings, origins = load_settings(data=tmp_path, environment={"RASID_STORE_FILE": str(secret)})
    assert settings.store.endswith("@db/rasid")
    row = next(r for r in shown(settings, origins) if r.name == "store")
    assert "open-sesame" not in row.value
    assert row.origin == "RASID_STORE_FILE"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[portal]\nprot = 1\n", "did you mean portal.port"),
        ("[portal]\nport = 'x'\n", "is not a whole number"),
        ("colour = 1\n", "unknown setting colour"),
        ("= 3", "not valid TOML"),
    ],
    ids=["misspelt", "wrong type", "unknown", "no TOML"],
)
def test_mistakes_in_the_file_are_named_with_the_file(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "rasid.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"rasid\.toml") as caught:
        load_settings(data=tmp_path, environment={})
    assert says in str(caught.value)


def test_a_wrong_environment_value_names_the_variable(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="RASID_CRAWL_ROUND_SECONDS: 'soon' is not a whole number"):
        load_settings(data=tmp_path, environment={"RASID_CRAWL_ROUND_SECONDS": "soon"})


def test_a_named_settings_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such settings file"):
        load_settings(data=tmp_path, file=tmp_path / "none.toml", environment={})


@pytest.mark.parametrize(
    ("url", "shown_as"),
    [
        ("postgresql://u:p@h/d", "postgresql://u:***@h/d"),
        ("postgresql://u@h/d", "postgresql://u@h/d"),
        ("sqlite:///a:b@c", "sqlite:///a:b@c".replace("a:b@", "a:b@")),
        ("", ""),
    ],
)
def test_passwords_in_urls_are_not_shown(url: str, shown_as: str) -> None:
    result = without_password(url)
    assert "p@" not in result
    assert result.endswith(shown_as.rsplit("@", 1)[-1])
