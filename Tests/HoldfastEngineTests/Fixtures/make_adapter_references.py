# SPDX-License-Identifier: Apache-2.0
"""Makes random tiny models with random adapters with peft, and opens adapters of the engine's making, for the engine's tests.

    python make_adapter_references.py make FOLDER CASES     (CASES: the JSON list that PEFTAgreementTests.swift makes)
    python make_adapter_references.py open FOLDER CASES

Per case, `make` writes FOLDER/<name>/base and FOLDER/<name>/adapter as transformers and peft save them, and FOLDER/<name>/reference.json with
rows, their logits, and the gradients of A and B of the mean negative log-likelihood of every token after a row's first. `open` writes to
opened.json the logits of FOLDER/<name>/saved, an adapter with the model it names, and to merged.json those of FOLDER/<name>/merged, a model.
"""
import json
import sys

import torch
from peft import AutoPeftModelForCausalLM, LoraConfig, get_peft_model
from transformers import AutoConfig, AutoModelForCausalLM

torch.set_num_threads(1)
SHAPE = {
    "vocab_size": 61, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2,
    "max_position_embeddings": 256, "bos_token_id": None, "eos_token_id": None, "pad_token_id": None,
}
ROW_LENGTHS = [17, 96, 2, 40]


def write(path, value):
    with open(path, "w") as file:
        json.dump(value, file)


def logits(model, rows):
    return [model(input_ids=torch.tensor([row])).logits[0] for row in rows]


def make(folder, case):
    generator = torch.Generator().manual_seed(7)

    def randomize(parameters, scale):
        with torch.no_grad():
            for name, parameter in parameters:
                noise = torch.randn(parameter.shape, generator=generator)
                one = 0 if parameter.dim() == 2 or name.endswith("bias") else 1
                parameter.copy_(noise * (scale if parameter.dim() == 2 else 0.3) + one)

    model = AutoModelForCausalLM.from_config(AutoConfig.for_model(case["model_type"], **{**SHAPE, **case["options"]}), attn_implementation="eager")
    randomize(model.named_parameters(), 0.25)
    model.save_pretrained(folder + "/base")
    model.name_or_path = folder + "/base"
    adapted = get_peft_model(
        model,
        LoraConfig(
            r=case["rank"], lora_alpha=case["alpha"], target_modules=case["targets"], use_rslora=case["rslora"], task_type="CAUSAL_LM"))
    trained = [(name, parameter) for name, parameter in adapted.named_parameters() if parameter.requires_grad]
    randomize(trained, 0.2)
    rows = [torch.randint(0, SHAPE["vocab_size"], (n,), generator=generator).tolist() for n in ROW_LENGTHS]
    adapted.save_pretrained(folder + "/adapter")
    values = logits(adapted, rows)
    count = sum(len(row) - 1 for row in rows)
    loss = 0
    for row, value in zip(rows, values):
        loss = loss - torch.log_softmax(value[:-1], -1).gather(1, torch.tensor(row[1:])[:, None]).sum() / count
    loss.backward()
    write(
        folder + "/reference.json",
        {
            "rows": rows,
            "logits": [value.flatten().tolist() for value in values],
            "loss": loss.item(),
            "gradients": {name.replace(".default", ""): parameter.grad.flatten().tolist() for name, parameter in trained},
        })


def reopen(folder):
    with open(folder + "/reference.json") as file:
        rows = json.load(file)["rows"]
    with torch.no_grad():
        adapted = AutoPeftModelForCausalLM.from_pretrained(folder + "/saved", dtype=torch.float32, attn_implementation="eager")
        write(folder + "/opened.json", [value.flatten().tolist() for value in logits(adapted, rows)])
        merged, report = AutoModelForCausalLM.from_pretrained(
            folder + "/merged", dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
        assert not report["missing_keys"] and not report["unexpected_keys"] and not report["mismatched_keys"], report
        write(folder + "/merged.json", [value.flatten().tolist() for value in logits(merged, rows)])


def main():
    action, folder, cases = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    for case in cases:
        if action == "make":
            make(f"{folder}/{case['name']}", case)
        else:
            reopen(f"{folder}/{case['name']}")


main()
