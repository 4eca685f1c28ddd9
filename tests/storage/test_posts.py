"""The posts of all at once are those of each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from inspection.campaign import Person, Post, Role
from storage import people, posts
from storage.campaigns import campaign
from tests import builders
from tests.builders import NOW, books
from tests.workflow.chased import PEOPLE, VILLAGES
from tests.workflow.plans import PLAN
from workflow.taking_over import import_plan


def test_everyones_posts_are_those_of_each_person(tmp_path: Path) -> None:
    several = Person(
        "沈立夏",
        None,
        (
            Post(Role.LEADER, "第一组"),
            Post(Role.INSPECTOR, "第二组", ("白云乡",)),
            Post(Role.CONTACT, "第一组", ("柳河乡",)),
            Post(Role.OBSERVER),
        ),
    )
    with books(tmp_path) as tx:
        made = builders.campaign(tx, "lingling-2018", VILLAGES, (*PEOPLE, several))
        import_plan(tx, replace(PLAN, title="另一项"), NOW)
        assert campaign(tx, made.id).title != "另一项"
        found = posts.all_holdings(tx, made.id)
        assert set(found) == set(made.people.values())
        for person_id, held in found.items():
            assert set(held) == set(people.holdings(tx, person_id))
