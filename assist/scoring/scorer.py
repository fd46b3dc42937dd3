"""A draft in, the contract's result out: one encoding per new sentence, one judgement per draft."""

import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assist.messages import say
from assist.rubric import APOLOGIES, CATEGORIES, SCORES, STEPS
from assist.scoring import calibration
from assist.scoring.cache import SentenceCache
from assist.scoring.engine import Encoded, Engine, load_engine
from assist.scoring.findings import phrases
from assist.scoring.hints import hints
from assist.scoring.model import Model, load_model
from assist.scoring.phrasebook import Phrasebook, phrasebook_for
from assist.scoring.reading import Plan, Reading, plan, read
from assist.scoring.result import Result
from assist.scoring.suggestions import suggested
from assist.scoring.telling import missing_apology, told
from assist.settings import Settings
from assist.text.language import Language, detect
from assist.text.sentences import is_prose

Sensitivity = Literal["low", "normal", "high"]


class ScoringError(ValueError):
    """A text that cannot be scored. `code` names a message of ``messages/*/scoring.toml``."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(say(f"scoring.{code}", "en", **values))
        self.code = code
        self.values = values

    def message(self, language: str = "en") -> str:
        """What is wrong, in one sentence."""
        return say(f"scoring.{self.code}", language, **self.values)


@dataclass(frozen=True)
class Assessed:
    """A scored draft, and what its suggestions are sought with."""

    result: Result
    reading: Reading
    customer: str
    thresholds: dict[str, float]


class Scorer:
    """Scores drafts. Thread-safe: one draft at a time passes through the engine."""

    def __init__(self, settings: Settings, model: Model | None = None, engine: Engine | None = None) -> None:
        """Load the model that `settings` names (or take `model`, `engine`). Raises ModelError."""
        self.settings = settings
        self.model = model or load_model(settings.model)
        self._engine = engine or load_engine(settings.engine, self.model, settings.threads)
        self.cache = SentenceCache(self._engine)
        # An engine handed in is a network in training: it has no phrasebook yet, and makes no suggestions.
        self._phrasebook = phrasebook_for(self.model) if engine is None else Phrasebook({}, {})
        self._lock = threading.Lock()

    def score(
        self,
        reply: str,
        customer: str = "",
        ui: str | None = None,
        sensitivity: Sensitivity | None = None,
        *,
        suggest: bool = True,
    ) -> Result:
        """Score `reply`, which answers `customer` where that is known.

        `ui` names the language of messages (default: the reply's); `sensitivity` moves the thresholds;
        `suggest` asks for better wordings, which cost further judgements.
        Raises ScoringError where there is nothing to score or a text holds what is no character.
        """
        assessed = self.assess(reply, customer, ui, sensitivity)
        return self.suggest(assessed) if suggest else assessed.result

    def assess(
        self,
        reply: str,
        customer: str = "",
        ui: str | None = None,
        sensitivity: Sensitivity | None = None,
    ) -> Assessed:
        """Score `reply` as `score` does, without suggestions yet. Raises ScoringError like it."""
        check(reply, "reply")
        check(customer, "customer")
        planned = plan(reply, customer)
        if not planned.spans:
            raise ScoringError("empty")
        sensitivity = sensitivity or self.settings.sensitivity
        reading = self.reading(planned)
        result = self.result(reading, ui, sensitivity)
        return Assessed(result, reading, customer, self.thresholds(result.language, sensitivity))

    def suggest(self, assessed: Assessed) -> Result:
        """The result of `assessed` with suggestions for its findings."""
        result = assessed.result
        if not is_prose(result.reply):
            return result
        found = (assessed.reading, assessed.customer, result, assessed.thresholds)
        return suggested(self, self._phrasebook, *found)

    def reading(self, planned: Plan) -> Reading:
        """Encode what is new in `planned` and judge it."""
        with self._lock:
            return read([planned], [self.cache.encode(planned.sentences)], self._engine)[0]

    def readings(self, plans: Sequence[Plan]) -> list[Reading]:
        """Encode what is new in all `plans` in one call, and judge each; our own wordings are known."""
        texts = [text for planned in plans for text in planned.sentences]
        with self._lock:
            ours = {text: known for text in texts if (known := self._phrasebook.encoded(text))}
            encoded = {**ours, **self._cached([text for text in texts if text not in ours])}
            found = [[encoded[text] for text in planned.sentences] for planned in plans]
            return read(plans, found, self._engine)

    def portions(self, reply: str, customer: str, size: int) -> list[list[str]]:
        """The sentences of a draft that are not encoded yet, `size` at a time."""
        new = self.cache.missing(plan(reply, customer).sentences)
        return [new[start : start + size] for start in range(0, len(new), size)]

    def encode(self, sentences: Sequence[str]) -> None:
        """Encode `sentences` into the cache."""
        with self._lock:
            self.cache.encode(sentences)

    def _cached(self, sentences: Sequence[str]) -> dict[str, Encoded]:
        return dict(zip(sentences, self.cache.encode(sentences), strict=True))

    def result(self, reading: Reading, ui: str | None, sensitivity: Sensitivity) -> Result:
        """The result of a reading: calibrated scores, flags, findings, steps, hints."""
        reply = reading.plan.reply
        language = detect(reply)
        found = self._probabilities(reading, language)
        scores = {name: found[name] for name in SCORES}
        thresholds = self.thresholds(language, sensitivity)
        flags = tuple(name for name in SCORES if scores[name] >= thresholds[name])
        marked = phrases(reading, [name for name in CATEGORIES if name in flags], self.model.cut)
        apologies = calibration.apology_probabilities(reading)
        apology = max(APOLOGIES, key=lambda name: apologies[name])
        if "missing_apology" in flags:
            marked.append(missing_apology(reading.plan, language, apology, scores["missing_apology"]))
        return Result(
            language=language,
            scores=scores,
            flags=flags,
            needs_apology=found["needs_apology"],
            apology=apology,
            findings=told(marked, language, ui),
            steps={name: found[name] for name in STEPS},
            hints=hints(reading.plan, " ".join(reading.plan.customer), language, ui),
            model=self.model.name,
            reply=reply,
        )

    def scores(self, reading: Reading, language: Language) -> dict[str, float]:
        """The three calibrated scores of `reading` alone: what a suggestion is judged by."""
        return self._probabilities(reading, language, SCORES)

    def _probabilities(
        self, reading: Reading, language: Language, names: Sequence[str] = calibration.CALIBRATED
    ) -> dict[str, float]:
        weights = self.model.calibration.get(language, self.model.calibration[calibration.POOLED])
        values = calibration.features(reading, names)
        return {name: calibration.probability(name, values[name], weights) for name in names}

    def thresholds(self, language: Language, sensitivity: Sensitivity) -> dict[str, float]:
        """Per score, the probability from which it is shown."""
        by_language = self.model.thresholds
        return by_language.get(language, by_language[calibration.POOLED])[sensitivity]


def check(text: str, field: str) -> None:
    """Raise ScoringError where `text` holds lone surrogates, or null bytes and other control characters."""
    for at, character in enumerate(text):
        category = unicodedata.category(character) if character > "~" or character < " " else ""
        if category == "Cs" or (category == "Cc" and character not in "\t\n\r\x0b\x0c\x85"):
            raise ScoringError("not_text", detail=f"U+{ord(character):04X}, {field}[{at}]")
