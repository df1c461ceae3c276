"""Sampling in 64 dialogues of 20 turns with transformers' generate(), every turn from the first token: the work of
`holdfast-bench dialogues`, as a rollout loop without a cache between turns does it. One line of JSON."""
import argparse, json, time

import torch
import transformers
from transformers import LlamaConfig, LlamaForCausalLM

SIZES = {"2m": (128, 6, 4, 512), "8m": (256, 6, 4, 1024), "50m": (512, 12, 8, 2048)}
VOCABULARY, DIALOGUES, TURNS, PROMPT, AGENT, USER = 4096, 64, 20, 128, 16, 12

arguments = argparse.ArgumentParser()
arguments.add_argument("--size", default="8m", choices=SIZES)
arguments.add_argument("--threads", type=int, default=2)
chosen = arguments.parse_args()
torch.set_num_threads(chosen.threads)
torch.manual_seed(0)
hidden, layers, heads, feed = SIZES[chosen.size]
model = LlamaForCausalLM(
    LlamaConfig(
        vocab_size=VOCABULARY, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads, num_key_value_heads=heads,
        intermediate_size=feed, max_position_embeddings=1536, tie_word_embeddings=True)).eval()
options = dict(do_sample=True, temperature=1.0, top_k=0, max_new_tokens=USER, min_new_tokens=USER, pad_token_id=0)
dialogues = torch.randint(4, VOCABULARY, (DIALOGUES, PROMPT))
turns = []
with torch.inference_mode():
    model.generate(input_ids=dialogues, attention_mask=torch.ones_like(dialogues), **options)
    for _ in range(TURNS):
        dialogues = torch.cat([dialogues, torch.randint(4, VOCABULARY, (DIALOGUES, AGENT))], 1)
        start = time.perf_counter()
        dialogues = model.generate(input_ids=dialogues, attention_mask=torch.ones_like(dialogues), **options)
        turns.append(time.perf_counter() - start)
print(json.dumps({
    "bench": "transformers_dialogues", "size": chosen.size, "threads": chosen.threads, "torch": torch.__version__,
    "transformers": transformers.__version__, "seconds": {"turn": turns, "all": [sum(turns)]}}))
