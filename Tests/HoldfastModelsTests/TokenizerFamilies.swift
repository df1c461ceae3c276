// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastTesting

/// Tokenizers that the `tokenizers` package trains, set up as those of published models are, and what it makes of texts.
enum TokenizerFamilies {
    static let python = PythonInterpreter.find(importing: "tokenizers")

    /// The families whose every scalar goes through one of the patterns, and the two of characters.
    static let names = [
        "gpt2", "gpt2-prefix-space", "gpt2-whole", "gpt2-small-alphabet", "digits", "llama3", "qwen2", "llama2", "llama2-crossing", "mistral",
        "metaspace-always", "metaspace-never", "awkward-added", "awkward-added-marks", "awkward-added-nfc", "truncated-left", "truncated-padded",
    ]

    struct Request: Encodable {
        var family: String
        var texts: [String]
        /// Ids that are no encoding of a text; taken modulo the size of the vocabulary.
        var rows: [[UInt32]]
    }

    struct Answer: Decodable {
        var size: Int
        /// Special tokens read as text, none added; and everything as the file says.
        var ids: [[Int32]]
        var sequences: [[Int32]]
        /// The decoded sequences and rows, without special tokens and with them.
        var decoded: [String]
        var decodedWithSpecial: [String]
        var rows: [[Int32]]
    }

    /// Trains a family's tokenizer and writes it.
    static func answer(_ request: Request, writing file: String) throws -> Answer? {
        let input = String(decoding: try JSONEncoder().encode(request), as: UTF8.self)
        guard let output = try python?.run(script, arguments: [file], input: input) else { return nil }
        return try JSONDecoder().decode(Answer.self, from: Data(output.utf8))
    }

    /// The corpus is the interpreter's own library: English and code.
    private static let script = #"""
        import argparse, difflib, inspect, json, sys, textwrap, typing
        from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

        request = json.load(sys.stdin)
        family, texts = request["family"], request["texts"]
        modules = [argparse, difflib, textwrap, typing, json]
        corpus = [line for module in modules for line in inspect.getsource(module).split("\n")] + texts[::7]

        LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
        QWEN2 = LLAMA3.replace("{1,3}", "")

        def special(*contents, **options):
            return [AddedToken(content, special=True, **({"normalized": False} | options)) for content in contents]

        def byte_level(pattern=None, prefix=False, whole=False, size=1500, alphabet=True, **model):
            tokenizer = Tokenizer(models.BPE(**model))
            byte = pre_tokenizers.ByteLevel(add_prefix_space=prefix, use_regex=pattern is None and not whole)
            steps = [pre_tokenizers.Split(Regex(pattern), "isolated"), byte] if pattern else [byte]
            tokenizer.pre_tokenizer = pre_tokenizers.Sequence(steps) if pattern else byte
            tokenizer.decoder = decoders.ByteLevel()
            tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
            letters = pre_tokenizers.ByteLevel.alphabet() if alphabet else []
            unknown = [model["unk_token"]] if "unk_token" in model else []
            tokenizer.train_from_iterator(corpus[:200] if whole else corpus, trainers.BpeTrainer(
                vocab_size=size, initial_alphabet=letters, special_tokens=unknown, show_progress=False))
            return tokenizer

        def marked(pre_tokenizer, normalizer, decoder=None, size=1500, crossing=False, fuse=True, fallback=True):
            tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=fuse, byte_fallback=fallback))
            tokenizer.normalizer = normalizers.Replace(" ", "▁") if crossing else None
            tokenizer.pre_tokenizer = None if crossing else pre_tokenizers.Metaspace(prepend_scheme="always", split=True)
            letters = [chr(code) for code in list(range(32, 127)) + [0x2581, 0xE9, 0x301, 0x4E00, 0x1F600]]
            bytes_ = [f"<0x{byte:02X}>" for byte in range(256)] if fallback else []
            tokenizer.train_from_iterator(corpus[:300] if crossing else corpus, trainers.BpeTrainer(
                vocab_size=size, initial_alphabet=letters, limit_alphabet=400, special_tokens=["<unk>", "<s>", "</s>"] + bytes_, show_progress=False))
            content = json.loads(tokenizer.to_str())
            # The bytes of the fallback are ordinary tokens of the vocabulary, as in the files of published models.
            content["added_tokens"] = content["added_tokens"][:3]
            # Both spellings of one letter are tokens, which a reader that compares strings would take for one.
            for spelling in ("é", "e\u0301"):
                content["model"]["vocab"].setdefault(spelling, len(content["model"]["vocab"]))
            if ["e", "\u0301"] not in content["model"]["merges"] and "\u0301" in content["model"]["vocab"]:
                content["model"]["merges"].append(["e", "\u0301"])
            tokenizer = Tokenizer.from_str(json.dumps(content))
            tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, pre_tokenizer
            tokenizer.decoder = decoder or decoders.Sequence([
                decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
            tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)])
            return tokenizer

        def awkward(tokenizer):
            tokenizer.add_tokens([
                AddedToken("<left>", lstrip=True), AddedToken("<right>", rstrip=True), AddedToken("<both>", lstrip=True, rstrip=True, normalized=False),
                AddedToken("word", single_word=True), AddedToken("Word", single_word=True, normalized=False), AddedToken("<tool", normalized=False),
                AddedToken("<tool_call>", normalized=False), AddedToken("caf\u00e9"), AddedToken("a\u0308\u0323"), AddedToken("  ", normalized=False)])
            tokenizer.add_special_tokens(special("<|user|>") + special("<|end|>", lstrip=True, rstrip=True) + special("<s p>", normalized=tokenizer.normalizer is None))
            return tokenizer

        def legacy(**options):
            return marked(None, normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]), **options)

        def make():
            if family == "gpt2":
                tokenizer = byte_level()
                tokenizer.add_special_tokens(special("<|endoftext|>", normalized=True))
            elif family == "gpt2-prefix-space":
                tokenizer = byte_level(prefix=True)
                tokenizer.add_special_tokens(special("<|endoftext|>", normalized=True))
            elif family == "gpt2-whole":
                tokenizer = byte_level(whole=True)
            elif family == "gpt2-small-alphabet":
                tokenizer = byte_level(alphabet=False, unk_token="<unk>", fuse_unk=True)
            elif family == "digits":
                tokenizer = byte_level()
                tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
            elif family == "llama3":
                tokenizer = byte_level(LLAMA3, ignore_merges=True)
                tokenizer.add_special_tokens(special("<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"))
                first = tokenizer.token_to_id("<|begin_of_text|>")
                tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=True), processors.TemplateProcessing(
                    single="<|begin_of_text|> $A", pair="<|begin_of_text|> $A <|begin_of_text|> $B", special_tokens=[("<|begin_of_text|>", first)])])
            elif family == "qwen2":
                tokenizer = byte_level(QWEN2)
                tokenizer.normalizer = normalizers.NFC()
                tokenizer.add_special_tokens(special("<|endoftext|>", "<|im_start|>", "<|im_end|>"))
                tokenizer.add_tokens([AddedToken(content, normalized=False) for content in ("<tool_call>", "</tool_call>", "<think>", "</think>")])
            elif family == "llama2":
                tokenizer = legacy()
            elif family == "llama2-crossing":
                tokenizer = legacy(crossing=True)
            elif family == "mistral":
                tokenizer = marked(pre_tokenizers.Metaspace(prepend_scheme="first", split=False), None)
                tokenizer.add_special_tokens(special("[INST]", "[/INST]"))
            elif family == "metaspace-always":
                tokenizer = marked(pre_tokenizers.Metaspace(), None, decoders.Metaspace(), fuse=False, fallback=False)
            elif family == "metaspace-never":
                scheme = {"prepend_scheme": "never", "split": True}
                tokenizer = marked(pre_tokenizers.Metaspace(**scheme), normalizers.NFC(), decoders.Sequence([
                    decoders.Metaspace(**scheme), decoders.ByteFallback()]))
            elif family == "awkward-added":
                tokenizer = awkward(byte_level())
            elif family == "awkward-added-marks":
                tokenizer = awkward(legacy())
            elif family == "awkward-added-nfc":
                tokenizer = byte_level(QWEN2)
                tokenizer.normalizer = normalizers.NFC()
                tokenizer = awkward(tokenizer)
            elif family == "truncated-left":
                tokenizer = legacy()
                tokenizer.enable_truncation(12, direction="left")
            elif family == "truncated-padded":
                tokenizer = byte_level(LLAMA3)
                tokenizer.add_special_tokens(special("<|pad|>", "<|end|>"))
                tokenizer.post_processor = processors.TemplateProcessing(single="$A <|end|>", special_tokens=[("<|end|>", tokenizer.token_to_id("<|end|>"))])
                tokenizer.enable_truncation(20)
                tokenizer.enable_padding(direction="left", pad_id=tokenizer.token_to_id("<|pad|>"), pad_token="<|pad|>", length=9, pad_to_multiple_of=8)
            return tokenizer

        make().save(sys.argv[1])
        tokenizer = Tokenizer.from_file(sys.argv[1])
        size = tokenizer.get_vocab_size()
        sequences = [tokenizer.encode(text).ids for text in texts]
        rows = sequences + [[number % size for number in row] for row in request["rows"]]
        decoded = [tokenizer.decode(row) for row in rows]
        decoded_with_special = [tokenizer.decode(row, skip_special_tokens=False) for row in rows]
        tokenizer.no_truncation()
        tokenizer.no_padding()
        tokenizer.encode_special_tokens = True
        ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
        json.dump({"size": size, "ids": ids, "sequences": sequences, "rows": rows, "decoded": decoded, "decodedWithSpecial": decoded_with_special}, sys.stdout)
        """#
}
