// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A tiny random model in the shape of a published one, made by transformers with a tokenizer and a chat template of its family.
struct PublishedModel: Sendable, CustomTestStringConvertible {
    /// `model_type` of its configuration.
    var type: String
    /// The template, within the package trl.
    var template: String
    /// How the simulator's template is called here.
    var family: String
    /// Largest file of weights; several files where they are more.
    var shard = "1GB"

    var testDescription: String { family }

    static let all = [
        PublishedModel(type: "qwen2", template: "qwen2_5", family: "qwen2.5", shard: "100KB"),
        PublishedModel(type: "llama", template: "llama3", family: "llama3"),
        PublishedModel(type: "qwen3", template: "qwen3", family: "qwen3", shard: "100KB"),
    ]

    static let python = Python.having("torch, transformers, trl")

    /// Makes the folder.
    func make(at folder: String) throws { _ = try Self.python?.run(Self.making, folder, type, template, shard) }

    /// What transformers makes of a folder that we wrote: the ids of a conversation, and log-probabilities of what follows them.
    struct Opened: Decodable {
        var ids: [Int32]
        var logprobs: [Float]
    }

    static func open(_ folder: String, system: String, user: String, options: String = "{}", line: [Int32]) throws -> Opened? {
        let output = try python?.run(opening, folder, system, user, options, line.map(String.init).joined(separator: " "))
        return try output.map { try JSONDecoder().decode(Opened.self, from: Data($0.utf8)) }
    }

    private static let making = #"""
        import importlib.util, inspect, json, os, sys, argparse, textwrap, typing
        import torch
        from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
        from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedTokenizerFast

        folder, kind, template, shard = sys.argv[1:]
        pattern = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
        corpus = [line for module in [argparse, textwrap, typing] for line in inspect.getsource(module).split("\n")]
        base = Tokenizer(models.BPE())
        base.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex(pattern if kind == "llama" else pattern.replace("{1,3}", "")), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
        base.decoder = decoders.ByteLevel()
        base.train_from_iterator(corpus, trainers.BpeTrainer(
            vocab_size=1000, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
        special = ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]
        if kind != "llama":
            base.normalizer = normalizers.NFC()
            special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
        base.add_special_tokens([AddedToken(content, special=True, normalized=False) for content in special])
        if kind != "llama":
            base.add_tokens([AddedToken(content, normalized=False) for content in ("<tool_call>", "</tool_call>", "<think>", "</think>")])
        tokens = {"bos_token": special[0], "eos_token": special[4]} if kind == "llama" else {"eos_token": special[2], "pad_token": special[0]}
        tokenizer = PreTrainedTokenizerFast(tokenizer_object=base, clean_up_tokenization_spaces=False, **tokens)
        home = importlib.util.find_spec("trl").submodule_search_locations[0]
        with open(os.path.join(home, "chat_templates", template + ".jinja")) as file:
            tokenizer.chat_template = file.read()
        tokenizer.save_pretrained(folder)
        torch.manual_seed(7)
        config = AutoConfig.for_model(
            kind, vocab_size=len(tokenizer) + 200, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=2, head_dim=8, max_position_embeddings=4096, tie_word_embeddings=True, initializer_range=0.3,
            eos_token_id=tokenizer.eos_token_id)
        AutoModelForCausalLM.from_config(config).save_pretrained(folder, max_shard_size=shard)
        """#

    private static let opening = #"""
        import json, sys
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        folder, system, user, options, line = sys.argv[1:]
        tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        ids = tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=True, return_dict=False, **json.loads(options))
        line = [int(token) for token in line.split()]
        with torch.no_grad():
            logits = model(torch.tensor([ids + line])).logits[0, len(ids) - 1:-1].log_softmax(-1)
        print(json.dumps({"ids": ids, "logprobs": [float(row[token]) for row, token in zip(logits, line)]}))
        """#
}
