// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

/// Hugging Face's `datasets` reads the rows and TRL's trainers prepare them, with the bundled simulator as a small model.
@Suite(.enabled(if: ConsumerPython.trl != nil, "needs the environment `trl`; scripts/clients trl makes it"))
struct TRLExportTests {
    private static let beginning =
        ConsumerPython.quietDatasets + """
            import sys
            def load(name): return datasets.load_dataset("json", data_files=name, split="train")

            """

    @Test func `datasets loads rows whose keys come late, behind its first chunk too`() throws {
        try withTemporaryFolder { folder in
            let long = String(repeating: "word ", count: 20_000)
            var episodes = try (0..<150).map { try ExportFixture.episode(rollout: $0, reward: $0 > 140 ? 0.5 : nil, lines: [long, "bye"]) }
            episodes[149].scores.append(Score("drift/qa", 0.25))
            for format in [ExportFormat.chat, .sft, .promptCompletion] {
                _ = try ExportFixture.export([episodes], as: format, in: folder, to: "\(format.rawValue).jsonl")
            }
            let program =
                Self.beginning + """
                    for name, count in [("chat", 150), ("sft", 150), ("prompt-completion", 300)]:
                        data = load(name + ".jsonl")
                        assert len(data) == count and os.path.getsize(name + ".jsonl") > 12_000_000, (len(data), os.path.getsize(name + ".jsonl"))
                        per = count // 150
                        rewards = {row["metadata"]["rollout"]: row["reward"] for row in data}
                        assert [rewards[i] for i in range(150)] == [0.5 if i > 140 else None for i in range(150)]
                        assert sorted(row["metadata"]["rollout"] for row in data if row["metrics"].get("drift/qa") == 0.25) == [149] * per
                        assert sum(row["metrics"].get("drift/qa") is not None for row in data) == per
                    print("fine")
                    """
            #expect(try ConsumerPython.run(ConsumerPython.trl, program, in: folder).hasSuffix("fine"))
        }
    }

    /// Each trainer's step is taken with HOLDFAST_SLOW=1 alone.
    @Test func `chat templates render every layout, and trainers learn from it`() throws {
        try withTemporaryFolder { folder in
            let group = try [("hi", 1.0), ("ho", 0)].enumerated().map {
                try ExportFixture.episode(rollout: $0.offset, reward: $0.element.1, lines: [$0.element.0, "bye"])
            }
            for format in [ExportFormat.chat, .sft, .promptCompletion, .preferences, .kto] {
                _ = try ExportFixture.export([group], as: format, in: folder, to: "\(format.rawValue).jsonl")
            }
            _ = try ExportFixture.export([group], as: .sft, in: folder, to: "agent.jsonl", settings: ExportFixture.settings(.agent))
            let program = Self.beginning + Self.trainers
            let output = try ConsumerPython.run(
                ConsumerPython.trl, program, [packageFolder.appending(path: "checkpoints/base").path] + (isSlow ? ["train"] : []), in: folder)
            #expect(output.hasSuffix("fine"), "\(output)")
        }
    }

    private let isSlow = ProcessInfo.processInfo.environment["HOLDFAST_SLOW"] == "1"

    private static let trainers = """
        import trl, torch
        from trl.data_utils import is_conversational, apply_chat_template
        from transformers import AutoTokenizer, AutoModelForCausalLM
        tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
        tokenizer.pad_token = "<|pad|>"; tokenizer.eos_token = "<|end_of_turn|>"
        tokenizer.chat_template = ("{% for m in messages %}<|agent|>{{ m.role }}<|user|>{{ m.content }}"
            "{% for c in m.tool_calls or [] %}{{ c.function.name }}{{ c.function.arguments }}{% endfor %}<|end_of_turn|>{% endfor %}"
            "{% if add_generation_prompt %}<|agent|>assistant<|user|>{% endif %}")
        def train(trainer, data, settings):
            if "train" not in sys.argv: return
            model = AutoModelForCausalLM.from_pretrained(sys.argv[1])
            trainer(model=model, processing_class=tokenizer, train_dataset=data, args=settings).train()
        usual = dict(output_dir="out", report_to="none", use_cpu=True, max_steps=1, per_device_train_batch_size=2, save_strategy="no", bf16=False)
        for name in ["sft", "prompt-completion", "preferences", "kto", "chat", "agent"]:
            data = load(name + ".jsonl")
            row = data[0]
            assert is_conversational(row), name
            text = apply_chat_template({k: row[k] for k in ["messages", "prompt", "completion", "chosen", "rejected", "label"] if k in row}, tokenizer)
            if name in ["sft", "chat"]:
                assert text["text"].endswith("<|agent|>assistant<|user|>bye ###STOP###<|end_of_turn|>") and text["text"].startswith("<|agent|>system<|user|>You are ann."), text
                train(trl.SFTTrainer, data, trl.SFTConfig(**usual))
            if name == "prompt-completion":
                assert text["prompt"].endswith("user<|user|>Hello, what day?<|end_of_turn|><|agent|>assistant<|user|>") and text["completion"] == "hi<|end_of_turn|>", text
                train(trl.SFTTrainer, data, trl.SFTConfig(**usual))
            if name == "preferences":
                assert text["chosen"].startswith("hi<|end_of_turn|><|agent|>user<|user|>At ten.") and text["rejected"].startswith("ho<|end_of_turn|>"), text
                train(trl.DPOTrainer, data, trl.DPOConfig(**usual))
            if name == "kto":
                assert sorted(data["label"]) == [False, True] and text["completion"].endswith("bye ###STOP###<|end_of_turn|>"), text
                train(trl.KTOTrainer, data, trl.KTOConfig(**usual))
            if name == "agent":
                assert 'find{"a": "\\\\"q\\\\"", "day": "monday"}<|end_of_turn|><|agent|>tool<|user|>10:00' in text["text"], text
        print("fine")
        """
}
