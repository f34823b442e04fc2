"""Answers, with the `packaging` that pip brings, one JSON line for each JSON line of questions."""

import json
import sys

from pip._vendor.packaging import specifiers, tags, utils, version

accepted_by_target = {}


def name(q):
    return utils.canonicalize_name(q["raw"])


def parse(q):
    try:
        parsed = version.Version(q["text"])
    except version.InvalidVersion:
        return None
    return {
        "key": utils.canonicalize_version(parsed),
        "prerelease": parsed.is_prerelease,
        "local": parsed.local is not None,
    }


def compare(q):
    a, b = version.Version(q["a"]), version.Version(q["b"])
    return (a > b) - (a < b)


def admits(q):
    """As pip asks: with sys.version_info[:3]; what is no specifier set is ignored. Clause by clause, since the set class
    of old releases takes anything for a "legacy" specifier, and stumbles over `===` with a text that is no version."""
    python = version.Version(".".join(map(str, q["python"])))
    try:
        clauses = [specifiers.Specifier(part) for part in q["text"].split(",") if part.strip()]
    except specifiers.InvalidSpecifier:
        return True
    return all(clause.contains(python, prereleases=True) for clause in clauses)


def wheel(q):
    try:
        name, parsed, build, found = utils.parse_wheel_filename(q["filename"])
    except ValueError:
        return None
    return {
        "distribution": name,
        "key": utils.canonicalize_version(parsed),
        "build": build[0] if build else 0,
        "tags": sorted(map(str, found)),
    }


def accepted(q):
    python, abi, platforms = q["python"], q["abi"], q["platforms"]
    interpreter = "cp" + "".join(map(str, python))
    found = list(tags.cpython_tags(python, [abi], platforms))
    found += tags.compatible_tags(python, interpreter, platforms)
    accepted_by_target[q["id"]] = frozenset(found)
    return list(map(str, found))


def fits(q):
    _, _, _, found = utils.parse_wheel_filename(q["filename"])
    return not accepted_by_target[q["target"]].isdisjoint(found)


questions = {"name": name, "version": parse, "compare": compare, "admits": admits, "wheel": wheel, "accepted": accepted, "fits": fits}

for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps(questions[question["ask"]](question)))
