"""Who may do what, written down a second time from the page of people: the matrix's expectation."""

from __future__ import annotations

from inspection.campaign import Mode

ADMIN, CONTACT = {"admin"}, {"contact"}
FIELD = {"leader", "deputy", "inspector", "admin"}
"""Who works on sheets, each where they may; an admin everywhere."""
HEADS = {"leader", "deputy", "admin"}
READERS = {"leader", "deputy", "admin", "observer"}
EVERYBODY = {"admin", "leader", "deputy", "inspector", "contact", "observer"}
ANYBODY = {*EVERYBODY, "dropped", "stranger"}

WHO_MAY_COMMAND = {
    "start": ANYBODY,
    "help": EVERYBODY,
    "whoami": EVERYBODY,
    "lang": EVERYBODY,
    "cancel": EVERYBODY,
    "campaign": EVERYBODY,
    "invite": {"admin"},
    "template": {"admin"},
    "inspect": FIELD,
    "submit": FIELD,
    "findings": EVERYBODY,
    "summary": READERS,
    "rank": READERS,
    "export": READERS,
}

WHO_MAY_PRESS = {
    # Moving about is everybody's; what may be looked at there, the places say.
    "go": EVERYBODY,
    "lg": EVERYBODY,
    "cp": EVERYBODY,
    "got": EVERYBODY,
    "nv": {"admin"},
    "rv": {"admin"},
    "im": {"admin"},
    "tp": {"admin"},
    **dict.fromkeys(("td", "tf"), ADMIN),
    **dict.fromkeys(
        ("in", "v", "ov", "ok", "h", "oh", "ow", "op", "hs", "hm", "un", "ax", "st"), FIELD
    ),
    **dict.fromkeys(("ev", "ed", "ep", "sb", "cf", "fl"), FIELD),
    "sg": HEADS,
    "dc": HEADS,
    "eg": FIELD,
    **dict.fromkeys(("ei", "eh"), FIELD | {"observer"}),
    "eo": HEADS,
    "oa": HEADS,
    **dict.fromkeys(("ac", "af"), CONTACT),
    "fp": EVERYBODY,
    **dict.fromkeys(("fek", "few", "fc", "fr", "ff", "fx", "fxp", "fxs", "fxz"), FIELD),
    **dict.fromkeys(("rs", "sd", "fh", "fst", "fo"), FIELD),
    **dict.fromkeys(("ftg", "ftr"), HEADS),
    **dict.fromkeys(("fa", "fs", "fz", "fw"), CONTACT),
    "xs": READERS,
    "xl": READERS,
    "xk": READERS,
    "xa": READERS,
    "ch": READERS,
}

WHO_MAY_LOOK = {
    "home": ANYBODY,
    **dict.fromkeys(("help", "whoami", "lang", "campaign"), EVERYBODY),
    **dict.fromkeys(("people", "joined", "person", "import"), ADMIN),
    **dict.fromkeys(("templates", "template"), ADMIN),
    **dict.fromkeys(("units", "aside", "clash", "ask", "submit"), FIELD),
    **dict.fromkeys(("toc", "page", "item", "hh", "more", "list", "file", "pics", "review"), FIELD),
    **dict.fromkeys(("decide", "sign", "askr", "objections", "verdict"), HEADS),
    **dict.fromkeys(("askc", "result", "accepting", "objecting"), CONTACT),
    **dict.fromkeys(("findings", "finding", "fpics"), EVERYBODY),
    **dict.fromkeys(("fedit", "verify", "spot", "recheck", "relapse"), FIELD),
    "timeask": HEADS,
    **dict.fromkeys(("fix", "moretime"), CONTACT),
    **dict.fromkeys(("summary", "read", "rank", "export", "unmasked"), READERS),
    **dict.fromkeys(("left", "dispatch", "rates"), READERS),
}
READ_AT_HOME = {"xs", "read", "finding", "fpics", "fp"}
"""Results of one's own home may be read by heads; inspecting, reviewing, signing are barred."""

LOOKS = {"toc", "page", "item", "hh", "more", "list", "file", "pics", "review", "fl"}
LOOKS |= {"ep", "eg", "ei", "eh"}
"""What an admin may look at even at home; inspecting and reviewing it is for others."""

OWN, FOREIGN, HOME, OTHER = "own", "foreign", "own home", "another campaign's"
SHEETS = {OWN: 1, FOREIGN: 2, HOME: 3, OTHER: 4}
BARRED = ("admin", "leader", "deputy", "inspector")
"""Roles of people who may have their home among the units of their team."""


def allowed(route: str, holders: set[str], role: str, unit: str, mode: Mode) -> bool:
    """What the page of people says: the role, on units of one's own, never one's own home."""
    if role not in holders or unit == OTHER:
        return False
    if unit == FOREIGN:
        return role in {"admin", "observer"}
    if unit == HOME and role in BARRED and mode is Mode.INSPECTION:
        read = route in READ_AT_HOME and role != "inspector"
        return read or (role == "admin" and route in LOOKS)
    return True


def payload(code: str, number: int) -> str:
    """A well-formed button of that code about sheet, unit, household or file of that number."""
    n = number
    return {
        "go": f"go|{n}|toc",
        "lg": "lg|en",
        "cp": "cp|1",
        "nv": "nv|3",
        "rv": "rv|3|0",
        "im": "im|1|go",
        "tp": "tp",
        "td": "td|circular",
        "tf": "tf|circular",
        "got": f"got|digest/{n}/2026-10-12",
        "in": f"in|{n}",
        "v": f"v|{n}|1.4a|->f",
        "ov": f"ov|{n}|1.4a|->f",
        "ok": f"ok|{n}|page.1.1",
        "h": f"h|{n}|{n}|1.2.2a|->1",
        "oh": f"oh|{n}|{n}|1.2.2a|->1",
        "ow": f"ow|{n}|ground.1.4|0",
        "op": f"op|{n}|{n}|phone>visit",
        "hs": f"hs|{n}|{n}",
        "hm": f"hm|{n}|{n}|->absent",
        "un": f"un|{n}",
        "ax": f"ax|{n}|ask.nc.1.4|0",
        "st": f"st|{n}|1.4|clear",
        "ev": f"ev|{n}|item.1.3",
        "ed": f"ed|{n}",
        "ep": f"ep|{n}",
        "sb": f"sb|{n}",
        "cf": f"cf|{n}",
        "sg": f"sg|{n}",
        "dc": f"dc|{n}|s.1.4|granted",
        "ac": f"ac|{n}",
        "af": f"af|{n}|0123456789abcdef",
        "eg": f"eg|{n}|0",
        "ei": f"ei|{n}|1.3",
        "eh": f"eh|{n}|{n}",
        "eo": f"eo|{n}",
        "oa": f"oa|{n}|granted|0123456789abcdef",
        "fl": f"fl|{n}",
        "fp": f"fp|{n}|{n}",
        "fek": f"fek|{n}|term>standing",
        "few": f"few|{n}|measure|1",
        "fa": f"fa|{n}",
        "fs": f"fs|{n}",
        "fz": f"fz|{n}",
        "fw": f"fw|{n}",
        "fc": f"fc|{n}|1",
        "fr": f"fr|{n}|1|0",
        "ff": f"ff|{n}|1|0",
        "rs": f"rs|{n}",
        "sd": f"sd|{n}",
        "fh": f"fh|{n}",
        "fst": f"fst|{n}",
        "fo": f"fo|{n}|0",
        "fx": f"fx|{n}",
        "fxp": f"fxp|{n}|{n}",
        "fxs": f"fxs|{n}",
        "fxz": f"fxz|{n}",
        "ftg": f"ftg|{n}|1",
        "ftr": f"ftr|{n}|1|0",
        "xs": f"xs|{n}",
        "xl": "xl",
        "xk": "xk|ranking",
        "xa": "xa|1",
        "ch": "ch|all",
    }[code]


def full_place(kind: str, number: int) -> str:
    """A place of that kind on the sheet of that number."""
    n = number
    longer = {
        "aside": "aside.u.page.1.1",
        "clash": "clash.v.1.4a.f",
        "ask": "ask.nc.1.4",
        "page": "page.1.1",
        "item": "item.1.4",
        "hh": f"hh.{n}",
        "more": f"more.{n}",
        "file": f"file.{n}",
        "pics": "pics.0",
        "askr": "askr.return",
        "askc": "askc.object.1.4",
        "verdict": f"verdict.granted.{n}",
        "person": "person.3",
        "import": "import.1",
        "template": "template.circular",
        "people": "people.0",
        "joined": "joined.0",
        "units": "units.0",
        "recheck": f"recheck.{n}.0",
        **{kind: f"{kind}.{n}" for kind in OF_FINDINGS},
    }
    return longer.get(kind, kind)


OF_FINDINGS = {
    "finding",
    "fpics",
    "fedit",
    "verify",
    "spot",
    "timeask",
    "fix",
    "moretime",
    "relapse",
}
"""Places whose first argument is the finding, here of the same number as its sheet."""
WITHOUT_UNIT = {"lg", "cp", "nv", "rv", "im", "tp", "td", "tf", "got", "xl", "xk", "xa", "ch"}
PLACES_WITHOUT_SHEET = {
    *("home", "help", "whoami", "lang", "campaign", "people", "joined", "person", "import"),
    *("templates", "template"),
    *("units", "findings", "summary", "rank", "export", "unmasked", "left", "dispatch", "rates"),
}
