// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTesting
import Testing

/// How fast texts are encoded, beside the `tokenizers` package on one core; `make bench` runs it in release mode.
@Suite(
    .enabled(if: ProcessInfo.processInfo.environment["HOLDFAST_BENCH"] != nil, "set HOLDFAST_BENCH=1, in release mode"),
    .enabled(if: TokenizerFamilies.python != nil, "needs a Python with the tokenizers package; set HOLDFAST_PYTHON"))
struct TokenizerSpeedBenchmarks {
    /// Trains on the texts of a folder, or on the interpreter's manual and library, and times the package. Each text is cut into documents
    /// of about two thousand characters; every way of encoding begins with a tokenizer just read, its cache empty.
    private static let script = #"""
        import glob, importlib.util, json, os, sys, time
        os.environ["RAYON_NUM_THREADS"], os.environ["TOKENIZERS_PARALLELISM"] = "1", "false"
        from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
        folder, given = sys.argv[1], sys.argv[2]
        texts = json.load(sys.stdin)
        if given:
            texts = {os.path.basename(path)[:-4]: open(path, encoding="utf-8").read() for path in sorted(glob.glob(given + "/*.txt"))}
        else:
            from pydoc_data.topics import topics
            sources = sorted(glob.glob(os.path.dirname(importlib.util.find_spec("json").origin) + "/../*.py"))
            texts["english"] = "\n".join(topics.values())
            texts["code"] = "".join(open(path, encoding="utf-8").read() for path in sources)[:4_000_000]
        documents = {}
        for name, text in texts.items():
            rows = [""]
            for line in text.splitlines(keepends=True):
                if len(rows[-1]) > 2000: rows.append("")
                rows[-1] += line
            documents[name] = rows
        pattern = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
        lines = [line for text in texts.values() for line in text.splitlines(keepends=True)]
        results = []
        for family in ("gpt2", "llama3", "llama2"):
            byte = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=family == "gpt2")
            special = ["<unk>"] + [f"<0x{value:02X}>" for value in range(256)] if family == "llama2" else []
            tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True) if family == "llama2" else models.BPE())
            if family == "llama3": byte = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"), byte])
            tokenizer.pre_tokenizer = pre_tokenizers.Metaspace() if family == "llama2" else byte
            tokenizer.train_from_iterator(lines, trainers.BpeTrainer(
                vocab_size=32000, special_tokens=special, limit_alphabet=1500, show_progress=False,
                initial_alphabet=[] if family == "llama2" else pre_tokenizers.ByteLevel.alphabet()))
            tokenizer.decoder = decoders.ByteLevel()
            content = json.loads(tokenizer.to_str())
            content["added_tokens"] = content["added_tokens"][:1]
            tokenizer = Tokenizer.from_str(json.dumps(content))
            if family == "llama2":
                tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
                tokenizer.pre_tokenizer = None
                tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
            tokenizer.save(f"{folder}/{family}.json")
            for name, rows in documents.items():
                result = {"family": family, "text": name, "documents": rows, "batch": 1e9, "single": 1e9}
                for _ in range(3):
                    tokenizer = Tokenizer.from_file(f"{folder}/{family}.json")
                    start = time.process_time()
                    encodings = tokenizer.encode_batch(rows, add_special_tokens=False)
                    result["batch"] = min(result["batch"], time.process_time() - start)
                    tokenizer = Tokenizer.from_file(f"{folder}/{family}.json")
                    start = time.process_time()
                    encodings = [tokenizer.encode(row, add_special_tokens=False) for row in rows]
                    result["single"] = min(result["single"], time.process_time() - start)
                result["tokens"] = sum(len(encoding.ids) for encoding in encodings)
                results.append(result)
        json.dump(results, sys.stdout)
        """#

    private struct Result: Decodable {
        var family: String
        var text: String
        var documents: [String]
        /// Seconds of processor time that the package took, the best of three; what else the machine does is not counted.
        var batch: Double
        var single: Double
        var tokens: Int
    }

    @Test func `encoding is as fast as the package`() async throws {
        try await withTemporaryFolder { folder in
            let given = ProcessInfo.processInfo.environment["HOLDFAST_BENCH_TEXTS"] ?? ""
            let unicode = TokenizerTexts.mixed(count: 40_000, seed: 1).joined(separator: "\n")
            let input = String(decoding: try JSONEncoder().encode(["unicode": unicode]), as: UTF8.self)
            let output = try TokenizerFamilies.python?.run(Self.script, arguments: [folder, given], input: input) ?? ""
            for result in try JSONDecoder().decode([Result].self, from: Data(output.utf8)) {
                var best = Double.infinity
                var count = 0
                for _ in 0..<3 {
                    let tokenizer = try BPETokenizer(file: folder + "/\(result.family).json")
                    count = 0
                    let start = clock()
                    for document in result.documents { count += tokenizer.encode(document, recognisingSpecialTokens: true).count }
                    best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC))
                }
                #expect(count == result.tokens, "\(result.family), \(result.text)")
                let megabytes = Double(result.documents.reduce(0) { $0 + $1.utf8.count }) / 1e6
                func speed(_ seconds: Double) -> String { String(format: "%.1f MB/s", megabytes / seconds) }
                print(
                    "\(result.family) \(result.text) (\(String(format: "%.1f", megabytes)) MB): \(speed(best));",
                    "the package \(speed(result.batch)) in batches, \(speed(result.single)) one by one;",
                    String(format: "%.1f and %.1f times as fast", result.batch / best, result.single / best))
                #expect(best <= min(result.batch, result.single), "\(result.family), \(result.text)")
            }
        }
    }
}
