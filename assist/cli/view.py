"""A result in the terminal, for people: the marked reply, reasons and suggestions, steps as a checklist."""

from typing import Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assist.messages import say
from assist.rubric import SCORES
from assist.rubric.steps import recovery_path
from assist.rubric.tables import spoken
from assist.scoring.result import Finding, Result, Suggestion

STYLES: Final = {
    "defensive": "bold yellow",
    "blame": "bold red",
    "missing_apology": "bold magenta",
}
# A category is never told by colour alone.
SIGNS: Final = {"defensive": "≈", "blame": "‼", "missing_apology": "‸"}
_METER: Final = 20
_STEP_DONE: Final = 0.5


def show(
    result: Result, thresholds: dict[str, float], ui: str | None = None, console: Console | None = None
) -> None:
    """Print `result` in the language `ui` (default: the reply's own); no colour where nobody can see it."""
    console = console or Console(highlight=False, emoji=False, markup=False)
    lang = spoken(result.language, ui)
    parts: list[RenderableType] = [_section("reply_title", lang), _indented(marked(result))]
    if result.findings:
        parts.append(_section("findings_title", lang))
        for number, finding in enumerate(result.findings, 1):
            parts += [Text()] if number > 1 else []
            parts.append(_indented(_finding(number, finding, lang)))
    else:
        parts.append(_indented(Text(f"✓ {say('score.clear', lang)}", "bold green")))
    parts += [_section("scores_title", lang), _indented(_scores(result, thresholds, lang))]
    parts += [_section("steps_title", lang), _indented(_steps(result, lang))]
    if result.hints:
        parts.append(_section("hints_title", lang))
        parts += [_indented(Text(f"• {hint.message}")) for hint in result.hints]
    name = say(f"labels.language_{result.language}", lang)
    parts.append(
        Text(f"\n{say('score.language', lang)} {name} · {say('score.model', lang)} {result.model}", "dim")
    )
    console.print(Group(*parts))


def marked(result: Result) -> Text:
    """The reply with its phrases underlined and numbered, and a caret where an apology belongs."""
    text = Text()
    at = 0
    for number, finding in enumerate(result.findings, 1):
        start = max(finding.start, at)
        text.append(result.reply[at:start])
        style = STYLES[finding.category]
        if finding.end > start:
            text.append(result.reply[start : finding.end], f"{style} underline")
        text.append(f"{SIGNS[finding.category]}{_SUPERSCRIPT[number % 10]}", style)
        at = max(finding.end, at)
    text.append(result.reply[at:])
    return text


_SUPERSCRIPT: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"


def _section(key: str, lang: str) -> Text:
    return Text(f"\n{say(f'score.{key}', lang)}", "bold")


def _indented(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, 2), expand=False)


def _finding(number: int, finding: Finding, lang: str) -> RenderableType:
    style = STYLES[finding.category]
    # Styles are appended: one given to Text() itself would be the ground under all the others.
    head = Text().append(f"{number}. ", "bold")
    head.append(f"{SIGNS[finding.category]} {say(f'labels.score_{finding.category}', lang)}", style)
    head.append(f" {finding.score:.0%}", "dim")
    if finding.text:
        head.append(f"  “{finding.text}”", "italic")
    lines: list[RenderableType] = [head]
    if finding.message:
        lines.append(_indented(Text(finding.message)))
    if finding.why:
        lines.append(_indented(Text(finding.why, "dim")))
    lines += [_indented(_suggestion(suggestion, lang)) for suggestion in finding.suggestions]
    return Group(*lines)


def _suggestion(suggestion: Suggestion, lang: str) -> Text:
    verb = "instead" if suggestion.end > suggestion.start else "add"
    line = Text().append(f"→ {say(f'score.{verb}', lang)}: ", "dim")
    return line.append(suggestion.text.strip(), "green")


def _scores(result: Result, thresholds: dict[str, float], lang: str) -> Table:
    table = Table.grid(padding=(0, 2))
    for name in SCORES:
        value, flagged = result.scores[name], name in result.flags
        style = STYLES[name] if flagged else "dim"
        filled = round(value * _METER)
        bar = Text("━" * filled, style).append("─" * (_METER - filled), "dim")
        note = (
            say("score.over", lang)
            if flagged
            else say("score.threshold", lang, value=f"{thresholds[name]:.0%}")
        )
        label = Text(say(f"labels.score_{name}", lang), style if flagged else "")
        table.add_row(label, bar, Text(f"{value:4.0%}", style), Text(note, style))
    return table


def _steps(result: Result, lang: str) -> Table:
    table = Table.grid(padding=(0, 3))
    cells: list[Text] = []
    for step in recovery_path(lang):
        done = result.steps[step.step] >= _STEP_DONE
        sign = Text().append("✓ " if done else "· ", "green" if done else "dim")
        cells.append(sign.append(step.name, "" if done else "dim"))
    for row in range(0, len(cells), 3):
        table.add_row(*cells[row : row + 3])
    return table
