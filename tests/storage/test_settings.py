"""Settings: typed, frozen, and no silent typo."""

import stat

import pytest

from engine.rules.errors import Invalid
from engine.settings import Settings, demo_secret


def test_nothing_set_means_the_documented_defaults():
    settings = Settings.from_env({"PATH": "/bin"})
    assert settings == Settings()
    assert settings.database_url == "sqlite:///var/heshi.db"


def test_text_becomes_the_type_of_the_setting():
    settings = Settings.from_env({"HESHI_TICK_SECONDS": "5", "HESHI_BASE_URL": "https://a.cn/"})
    assert (settings.tick_seconds, settings.base_url) == (5, "https://a.cn")


def test_a_misspelt_setting_stops_the_start_and_names_the_right_one():
    with pytest.raises(Invalid) as refused:
        Settings.from_env({"HESHI_DATABSE_URL": "sqlite://"})
    assert refused.value.fields == {"HESHI_DATABSE_URL": "settings.unknown"}
    assert refused.value.facts["meant"] == {"HESHI_DATABSE_URL": "HESHI_DATABASE_URL"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("HESHI_TICK_SECONDS", "soon"),
        ("HESHI_TICK_SECONDS", "0"),
        ("HESHI_LOCK_SECONDS", "0"),
        ("HESHI_STATEMENT_SECONDS", "-1"),
        ("HESHI_IDLE_TRANSACTION_SECONDS", "never"),
        ("HESHI_PORT", "70000"),
        ("HESHI_ZONE", "Mars/Base"),
        ("HESHI_ZONE", "../etc/passwd"),
        ("HESHI_DATABASE_URL", "mysql://localhost"),
        ("HESHI_SECRET_KEY", "short"),
        ("HESHI_SMTP_TLS", "yes"),
        ("HESHI_BASE_URL", "ftp://a"),
        ("HESHI_LOG_LEVEL", "loud"),
        ("HESHI_BASE_URL", "http://a:99999"),
        ("HESHI_GATEWAY_URL", "sms.example"),
        ("HESHI_WECOM_URL", "https://wecom.example   # a remark is no part of an address"),
        ("HESHI_GATEWAY_ACCEPTED", "("),
        ("HESHI_GATEWAY_SECRET", "a secret with its line end\n"),
        ("HESHI_WECOM_PER_MINUTE", "-1"),
        ("HESHI_ALLOW_PRIVATE_ADDRESSES", "10.0.0.0/99"),
        ("HESHI_DIGEST_AT", "9 o'clock"),
    ],
)
def test_an_unreadable_value_stops_the_start(name, text):
    with pytest.raises(Invalid) as refused:
        Settings.from_env({name: text})
    assert refused.value.fields == {name: "settings.unreadable"}


def test_a_channel_is_there_once_its_address_is_set():
    assert Settings().channels == ()
    settings = Settings.from_env(
        {"HESHI_FEISHU_URL": "https://feishu.example", "HESHI_SMTP_HOST": "mail.example"}
    )
    assert settings.channels == ("email", "feishu")
    assert (settings.per_minute("email"), settings.per_minute("feishu")) == (240, 60)


def test_no_secret_is_shown_with_the_settings():
    names = ("gateway_secret", "wecom_key", "dingtalk_token", "dingtalk_secret", "feishu_token",
             "feishu_secret", "smtp_password", "secret_key")  # fmt: skip
    shown = repr(Settings(**{name: f"hush-{name}-{'x' * 32}" for name in names}))
    assert "hush" not in shown


def test_every_wrong_setting_is_named_at_once():
    with pytest.raises(Invalid) as refused:
        Settings.from_env({"HESHI_PORT": "x", "HESHI_POTR": "1"})
    assert list(refused.value.fields) == ["HESHI_PORT", "HESHI_POTR"]


def test_the_test_suites_own_names_are_left_alone():
    assert Settings.from_env({"HESHI_TEST_POSTGRES_URL": "x"}) == Settings()


def test_secrets_are_not_shown():
    shown = repr(Settings(secret_key="s" * 40, smtp_password="hush"))
    assert "ssss" not in shown
    assert "hush" not in shown


def test_a_real_installation_needs_a_secret():
    with pytest.raises(Invalid, match=r"settings\.secret_missing"):
        Settings().require_secret()


def test_a_demo_makes_its_secret_once_for_its_owner_alone(tmp_path):
    settings = Settings(var_dir=str(tmp_path / "var"))
    secret = demo_secret(settings)
    assert len(secret) == 64
    assert demo_secret(settings) == secret
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600
