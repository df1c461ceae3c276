// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

/// Adapters on disk: what goes on bit for bit, what is merged, and what is refused.
@Suite struct AdapterFolderTests {
    /// A model folder with an adapter trained for three rounds beside it.
    private func withFolders(
        _ model: ModelConfiguration = TestModels.small, lora: LoRAConfiguration = AdapterTrainingTests.lora,
        _ body: (_ server: EmbeddedServer, _ base: String, _ adapter: String) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let (base, adapter) = (folder + "/base", folder + "/adapter")
            for path in [base, adapter] { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
            try await TestModels.server(model).exportModel(to: base)
            let server = try EmbeddedServer(folder: base, configuration: EngineConfiguration(lora: lora))
            for round in 0..<3 { _ = try await AdapterTrainingTests.update(server, round) }
            try await server.save(to: adapter)
            try await body(server, base, adapter)
        }
    }

    private func rewrite(_ path: String, _ replaced: String, by new: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try #require(text.contains(replaced))
        try text.replacing(replaced, with: new).write(toFile: path, atomically: true, encoding: .utf8)
    }

    private func errorText(_ body: () async throws -> some Sendable) async -> String {
        do {
            _ = try await body()
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: TestModels.variants) func `a restored server goes on bit for bit`(_ model: ModelConfiguration) async throws {
        try await withFolders(model) { first, base, adapter in
            let files = try FileManager.default.contentsOfDirectory(atPath: adapter).sorted()
            #expect(files == ["adapter_config.json", "adapter_model.safetensors", "optimizer.safetensors"])
            let other = LoRAConfiguration(rank: 4, alpha: 8, seed: 99)
            let second = try EmbeddedServer(folder: base, configuration: EngineConfiguration(lora: other))
            _ = try await AdapterTrainingTests.update(second, 7)
            try await second.restore(from: adapter)
            #expect(try await AdapterTrainingTests.samples(first) == (try await AdapterTrainingTests.samples(second)))
            for round in 3..<6 {
                #expect(try await AdapterTrainingTests.update(first, round) == (try await AdapterTrainingTests.update(second, round)))
            }
            #expect(await first.adapterParameters() == (await second.adapterParameters()))
            let replies = try await AdapterTrainingTests.samples(second)
            #expect(try await AdapterTrainingTests.samples(first) == replies)
            #expect(replies.allSatisfy { $0.version == 6 })
        }
    }

    @Test(arguments: TestModels.variants) func `an exported model is the merged one`(_ model: ModelConfiguration) async throws {
        try await withFolders(model, lora: LoRAConfiguration(rank: 3, alpha: 7, targets: [.value, .up, .output])) { server, base, adapter in
            let merged = base + "/merged"
            try FileManager.default.createDirectory(atPath: merged, withIntermediateDirectories: true)
            try await server.exportModel(to: merged)
            #expect(try FileManager.default.contentsOfDirectory(atPath: merged).sorted() == ["config.json", "model.safetensors"])
            // Three ways to the same weights: sampled with after publishing, exported, and merged on opening the adapter.
            let exported = try EmbeddedServer(folder: merged, configuration: EngineConfiguration())
            let opened = try EmbeddedServer(folder: adapter, configuration: EngineConfiguration())
            #expect(await exported.parameters() == (await opened.parameters()))
            #expect(opened.trainedCount == opened.parameterCount)
            let replies = try await AdapterTrainingTests.samples(server).map(\.tokens)
            #expect(try await AdapterTrainingTests.samples(exported).map(\.tokens) == replies)
            let scores = try await server.score(AdapterTrainingTests.rows, temperature: 1, weights: .current).joined()
            let found = try await exported.score(AdapterTrainingTests.rows, temperature: 1, weights: .current).joined()
            #expect(zip(scores, found).allSatisfy { abs($0 - $1) < 2e-5 })
            let before = await server.parameters()
            let changed = Set(await exported.parameters().filter { $0.value != before[$0.key] }.keys)
            #expect(changed.count == 3 * model.layers)
            #expect(changed.allSatisfy { $0.contains("v_proj.w") || $0.contains("up_proj.w") || $0.contains("o_proj.w") }, "\(changed)")
        }
    }

    @Test func `training goes on from an adapter, and its KL term from there`() async throws {
        try await withFolders { server, _, adapter in
            let scores = try await server.score(AdapterTrainingTests.rows, temperature: 1, weights: .current)
            let next = try EmbeddedServer(folder: adapter, configuration: EngineConfiguration(lora: AdapterTrainingTests.lora))
            #expect(await next.adapterParameters() == (await server.adapterParameters()))
            #expect(try await AdapterTrainingTests.samples(next).map(\.tokens) == (try await AdapterTrainingTests.samples(server).map(\.tokens)))
            _ = try await AdapterTrainingTests.update(next, 5)
            #expect(try await next.score(AdapterTrainingTests.rows, temperature: 1, weights: .base) == scores)
            #expect(try await next.score(AdapterTrainingTests.rows, temperature: 1, weights: .current) != scores)
        }
    }

    @Test(arguments: [
        ("\"r\": 4", "\"r\": 5", "rank 5"), ("\"lora_alpha\": 8", "\"lora_alpha\": 8.5", "alpha 8.5"),
        ("\"use_rslora\": false", "\"use_rslora\": true", "rank-stabilized"), ("\"o_proj\", ", "", "k_proj, v_proj, gate_proj"),
        ("\"lora_dropout\": 0.0", "\"lora_dropout\": 0.1", "lora_dropout is 0.1"),
    ]) func `training goes on with the same options only`(_ old: String, _ new: String, _ named: String) async throws {
        try await withFolders { server, _, adapter in
            try rewrite(adapter + "/adapter_config.json", old, by: new)
            let configuration = EngineConfiguration(lora: AdapterTrainingTests.lora)
            let text = await errorText { try EmbeddedServer(folder: adapter, configuration: configuration) }
            #expect(text.contains(named), "\(text)")
        }
    }

    @Test(arguments: [
        ("\"use_dora\": false", "\"use_dora\": true", "use_dora"),
        ("\"modules_to_save\": null", "\"modules_to_save\": [\"lm_head\"]", "modules_to_save"),
        ("\"bias\": \"none\"", "\"bias\": \"all\"", "bias is all"), ("\"fan_in_fan_out\": false", "\"fan_in_fan_out\": true", "fan_in_fan_out"),
        ("\"layers_to_transform\": null", "\"layers_to_transform\": [0]", "layers_to_transform"),
        ("\"layers_pattern\": null", "\"layers_pattern\": \"h\"", "layers_pattern"),
        ("\"rank_pattern\": {}", "\"rank_pattern\": {\"q_proj\": 2}", "rank_pattern"),
        ("\"alpha_pattern\": {}", "\"alpha_pattern\": {\"q_proj\": 2}", "alpha_pattern"),
        ("\"peft_type\": \"LORA\"", "\"peft_type\": \"IA3\"", "peft_type is IA3"),
        ("\"task_type\": \"CAUSAL_LM\"", "\"task_type\": \"SEQ_CLS\"", "task_type is SEQ_CLS"),
        ("\"init_lora_weights\": true", "\"init_lora_weights\": \"pissa\"", "init_lora_weights is pissa"),
        ("\"q_proj\"", "\"lm_head\"", "target_modules is lm_head"),
        ("[\"q_proj\", \"k_proj\", \"v_proj\", \"o_proj\", \"gate_proj\", \"up_proj\", \"down_proj\"]", "\"all-linear\"", "is all-linear"),
        ("\"use_dora\": false", "\"lora_bias\": true", "lora_bias"),
        ("\"use_dora\": false", "\"trainable_token_indices\": [1]", "trainable_token_indices"),
        ("\"use_dora\": false", "\"target_parameters\": [\"a\"]", "target_parameters"),
        ("\"use_dora\": false", "\"exclude_modules\": [\"k_proj\"]", "exclude_modules"), ("\"use_dora\": false", "\"use_new\": true", "use_new"),
        ("\"r\": 4", "\"r\": 0", "rank of LoRA is 0"), ("\"lora_alpha\": 8", "\"lora_alpha\": \"8\"", "lora_alpha must be a number"),
        ("  \"r\": 4,\n", "", "lacks r"), ("\"peft_type\": \"LORA\"", "\"x\": null", "lacks peft_type"),
    ]) func `what the engine does not compute is refused by name`(_ old: String, _ new: String, _ named: String) async throws {
        try await withFolders { server, _, adapter in
            try rewrite(adapter + "/adapter_config.json", old, by: new)
            for lora in [nil, AdapterTrainingTests.lora] {
                let text = await errorText { try EmbeddedServer(folder: adapter, configuration: EngineConfiguration(lora: lora)) }
                #expect(text.contains(named) && text.contains("adapter_config.json"), "\(text)")
            }
        }
    }

    @Test(arguments: [
        ("\"use_dora\": false", "\"loftq_config\": {}, \"eva_config\": null, \"peft_version\": \"0.21.2\", \"megatron_core\": \"megatron.core\""),
        ("\"init_lora_weights\": true", "\"init_lora_weights\": \"gaussian\", \"runtime\": null"),
        ("\"lora_dropout\": 0.0", "\"lora_dropout\": 0.05"), ("\"task_type\": \"CAUSAL_LM\"", "\"task_type\": null"),
    ]) func `what changes nothing is let through`(_ old: String, _ new: String) async throws {
        try await withFolders { server, _, adapter in
            try rewrite(adapter + "/adapter_config.json", old, by: new)
            let opened = try EmbeddedServer(folder: adapter, configuration: EngineConfiguration())
            #expect(try await AdapterTrainingTests.samples(opened).map(\.tokens) == (try await AdapterTrainingTests.samples(server).map(\.tokens)))
        }
    }

    @Test func `the base is found by its path, or beside the adapter`() async throws {
        try await withFolders { _, base, adapter in
            let path = adapter + "/adapter_config.json"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            for (named, error) in [("\"../base\"", nil), ("\"no/such/model\"", "no/such/model"), ("null", "does not say which model")] {
                let escaped = String(decoding: try JSONEncoder().encode(base), as: UTF8.self)
                try #require(text.contains(escaped))
                try text.replacing(escaped, with: named).write(toFile: path, atomically: true, encoding: .utf8)
                let found = await errorText { try EmbeddedServer(folder: adapter, configuration: EngineConfiguration()) }
                #expect(found.contains(error ?? "no error"), "\(found)")
            }
        }
    }

    @Test func `a checkpoint of another kind, or a damaged one, changes nothing`() async throws {
        try await withFolders { server, base, adapter in
            let before = await server.adapterParameters()
            for file in ["optimizer.safetensors", "adapter_model.safetensors"] {
                let url = URL(fileURLWithPath: adapter + "/" + file)
                let data = try Data(contentsOf: url)
                try data.prefix(data.count / 2).write(to: url)
                await #expect(throws: HoldfastError.self) { try await server.restore(from: adapter) }
                try data.write(to: url)
            }
            await #expect(throws: HoldfastError.self) { try await server.restore(from: base) }
            let whole = try EmbeddedServer(folder: base, configuration: EngineConfiguration())
            #expect(await errorText { try await whole.restore(from: adapter) }.contains("was made with LoRA"))
            let wider = try EmbeddedServer(folder: base, configuration: EngineConfiguration(lora: LoRAConfiguration(rank: 5, alpha: 8)))
            #expect(await errorText { try await wider.restore(from: adapter) }.contains("rank 5"))
            #expect(await server.adapterParameters() == before)
        }
    }

    @Test func `what has diverged is not saved`() async throws {
        try await withFolders { server, base, adapter in
            await server.set("base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight", at: 0, to: .infinity)
            let empty = base + "/empty"
            try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
            await #expect(throws: HoldfastError.self) { try await server.save(to: empty) }
            await #expect(throws: HoldfastError.self) { try await server.exportModel(to: empty) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: empty).isEmpty)
        }
    }
}
