"""The network: an encoding per sentence, a token head for phrases, a judge that reads them together."""

from typing import Final, NamedTuple

import torch
from torch import Tensor, nn
from transformers import BertModel

from assist.rubric import PHRASE_LABELS, REPLY_LABELS, STEPS
from assist.scoring.engine import CUSTOMER, PAD, REPLY

MOST_POSITIONS: Final = 64
_STEPS: Final = slice(len(REPLY_LABELS) - len(STEPS), len(REPLY_LABELS))
_NEVER: Final = -30.0  # logit of a step in what is no sentence of the reply


class Judged(NamedTuple):
    """Logits: `segments` (batch, segments, PHRASE_LABELS), `reply` (batch, REPLY_LABELS)."""

    segments: Tensor
    reply: Tensor


class Judge(nn.Module):
    """A small transformer over the vectors of the customer's sentences and the reply's.

    A learned first position stands for the reply as a whole, a learned second one for a customer whose
    message is unknown (masked where it is known).

    A recovery step is taken by one sentence or by several together: its logit is the soft maximum
    (log-sum-exp) of what each of the reply's sentences says of it and what the whole does.
    """

    def __init__(self, vector: int, width: int = 256, layers: int = 2, dropout: float = 0.1) -> None:
        super().__init__()
        self.project = nn.Linear(vector, width)
        self.roles = nn.Embedding(3, width)
        self.positions = nn.Embedding(MOST_POSITIONS, width)
        self.whole = nn.Parameter(torch.randn(width) * 0.02)
        self.absent = nn.Parameter(torch.randn(width) * 0.02)
        self.norm = nn.LayerNorm(width)
        block = nn.TransformerEncoderLayer(
            width, 8, width * 2, dropout, activation="gelu", batch_first=True, norm_first=True
        )
        self.blocks = nn.TransformerEncoder(block, layers, enable_nested_tensor=False)
        self.dropout = nn.Dropout(dropout)
        self.segment_head = nn.Linear(width + vector, len(PHRASE_LABELS))
        self.step_head = nn.Linear(width + vector, len(STEPS))
        self.reply_head = nn.Linear(width, len(REPLY_LABELS))

    def forward(self, vectors: Tensor, roles: Tensor, positions: Tensor) -> Judged:
        """`vectors` (batch, segments, vector), `roles` PAD, CUSTOMER or REPLY, `positions` within a role."""
        segments, whole = self.states(vectors, roles, positions)
        reply = self.reply_head(whole)
        steps = self.steps(segments, roles, reply)
        return Judged(self.segment_head(segments), torch.cat([reply[:, : -len(STEPS)], steps], dim=-1))

    def states(self, vectors: Tensor, roles: Tensor, positions: Tensor) -> tuple[Tensor, Tensor]:
        """What the heads see: each sentence's state beside its vector, and the state of the whole."""
        batch = vectors.shape[0]
        inputs = (
            self.project(vectors)
            + self.roles(roles)
            + self.positions(positions.clamp(max=MOST_POSITIONS - 1))
        )
        learned = torch.stack([self.whole, self.absent]).expand(batch, 2, -1)
        states = self.norm(torch.cat([learned, inputs], dim=1))
        unknown = ~(roles == CUSTOMER).any(dim=1, keepdim=True)
        seen = torch.cat([torch.ones_like(unknown), unknown, roles != PAD], dim=1)
        states = self.blocks(self.dropout(states), src_key_padding_mask=~seen)
        return torch.cat([states[:, 2:], vectors], dim=-1), states[:, 0]

    def steps(self, segments: Tensor, roles: Tensor, reply: Tensor) -> Tensor:
        """Logits of the steps (batch, STEPS) from the states of `segments` and the logits of `reply`."""
        taken = self.step_head(segments).masked_fill((roles != REPLY).unsqueeze(-1), _NEVER)
        return torch.cat([reply[:, None, _STEPS], taken], dim=1).logsumexp(dim=1)


class Network(nn.Module):
    """Encoder, token head and judge. A sentence's vector is its first state beside the mean of its states."""

    def __init__(self, encoder: BertModel, judge_layers: int = 2) -> None:
        super().__init__()
        self.encoder = encoder
        hidden = int(encoder.config.hidden_size)
        self.dropout = nn.Dropout(0.1)
        self.token_head = nn.Linear(hidden, len(PHRASE_LABELS))
        self.judge = Judge(2 * hidden, layers=judge_layers)

    def encode(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Vectors (sentences, 2 × hidden) and token logits (sentences, tokens, PHRASE_LABELS)."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weights).sum(1) / weights.sum(1)
        return torch.cat([states[:, 0], mean], dim=-1), self.token_head(self.dropout(states))
