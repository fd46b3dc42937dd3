"""Every rule of the rubric's data against its own passing and failing examples."""

import re

import pytest

from assist.rubric import CATEGORY_OF_KIND, KINDS, STEPS
from assist.rubric.address import Form, forms
from assist.rubric.apologies import Trouble, reported, thing_of, troubles
from assist.rubric.hints import HintRule, hint_rules
from assist.rubric.kinds import FINDING_KINDS, kind_words
from assist.rubric.places import PLACES, place
from assist.rubric.rewrites import EDITS, Edit, Rewrite, edits, rewrites
from assist.rubric.situations import MIDWAY, UNTROUBLED, Situation, holding, situations
from assist.rubric.steps import recovery_path
from assist.rubric.tables import LANGUAGES, spoken, table

SLOTS = {"voc", "anda", "thing"}
_SLOT = re.compile(r"\{(\w+)\}")
languages = pytest.mark.parametrize("language", LANGUAGES)


@languages
@pytest.mark.parametrize("kind", FINDING_KINDS)
def test_every_kind_has_a_title_and_two_sentences_with_an_example(kind: str, language: str) -> None:
    words = kind_words(kind, language)
    assert 10 <= len(words.message) <= 60
    assert f"“{words.better}”" in words.why
    lesson = words.why.replace(f"“{words.better}”", "")
    assert len(re.findall(r"[.!?:](?:\s|$)", lesson.replace("di belakang layar.", ""))) >= 2, lesson
    assert words.fault


@languages
def test_both_languages_speak_of_the_same_things(language: str) -> None:
    for subject in ("kinds", "steps", "hints", "places", "apologies", "befallen", "situations"):
        assert table(language, subject).keys() == table("en", subject).keys(), subject
    assert [step.step for step in recovery_path(language)] == list(STEPS)
    assert all(step.name and step.what and step.starter[-1] not in ".!?" for step in recovery_path(language))


def test_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        kind_words("sarcasm", "en")


@pytest.mark.parametrize(
    ("language", "ui", "want"),
    [
        ("id", None, "id"),
        ("mixed", None, "id"),
        ("other", None, "en"),
        ("id", "en", "en"),
        ("en", "fr", "en"),
    ],
)
def test_the_language_that_a_draft_is_spoken_about_in(language: str, ui: str | None, want: str) -> None:
    assert spoken(language, ui) == want


def each_hint() -> list[tuple[str, HintRule]]:
    return [(language, rule) for language in LANGUAGES for rule in hint_rules(language).values()]


@pytest.mark.parametrize(("language", "rule"), [case for case in each_hint() if case[1].pattern])
def test_hint_patterns(language: str, rule: HintRule) -> None:
    assert rule.pattern
    for example in rule.yes:
        assert len(rule.pattern.findall(example)) >= rule.at_least, example
        assert not (rule.unless and rule.unless.search(example)), example
    for example in rule.no:
        enough = len(rule.pattern.findall(example)) >= rule.at_least
        assert not enough or (rule.unless and rule.unless.search(example)), example


@languages
@pytest.mark.parametrize("name", PLACES)
def test_places(name: str, language: str) -> None:
    rule = place(language, name)
    for example in rule.yes:
        assert rule.pattern.match(example), example
    for example in rule.no:
        assert not rule.pattern.match(example), example


def each_trouble() -> list[Trouble]:
    return [trouble for language in LANGUAGES for trouble in troubles(language).values()]


@pytest.mark.parametrize("trouble", each_trouble(), ids=lambda trouble: trouble.name)
def test_troubles(trouble: Trouble) -> None:
    for example in trouble.yes:
        assert trouble.when(example), example
    for example in trouble.no:
        assert not trouble.when(example), example
    for text in (*trouble.formal, *trouble.chatty):
        assert set(_SLOT.findall(text)) <= SLOTS, text
        assert text[0].isupper(), text
        assert text[-1] not in ".!?", text
    if trouble.name == "general":
        for texts in (trouble.formal, trouble.chatty):
            assert all("{" not in text.replace("{voc}", "") for text in texts), "must do without slots"


def test_the_trouble_is_found_in_either_language_and_the_most_named_comes_first() -> None:
    assert reported("paket saya belum sampai")[0] == "late"
    assert reported("My mug arrived smashed")[0] == "broken"
    assert reported("saldo kepotong dua kali, tagihan salah, kecewa")[0] == "charged"
    assert reported("") == ["general"]


def test_the_thing_that_the_customer_names() -> None:
    late = troubles("id")["late"]
    assert thing_of(late, "Kirimannya kok belum sampai, pesanan minggu lalu") == "kiriman"
    assert thing_of(late, "belum sampai juga") == ""


def each_named() -> list[tuple[str, str, str, str]]:
    return [(language, *case) for language in LANGUAGES for case in table(language, "befallen")["named"]]


@pytest.mark.parametrize(("language", "name", "text", "thing"), each_named())
def test_an_apology_names_what_the_trouble_befell_or_nothing(
    language: str, name: str, text: str, thing: str
) -> None:
    trouble = troubles(language)[name]
    assert any(troubles(one)[name].when(text) for one in LANGUAGES), "tells of no such trouble"
    assert thing_of(trouble, text) == thing


def test_a_thing_is_found_in_either_language_whatever_its_letters() -> None:
    assert thing_of(troubles("en")["broken"], "laptop saya rusak") == "laptop"
    assert thing_of(troubles("id")["lost"], "İİ you lost my data") == "data"


@pytest.mark.parametrize("trouble", each_trouble(), ids=lambda trouble: trouble.name)
def test_what_is_said_without_a_thing_names_none(trouble: Trouble) -> None:
    for text in (*trouble.formal, *trouble.chatty):
        assert "{thing}" in text or not re.search(r"\b(?:barang|item)", text), text


def each_edit() -> list[Edit]:
    return [edit for language in LANGUAGES for edit in edits(language)]


@languages
@pytest.mark.parametrize("name", EDITS)
def test_every_part_of_an_edit_is_used(language: str, name: str) -> None:
    found = table(language, name)
    sources = [*found["parts"].values(), *(entry["find"] for entry in found["edit"])]
    for part in found["parts"]:
        assert any(f"{{{part}}}" in source for source in sources), f"{language}/{name}: {part}"


@pytest.mark.parametrize("edit", each_edit(), ids=lambda edit: edit.yes[0][0][:40])
def test_edits(edit: Edit) -> None:
    assert set(edit.kinds) <= {*CATEGORY_OF_KIND, "hollow"}
    assert edit.yes
    assert edit.no
    for before, after in edit.yes:
        assert edit.applied(before) == after
    for example in edit.no:
        assert edit.applied(example) is None, example


def each_rewrite() -> list[tuple[str, Rewrite]]:
    return [(language, rewrite) for language in LANGUAGES for rewrite in rewrites(language)]


@pytest.mark.parametrize(("language", "rewrite"), each_rewrite())
def test_rewrites(language: str, rewrite: Rewrite) -> None:
    assert set(rewrite.kinds) <= set(CATEGORY_OF_KIND)
    assert rewrite.needs | rewrite.bars <= {MIDWAY, UNTROUBLED, *situations(language)}
    for example in rewrite.fault:
        assert rewrite.fits(example) is not None or rewrite.topic, example
    fitting = [example for example in rewrite.fault if rewrite.fits(example) is not None]
    assert len(fitting) * 2 >= len(rewrite.fault), rewrite.fault
    for example in rewrite.no:
        assert rewrite.fits(example) is None, example
    groups = set(rewrite.topic.groupindex) if rewrite.topic else set[str]()
    for text in (*rewrite.formal, *rewrite.chatty):
        assert set(_SLOT.findall(text)) <= SLOTS | groups, text
        assert text[0].islower() or text[0] == "{", text
        assert text[-1] not in ".!", text  # a question mark tells a question


@languages
def test_each_kind_has_a_rewrite_that_fits_anything(language: str) -> None:
    general = {kind for rewrite in rewrites(language) if rewrite.topic is None for kind in rewrite.kinds}
    assert general >= set(KINDS) - {"non_apology"}


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.name)
def test_forms_of_address(form: Form) -> None:
    for example in form.yes:
        assert form.match.search(example), example
    for example in form.no:
        assert not form.match.search(example), example


def each_situation() -> list[Situation]:
    return [situation for language in LANGUAGES for situation in situations(language).values()]


@pytest.mark.parametrize("situation", each_situation(), ids=lambda situation: situation.name)
def test_situations(situation: Situation) -> None:
    assert situation.of in ("customer", "reply", "phrase", "draft")
    for example in situation.yes:
        assert situation.when(example), example
        assert situation.name in holding(example, situation.of)
    for example in situation.no:
        assert not situation.when(example), example
