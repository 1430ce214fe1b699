"""Secrets in generations."""

from __future__ import annotations

import pickle

import pytest

import config
from core.settings.keyring import BadKeys, Keyring


def test_a_secret_alone_is_the_first_generation() -> None:
    keys = Keyring.parse("a-secret-of-its-own")
    assert (keys.current, keys.newest, keys.oldest) == (1, b"a-secret-of-its-own", b"a-secret-of-its-own")


def test_the_last_of_a_list_signs_and_all_are_kept_oldest_first() -> None:
    keys = Keyring.parse("1:old, 2:newer,12:new")
    assert (keys.current, keys.newest, keys.oldest) == (12, b"new", b"old")
    assert keys.oldest_first == [b"old", b"newer", b"new"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1:",
        ":a",
        "1:a,",
        "1:a,1:b",
        "2:a,1:b",
        "0:a",
        "-1:a",
        "a,b",
        "1:a,b",
        "1:a:b",
        "x:a",
        "1:a b",
    ],
)
def test_what_could_be_meant_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(BadKeys):
        Keyring.parse(text)


def test_neither_a_ring_nor_its_refusal_prints_a_secret() -> None:
    assert "hush" not in repr(Keyring.parse("1:hush"))
    with pytest.raises(BadKeys) as refused:
        Keyring.parse("1:hush,1:hush")
    assert "hush" not in str(refused.value)


def test_settings_reach_a_second_process_whole() -> None:
    """The demo world is built by two: the second receives its settings pickled."""
    settings = config.load(environment="demo")
    assert pickle.loads(pickle.dumps(settings)) == settings
