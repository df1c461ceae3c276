// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A tiny random model in the shape of a published one, made by transformers with a tokenizer and a chat template of its family.
struct PublishedModel: Sendable, Encodable {
    /// `model_type` of its configuration.
    var type: String
    /// The template, within the package trl.
    var template: String
    /// How the simulator's template is called here.
    var family: String
    /// Largest file of weights; several files where they are more.
    var shard = "1GB"

    static let all = [
        PublishedModel(type: "qwen2", template: "qwen2_5", family: "qwen2.5", shard: "100KB"),
        PublishedModel(type: "llama", template: "llama3", family: "llama3"),
        PublishedModel(type: "qwen3", template: "qwen3", family: "qwen3", shard: "100KB"),
    ]

    static let python = Python.having("torch, transformers, trl")

    /// Makes a folder of each, named after its family.
    static func make(in folder: String) throws { _ = try python?.run(making, folder, json(all)) }

    /// A folder to open in transformers, a conversation, and a line behind it.
    struct Question: Encodable {
        var folder: String
        var system: String
        var user: String
        var line: [Int32]
    }

    /// The ids of the conversation up to the line, and the log-probabilities of the line.
    struct Opened: Decodable {
        var ids: [Int32]
        var logprobs: [Float]
    }

    static func open(_ questions: [Question]) throws -> [Opened] {
        guard let output = try python?.run(opening, json(questions)) else { return [] }
        return try JSONDecoder().decode([Opened].self, from: Data(output.utf8))
    }

    private static func json(_ value: some Encodable) throws -> String { String(decoding: try JSONEncoder().encode(value), as: UTF8.self) }

    private static let making = #"""
        import importlib.util, inspect, json, os, sys, argparse, textwrap, typing
        import torch
        from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
        from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedTokenizerFast

        pattern = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
        corpus = [line for module in [argparse, textwrap, typing] for line in inspect.getsource(module).split("\n")]
        for this in json.loads(sys.argv[2]):
            kind, template, folder = this["type"], this["template"], os.path.join(sys.argv[1], this["family"])
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
            AutoModelForCausalLM.from_config(config).save_pretrained(folder, max_shard_size=this["shard"])
        """#

    private static let opening = #"""
        import json, sys
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        answers = []
        for question in json.loads(sys.argv[1]):
            tokenizer = AutoTokenizer.from_pretrained(question["folder"])
            model = AutoModelForCausalLM.from_pretrained(question["folder"], dtype=torch.float32)
            messages = [{"role": "system", "content": question["system"]}, {"role": "user", "content": question["user"]}]
            ids = tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=True, return_dict=False)
            line = question["line"]
            with torch.no_grad():
                rows = model(torch.tensor([ids + line])).logits[0, len(ids) - 1:-1].log_softmax(-1)
            answers.append({"ids": ids, "logprobs": [float(row[token]) for row, token in zip(rows, line)]})
        print(json.dumps(answers))
        """#
}
