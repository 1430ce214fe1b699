"""The counter of arrows counts what it says: on a sample, and a circle is found."""

from __future__ import annotations

from pathlib import Path

from scripts.module_graph import cycle, imports

SAMPLE = {
    "room/__init__.py": "def init_app():\n    from room import views\n",
    "room/states.py": "",
    "room/rules.py": "from room.states import A\nfrom room import states\n",
    "room/services/__init__.py": "",
    "room/services/one.py": "from room.rules import B\nfrom room.services.two import C\n",
    "room/services/two.py": "import room.states\nfrom other import rules\n",
    "room/views/__init__.py": "from room.views import page\n",
    "room/views/page.py": "from room.services.one import D\nfrom room.services.two import E\n",
}


def test_arrows_are_distinct_pairs_of_what_lies_side_by_side(tmp_path: Path) -> None:
    for name, text in SAMPLE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = imports(tmp_path, "room")
    assert set(found) == {"room", "room.views"}
    assert found["room"] == {
        ("room", "room.views"),
        ("room.rules", "room.states"),
        ("room.services", "room.rules"),
        ("room.services", "room.states"),
        ("room.views", "room.services"),
    }
    assert found["room.views"] == {("room.views", "room.views.page")}
    assert cycle(found["room"]) == []
    assert set(cycle([*found["room"], ("room.states", "room.services")])) >= {"room.states", "room.services"}
