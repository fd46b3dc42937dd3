"""The base encoder as converted against the package's own engine: same vectors, same segmentation."""

import sys
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from assist.training.base import embed, engine_vectors, load_base, make_base

CHECKOUT = Path(__file__).parent.parent.parent
SENTENCES = [
    "Mohon maaf atas keterlambatan pengiriman pesanan Anda.",
    "Itu bukan kesalahan kami, seharusnya Anda membaca syarat dan ketentuan.",
    "gpp kak, udh kita refund ya 🙏",
    "Per our terms, no seat can be changed after the ticket has been issued.",
    "We're sorry about the mix-up; a new parcel leaves today.",
    "Kami sudah sedang memeriksa invoice-nya, please wait.",
]


@pytest.mark.skipif(sys.platform == "win32", reason="the reference engine comes for Linux and macOS only")
@pytest.mark.filterwarnings("ignore")
def test_the_conversion_gives_the_engines_vectors() -> None:
    cache = CHECKOUT / ".cache" / "base"
    folder = make_base(CHECKOUT / "models" / "build" / "base", cache)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    ours, theirs = embed(load_base(folder), tokenizer, SENTENCES), engine_vectors(SENTENCES, cache)
    similarities = (ours * theirs).sum(axis=1)
    assert similarities.min() > 0.999
    assert np.allclose(np.linalg.norm(theirs, axis=1), 1, atol=1e-3)


def test_the_marks_of_phones_are_read_as_plain_ones() -> None:
    folder = make_base(CHECKOUT / "models" / "build" / "base", CHECKOUT / ".cache" / "base")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    curly, plain = "I’m sure it’s “done”, isn‘t it", "I'm sure it's \"done\", isn't it"
    assert tokenizer.encode(curly).ids == tokenizer.encode(plain).ids
    assert tokenizer.encode(curly).offsets == tokenizer.encode(plain).offsets


def test_a_base_of_another_recipe_or_half_made_is_made_again(tmp_path: Path) -> None:
    cache = CHECKOUT / ".cache" / "base"
    today = make_base(CHECKOUT / "models" / "build" / "base", cache)
    recipe = (today / "recipe.json").read_text(encoding="utf-8")
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"half")
    (tmp_path / "recipe.json").write_text(recipe.replace("30000", "300"), encoding="utf-8")
    make_base(tmp_path, cache)
    for file in ("tokenizer.json", "recipe.json", "model.safetensors"):
        assert (tmp_path / file).read_bytes() == (today / file).read_bytes()
    written = (tmp_path / "model.safetensors").stat().st_mtime_ns
    make_base(tmp_path, cache)
    assert (tmp_path / "model.safetensors").stat().st_mtime_ns == written
