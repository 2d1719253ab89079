"""Model: what was learned from a corpus, and its file. Word counts and classes only, no text."""

import hashlib
import json
import lzma
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_MAGIC = b"rasid-arabic-model 1\n"
# Counts are kept as steps of a logarithm: 8 steps double the count.
STEPS_PER_DOUBLING = 8


class ModelError(ValueError):
    """The file is no model of this program, or is damaged. Says which file and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Stems with their counts, classes of stems, and how far each rule may be trusted.

    `classes` maps a stem to the stem that names its class; a stem that only looks inflected maps to
    itself. A stem that is missing has never been met often enough and is read by `rules`.
    """

    stems: Mapping[str, int]  # stem -> steps of its logarithmic count
    classes: Mapping[str, str]
    clitics: Mapping[str, float]  # proclitics -> natural logarithm of their share
    rules: Mapping[str, float]  # rule of arabic.stem.reductions -> reliability, 0 to 1
    compounds: Mapping[tuple[str, str], str]  # two words that are also written as one -> that one
    digest: str = ""


def model_bytes(model: Model) -> bytes:
    """The model as a file, the same bytes for the same model."""
    stems = sorted(model.stems)
    number = {stem: i for i, stem in enumerate(stems)}
    unnamed = sorted({label for label in model.classes.values() if label not in number})
    labels = {label: len(stems) + i for i, label in enumerate(unnamed)} | number
    classes = array("I", [labels[model.classes[s]] + 1 if s in model.classes else 0 for s in stems])
    head = {
        "stems": len(stems),
        "labels": unnamed,
        "clitics": {k: round(v, 3) for k, v in sorted(model.clitics.items())},
        "rules": {k: round(v, 3) for k, v in sorted(model.rules.items())},
        "compounds": [[*k, v] for k, v in sorted(model.compounds.items())],
    }
    text = "\n".join(stems).encode()
    body = b"\n".join(
        (
            json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode(),
            text,
            bytes(min(255, max(0, model.stems[stem])) for stem in stems) + _planes(classes),
        )
    )
    packed = lzma.compress(body, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32, preset=9)
    return _MAGIC + packed


def _planes(numbers: "array[int]") -> bytes:
    """Numbers below 2**24 as three runs of bytes, which pack better than one run of words."""
    return b"".join(bytes((n >> shift) & 255 for n in numbers) for shift in (0, 8, 16))


def write_model(model: Model, path: Path) -> None:
    """Writes the model; the file is replaced whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(model_bytes(model))
    part.replace(path)


def read_model(path: Path) -> Model:
    """The model in a file.

    Raises:
        ModelError: the file is not a model or is damaged.
        OSError: the file cannot be read.
    """
    return parse_model(path.read_bytes(), str(path))


def parse_model(data: bytes, name: str) -> Model:
    """The model in `data`; `name` says in an error where it came from."""
    if not data.startswith(_MAGIC):
        raise ModelError(
            f"{name} is not a language model of this version of Rasid. "
            "Make one with: rasid index learn SOURCE --output FILE"
        )
    try:
        body = lzma.decompress(data[len(_MAGIC) :], format=lzma.FORMAT_XZ)
        return _unpacked(body, hashlib.sha256(data).hexdigest()[:12])
    except (lzma.LZMAError, EOFError, ValueError, KeyError, IndexError, TypeError) as error:
        raise ModelError(f"The language model {name} is damaged ({error}). Fetch it again.") from error


def _unpacked(body: bytes, digest: str) -> Model:
    head_end = body.index(b"\n")
    head = json.loads(body[:head_end])
    size = head["stems"]
    numbers_at = len(body) - 4 * size
    stems = body[head_end + 1 : numbers_at - 1].decode().split("\n") if size else []
    if len(stems) != size:
        raise ValueError("its word list is incomplete")
    steps = body[numbers_at : numbers_at + size]
    low, middle, high = (body[numbers_at + k * size : numbers_at + (k + 1) * size] for k in (1, 2, 3))
    labels = ["", *stems, *head["labels"]]
    classes = {
        stem: labels[a | b << 8 | c << 16]
        for stem, a, b, c in zip(stems, low, middle, high, strict=True)
        if a or b or c
    }
    return Model(
        stems=dict(zip(stems, steps, strict=True)),
        classes=classes,
        clitics=head["clitics"],
        rules=head["rules"],
        compounds={(a, b): joined for a, b, joined in head["compounds"]},
        digest=digest,
    )
