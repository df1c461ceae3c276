// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastModels
import HoldfastTesting

/// Templates of published models, read at test time out of Python packages that carry them, and what transformers makes of conversations.
enum PublishedTemplates {
    /// Where a template is found.
    struct Source: Encodable, Sendable {
        var family: String
        /// A file within the package trl, or a model's name in the list of models within xinference 1.0; nil for `text`.
        var trl: String?
        var xinference: String?
        var text: String?
        /// How the tokenizer is set up.
        var tokenizer: String
    }

    static let sources = [
        Source(
            family: "chatml",
            text:
                "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou answer.<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}",
            tokenizer: "qwen"),
        Source(family: "qwen2.5", trl: "qwen2_5", tokenizer: "qwen"),
        Source(family: "qwen3", trl: "qwen3", tokenizer: "qwen"),
        Source(family: "qwen3-instruct", trl: "qwen3_instruct_2507", tokenizer: "qwen"),
        Source(family: "llama3", trl: "llama3", tokenizer: "llama3"),
        Source(family: "llama3.1", trl: "llama3_1", tokenizer: "llama3"),
        Source(family: "mistral-v1", xinference: "mistral-instruct-v0.2", tokenizer: "llama2"),
        Source(family: "mistral-v3", xinference: "mistral-instruct-v0.3", tokenizer: "mistral"),
        Source(family: "plain", text: plain, tokenizer: "llama3-plain"),
    ]

    /// The plain template in Jinja, as docs/templates.md has it.
    static let plain = """
        {{- bos_token }}
        {%- for message in messages %}
        {%- if message.role == 'assistant' %}{{- 'Assistant: ' + message.content | trim + eos_token + '\\n\\n' }}
        {%- else %}{{- ('System: ' if message.role == 'system' else 'User: ') + message.content | trim + '\\n\\n' }}{% endif %}
        {%- endfor %}
        {%- if add_generation_prompt %}{{- 'Assistant:' }}{% endif %}
        """

    struct Rendering: Decodable {
        var text: String?
        var ids: [Int32]?
        /// Why transformers refused.
        var error: String?
    }

    struct Answer: Decodable {
        var template: String?
        var renderings: [Rendering]
    }

    static let python = PythonInterpreter.find(importing: "transformers", "tokenizers")

    /// Whether a package is there; it need not be importable.
    static func has(_ package: String) -> Bool {
        let script = "import importlib.util, sys; sys.exit(importlib.util.find_spec('\(package)') is None)"
        return (try? python?.run(script)) != nil
    }

    /// Per family, what transformers renders.
    /// - Parameter folder: gets a folder per family with its tokenizer and template, as a published model has them.
    static func answers(_ conversations: [String: [ChatConversation]], writing folder: String) throws -> [String: Answer]? {
        let request = ChatValue.object(
            [.init("folder", .string(folder))]
                + [.init("sources", .string(String(decoding: try JSONEncoder().encode(sources), as: UTF8.self)))]
                + [.init("conversations", .object(conversations.map { .init($0.key, .array($0.value.map(\.value))) }))])
        guard let output = try python?.run(script, input: request.json()) else { return nil }
        return try JSONDecoder().decode([String: Answer].self, from: Data(output.utf8))
    }

    static let script = #"""
        import importlib.util, inspect, json, os, sys, argparse, textwrap, typing
        from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
        from transformers import PreTrainedTokenizerFast

        request = json.load(sys.stdin)
        corpus = [line for module in [argparse, textwrap, typing] for line in inspect.getsource(module).split("\n")]
        corpus += ["Hello I'd like a train to Zürich at 19:30. 会議 for 12 it's system user assistant", "[INST] [/INST]"] * 20
        LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"

        def special(*contents):
            return [AddedToken(content, special=True, normalized=False) for content in contents]

        def byte_level(pattern):
            tokenizer = Tokenizer(models.BPE())
            byte = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
            tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"), byte])
            tokenizer.decoder = decoders.ByteLevel()
            tokenizer.train_from_iterator(corpus, trainers.BpeTrainer(
                vocab_size=900, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
            return tokenizer

        def marked(normalizer, pre_tokenizer):
            tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
            tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=True)
            tokenizer.train_from_iterator(corpus, trainers.BpeTrainer(
                vocab_size=1200, limit_alphabet=300, special_tokens=["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)],
                show_progress=False))
            content = json.loads(tokenizer.to_str())
            content["added_tokens"] = content["added_tokens"][:3]
            tokenizer = Tokenizer.from_str(json.dumps(content))
            tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, pre_tokenizer
            tokenizer.decoder = decoders.Sequence([
                decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
            tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)])
            return tokenizer

        def make(kind):
            if kind == "qwen":
                tokenizer = byte_level(LLAMA3.replace("{1,3}", ""))
                tokenizer.normalizer = normalizers.NFC()
                tokenizer.add_special_tokens(special("<|endoftext|>", "<|im_start|>", "<|im_end|>"))
                tokenizer.add_tokens([AddedToken(content, normalized=False) for content in (
                    "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<think>", "</think>")])
                return tokenizer, {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}
            if kind.startswith("llama3"):
                tokenizer = byte_level(LLAMA3)
                tokenizer.add_special_tokens(special(
                    "<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|eom_id|>"))
                return tokenizer, {"bos_token": "<|begin_of_text|>", "eos_token": "<|end_of_text|>" if "plain" in kind else "<|eot_id|>"}
            if kind == "llama2":
                return marked(normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]), None), {
                    "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
            tokenizer = marked(None, pre_tokenizers.Metaspace(prepend_scheme="first", split=False))
            tokenizer.add_special_tokens(special(
                "[INST]", "[/INST]", "[TOOL_CALLS]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[TOOL_RESULTS]", "[/TOOL_RESULTS]", "[control_8]"))
            return tokenizer, {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}

        def template(source):
            def home(package):
                spec = importlib.util.find_spec(package)
                return spec and spec.submodule_search_locations[0]
            if source.get("text"):
                return source["text"]
            if source.get("trl") and home("trl"):
                with open(os.path.join(home("trl"), "chat_templates", source["trl"] + ".jinja")) as file:
                    return file.read()
            if source.get("xinference") and home("xinference"):
                with open(os.path.join(home("xinference"), "model", "llm", "llm_family.json")) as file:
                    models = {model["model_name"]: model.get("chat_template") for model in json.load(file)}
                # That list writes the tokens out where the published templates have variables.
                return models[source["xinference"]].replace("'<s>'", "bos_token").replace("'</s>'", "eos_token")

        def rendering(tokenizer, conversation):
            options = dict(conversation["options"], tools=conversation["tools"] or None, add_generation_prompt=conversation["prompts"])
            try:
                return {
                    "text": tokenizer.apply_chat_template(conversation["messages"], tokenize=False, **options),
                    "ids": tokenizer.apply_chat_template(conversation["messages"], tokenize=True, return_dict=False, **options)}
            except Exception as error:
                return {"error": f"{type(error).__name__}: {error}"}

        answers, tokenizers = {}, {}
        for source in json.loads(request["sources"]):
            kind, family = source["tokenizer"], source["family"]
            if kind not in tokenizers:
                tokenizers[kind] = make(kind)
            base, tokens = tokenizers[kind]
            text = template(source)
            tokenizer = PreTrainedTokenizerFast(tokenizer_object=base, clean_up_tokenization_spaces=False, **tokens)
            tokenizer.chat_template = text
            tokenizer.save_pretrained(os.path.join(request["folder"], family))
            renderings = [rendering(tokenizer, item) for item in request["conversations"].get(family, [])] if text else []
            answers[family] = {"template": text, "renderings": renderings}
        json.dump(answers, sys.stdout)
        """#
}
