# SPDX-License-Identifier: Apache-2.0
"""Makes random tiny models with transformers and what torch computes with them, for the engine's tests.

    python make_architecture_references.py FOLDER CASES     (CASES: the JSON list that ArchitectureReferences.swift makes)

Per case it writes FOLDER/<name>/ with the model as transformers saves it, changed as the case says, and FOLDER/<name>.json with rows, their
logits, the gradient of the mean negative log-likelihood of every token after a row's first, and a greedy continuation of the first row.
Everything is computed in float32 from the weights as they are in the files.
"""
import json
import os
import sys

import torch
from transformers import AutoConfig, AutoModelForCausalLM

torch.set_num_threads(1)
SHAPE = {
    "vocab_size": 61, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2,
    "max_position_embeddings": 256, "bos_token_id": None, "eos_token_id": None, "pad_token_id": None,
}
ROW_LENGTHS = [17, 96, 2, 40]
GREEDY_STEPS = 200
# Two largest logits nearer than this could be ordered by rounding.
LEAST_MARGIN = 1e-3
# A continuation that has fallen into a loop of fewer tokens says little.
LEAST_DIFFERENT = 10


def randomize(model, generator):
    """Weights that make every part of the network matter: sharp attention, norms off 1, biases off 0."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if parameter.dim() == 2:
                parameter.copy_(noise * (0.6 if "embed" in name or "lm_head" in name else 0.25))
            else:
                parameter.copy_(0.3 * noise + (0 if name.endswith("bias") else 1))


def open_model(folder):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")


def make(folder, case, seed):
    generator = torch.Generator().manual_seed(seed)
    config = AutoConfig.for_model(case["model_type"], **{**SHAPE, **case["options"]})
    model = AutoModelForCausalLM.from_config(config)
    randomize(model, generator)
    model.to(getattr(torch, case["dtype"])).save_pretrained(folder, max_shard_size=case.get("max_shard_size", "1GB"))
    if case["old_keys"] is not None:
        path = os.path.join(folder, "config.json")
        with open(path) as file:
            fields = json.load(file)
        rope = fields.pop("rope_parameters")
        fields["rope_theta"] = rope.pop("rope_theta")
        fields["torch_dtype"] = fields.pop("dtype")
        fields["rope_scaling"] = None if rope["rope_type"] == "default" else rope
        with open(path, "w") as file:
            json.dump({**fields, **case["old_keys"]}, file)
    model = open_model(folder)
    rows = [torch.randint(0, SHAPE["vocab_size"], (n,), generator=generator).tolist() for n in ROW_LENGTHS]
    return model, rows


def greedy(model, prompt):
    tokens, margin = list(prompt), float("inf")
    with torch.no_grad():
        for _ in range(GREEDY_STEPS):
            best = model(input_ids=torch.tensor([tokens])).logits[0, -1].topk(2)
            margin = min(margin, (best.values[0] - best.values[1]).item())
            tokens.append(best.indices[0].item())
    return tokens[len(prompt) :], margin


def reference(folder, case):
    for seed in range(30):
        model, rows = make(folder, case, seed)
        continuation, margin = greedy(model, rows[0])
        if margin > LEAST_MARGIN and len(set(continuation)) >= LEAST_DIFFERENT:
            break
    else:
        raise SystemExit(f"{case['name']}: no seed gives a continuation that is clear and long enough")
    logits = [model(input_ids=torch.tensor([row])).logits[0] for row in rows]
    count = sum(len(row) - 1 for row in rows)
    loss = 0
    for row, values in zip(rows, logits):
        loss = loss - torch.log_softmax(values[:-1], -1).gather(1, torch.tensor(row[1:])[:, None]).sum() / count
    loss.backward()
    return {
        "rows": rows,
        "logits": [values.flatten().tolist() for values in logits],
        "loss": loss.item(),
        "gradients": {name: p.grad.flatten().tolist() for name, p in model.named_parameters()},
        "greedy": continuation,
        "margin": margin,
        "frequencies": model.model.rotary_emb.inv_freq.tolist(),
    }


def main():
    folder, cases = sys.argv[1], json.loads(sys.argv[2])
    for case in cases:
        with open(os.path.join(folder, case["name"] + ".json"), "w") as file:
            json.dump(reference(os.path.join(folder, case["name"]), case), file)


main()
