# SPDX-License-Identifier: Apache-2.0
"""Writes model_fixture.json: two tiny Llamas run through transformers and torch, for the engine's tests.

    python make_model_fixture.py > model_fixture.json     (torch 2.13, transformers 5.23)

Per case: configuration, weights, ragged rows, logits of every row, a DAPO loss (token mean, clipping 0.2 / 0.28) on each row's completion,
its gradient for every parameter, and all weights after three AdamW steps, each on the gradient at the weights of the step before, clipped
to global norm 1. Each row is run by itself, so there is no padding and no padding mask. The maths is float64 except for what transformers
casts to float32 itself (RMSNorm, rotary tables, softmax): numbers are good to about 1e-6.
"""
import json
import sys

import torch
from transformers import LlamaConfig, LlamaForCausalLM

ROWS = [[1, 5, 7, 9, 11, 13, 2], [3, 4, 6, 8, 10, 12, 14, 16, 18, 2, 5], [7, 0, 15]]
# First predicted token that counts in the loss.
STARTS = [3, 6, 1]
ADVANTAGES = [1.0, -0.5, 0.25]
# Added to the current log-probabilities to give the old ones: clips on both sides occur.
SHIFTS = [0.1, -0.3, 0.35, 0.02, -0.15]
LOW, HIGH = 0.2, 0.28
OPTIMIZER = {"lr": 0.001, "betas": [0.9, 0.999], "eps": 1e-8, "weight_decay": 0.01, "clip": 1.0}


def numbers(tensor, digits=8):
    return [float(f"%.{digits}g" % x) for x in tensor.detach().double().flatten().tolist()]


def logprobs(model, row):
    logits = model(input_ids=torch.tensor([row])).logits[0]
    return logits, torch.log_softmax(logits[:-1], -1).gather(1, torch.tensor(row[1:])[:, None])[:, 0]


def loss_of(model, old):
    total, count = 0.0, 0
    for row, start, advantage, before in zip(ROWS, STARTS, ADVANTAGES, old):
        current = logprobs(model, row)[1][start - 1 :]
        ratio = torch.exp(current - torch.tensor(before, dtype=torch.float64))
        total = total - torch.minimum(ratio * advantage, ratio.clamp(1 - LOW, 1 + HIGH) * advantage).sum()
        count += len(current)
    return total / count


def case(seed, heads, key_value_heads, head_dim, tied):
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=19, hidden_size=12, intermediate_size=20, num_hidden_layers=2, num_attention_heads=heads, num_key_value_heads=key_value_heads,
        head_dim=head_dim, max_position_embeddings=32, rms_norm_eps=1e-6, tie_word_embeddings=tied, attn_implementation="eager",
    )
    model = LlamaForCausalLM(config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(1 + 0.1 * torch.randn_like(parameter) if parameter.dim() == 1 else 0.4 * torch.randn_like(parameter))
            # What the JSON holds is what the model runs with.
            parameter.copy_(torch.tensor(numbers(parameter)).reshape(parameter.shape).float())
    model = model.double()
    out = {
        "config": json.loads(config.to_json_string()),
        "weights": {n: {"shape": list(p.shape), "values": numbers(p, 9)} for n, p in model.named_parameters()},
        "rows": ROWS, "starts": STARTS, "advantages": ADVANTAGES, "optimizer": OPTIMIZER,
    }
    out["config"] = {k: v for k, v in out["config"].items() if v is not None}
    with torch.no_grad():
        runs = [logprobs(model, row) for row in ROWS]
        out["logits"] = [numbers(logits) for logits, _ in runs]
        kept = [lp[start - 1 :].tolist() for (_, lp), start in zip(runs, STARTS)]
        old = [[float("%.8g" % (x + SHIFTS[i % len(SHIFTS)])) for i, x in enumerate(row)] for row in kept]
    out["old_logprobs"] = old
    steps = []
    adam = torch.optim.AdamW(model.parameters(), **{key: OPTIMIZER[key] for key in ("lr", "betas", "eps", "weight_decay")})
    for step in range(3):
        adam.zero_grad()
        loss = loss_of(model, old)
        loss.backward()
        if step == 0:
            out["gradients"] = {n: numbers(p.grad) for n, p in model.named_parameters()}
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), OPTIMIZER["clip"])
        adam.step()
        steps.append({"loss": loss.item(), "gradient_norm": norm.item()})
    out["steps"] = steps
    out["weights_after"] = {n: numbers(p) for n, p in model.named_parameters()}
    return out


json.dump({"gqa_untied": case(1, 4, 2, 6, False), "mha_tied": case(2, 2, 2, 6, True)}, sys.stdout, separators=(",", ":"))
