"""`ducha summary`: the campaign's results as lines for people, the whole of it at once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from inspection.card import Words
from inspection.flow.ranking import RankLine, line_words, title_words, waiting_words
from inspection.flow.summary import progress_lines, unit_label
from inspection.text import text
from scoring.finding_rates import NO_FINDINGS
from scoring.rounding import fixed
from scoring.summary import by_township, rank_towns, summarize
from storage import campaigns, finding_counts
from storage.campaigns import Campaign
from storage.db import Tx
from workflow.inspecting import present_round
from workflow.progress import looking_back, progress
from workflow.results import moment, sheet_lines, townships_of
from workflow.scene import House
from workflow.summary import figure_of


def summary_lines(tx: Tx, house: House, now: datetime, campaign: Campaign) -> list[Words]:
    """The present round as `/summary` words it: whole, by township and unit, then the ranking.

    RefusalError where the campaign has no round.
    """
    round_row = present_round(tx, campaign.id, now.astimezone(house.tz).date())
    lines = sheet_lines(tx, campaign.id, round_row.id)
    every = townships_of(campaigns.units(tx, campaign.id))
    scope = f"{campaign.title} · {round_row.name}"
    told: list[Words] = [text("summary.title", scope=scope, at=moment(house, now))]
    local = now.astimezone(house.tz).date()
    counts = finding_counts.counts(tx, campaign.id, local, house.tz)
    whole = progress(tx, campaign.id, summarize(lines), every, counts)
    told += progress_lines(looking_back(tx, campaign.id, round_row, whole, every))
    by_town = finding_counts.counts_by(tx, "township", campaign.id, local, house.tz)
    for township, own in by_township(lines).items():
        told += ["", township]
        if any(line.unit.village for line in own):
            counts = by_town.get(township, NO_FINDINGS)
            found = progress(tx, campaign.id, summarize(own), [township], counts)
            told += progress_lines(looking_back(tx, campaign.id, round_row, found, [township]))
        for line in own:
            name = line.unit.village or line.unit.township
            told.append(unit_label(name, line.state, figure_of(line)))
    ranking = rank_towns(lines, campaign.policy.last_n)
    shared = Counter(entry.place for entry in ranking.ranked)
    if ranking.ranked:
        ranked = len(ranking.ranked)
        told += ["", title_words(round_row.name, ranked, provisional=ranking.provisional)]
    told += [
        line_words(
            RankLine(
                entry.place,
                entry.unit,
                fixed(entry.percent),
                entry.unit in ranking.last,
                shared[entry.place] > 1,
            )
        )
        for entry in ranking.ranked
    ]
    if ranking.waiting:
        told.append(waiting_words(ranking.waiting))
    return told
