// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTesting
import Testing

@testable import HoldfastEngine

/// Every architecture against transformers: tiny random models of its making are read here, and what we write is read there.
@Suite(
    .enabled(if: ArchitectureReferences.python != nil, "no Python with torch and transformers; set HOLDFAST_PYTHON to one"),
    .architectureReferences)
struct ArchitectureAgreementTests {
    private func server(_ this: ArchitectureCase) throws -> EmbeddedServer {
        try EmbeddedServer(folder: ArchitectureReferences.folder + "/" + this.name, configuration: EngineConfiguration())
    }

    private func distance(_ found: [Float], _ expected: [Double]) -> Double {
        guard found.count == expected.count else { return .infinity }
        return zip(found, expected).map { abs(Double($0) - $1) }.max() ?? 0
    }

    @Test(arguments: ArchitectureCase.all) func `logits are those of torch`(_ this: ArchitectureCase) async throws {
        let server = try server(this)
        let reference = try ArchitectureReferences.load(this)
        #expect(server.model.architecture.modelType == this.modelType)
        let files = try FileManager.default.contentsOfDirectory(atPath: ArchitectureReferences.folder + "/" + this.name)
        #expect((files.count { $0.hasSuffix(".safetensors") } > 1) == (this.shard != nil))
        var worst = 0.0
        for (row, expected) in zip(reference.rows, reference.logits) { worst = max(worst, distance(await server.logits(row), expected)) }
        print("\(this.name): logits off by \(worst) of \(reference.logits.joined().map(abs).max() ?? 0)")
        #expect(worst < 1e-4)
    }

    @Test(arguments: ArchitectureCase.all) func `rotary frequencies are those of torch`(_ this: ArchitectureCase) async throws {
        let found = RotaryTables.frequencies(try server(this).model)
        let expected = try ArchitectureReferences.load(this).frequencies
        #expect(found.count == expected.count)
        for (frequency, wanted) in zip(found, expected) { #expect(abs(Double(frequency) - wanted) < 1e-6 * wanted) }
    }

    @Test(arguments: ArchitectureCase.all) func `gradients are those of torch`(_ this: ArchitectureCase) async throws {
        let server = try server(this)
        let reference = try ArchitectureReferences.load(this)
        let report = try await server.accumulate(
            TrainingBatch(sequences: reference.rows.map { TrainingSequence($0) }), objective: LikelihoodObjective())
        #expect(abs(report.loss - reference.loss) < 1e-4)
        let gradients = await server.gradients()
        #expect(Set(gradients.keys) == Set(reference.gradients.keys))
        var worst = (error: 0.0, name: "")
        for (name, expected) in reference.gradients {
            let scale = expected.map(abs).max() ?? 0
            let error = distance(gradients[name] ?? [], expected) / scale
            #expect(error < 1e-3, "\(name): \(error) of \(scale)")
            if error > worst.error { worst = (error, name) }
        }
        print("\(this.name): gradients off by \(worst.error) of a tensor's largest, in \(worst.name)")
    }

    @Test(arguments: ArchitectureCase.all) func `greedy tokens are those of torch over 200 steps`(_ this: ArchitectureCase) async throws {
        let server = try server(this)
        let reference = try ArchitectureReferences.load(this)
        try #require(reference.greedy.count == 200)
        let parameters = SamplingParameters(temperature: 0, maxTokens: reference.greedy.count)
        func request(_ prompt: [Int32]) -> SampleRequest {
            SampleRequest(prompt: prompt, parameters: parameters, randomKey: RandomKey(seed: 1, purpose: .sampling))
        }
        let alone = try await server.sample([request(reference.rows[0])])[0]
        #expect(alone.tokens == reference.greedy)
        // In the company of others, whose rows the same products compute.
        let crowd = reference.rows.map(request) + (0..<20).map { request(TestModels.tokens(3 + $0, seed: $0)) }
        #expect(try await server.sample(crowd)[0].tokens == reference.greedy)
        print("\(this.name): \(Set(alone.tokens).count) different tokens, margin \(reference.margin)")
    }

    private static let reopen = """
        import json, sys, torch
        from transformers import AutoModelForCausalLM
        torch.set_num_threads(1)
        for name in sys.argv[2:]:
            rows = json.load(open(f"{sys.argv[1]}/{name}.json"))["rows"]
            model, report = AutoModelForCausalLM.from_pretrained(
                f"{sys.argv[1]}/{name}-saved", dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
            assert not report["missing_keys"] and not report["unexpected_keys"] and not report["mismatched_keys"], report
            json.dump(
                [model(input_ids=torch.tensor([row])).logits[0].flatten().tolist() for row in rows], open(f"{sys.argv[1]}/{name}-saved.json", "w"))
        """

    @Test func `what we save opens in transformers with equal logits`() async throws {
        let python = try #require(ArchitectureReferences.python)
        let folder = ArchitectureReferences.folder
        for this in ArchitectureCase.all {
            let (server, saved) = (try server(this), "\(folder)/\(this.name)-saved")
            try FileManager.default.createDirectory(atPath: saved, withIntermediateDirectories: true)
            try await server.save(to: saved)
            let again = try EmbeddedServer(folder: saved, configuration: EngineConfiguration())
            #expect(again.model == server.model, "\(this.name)")
            #expect(await again.parameters() == (await server.parameters()), "\(this.name)")
            try await again.restore(from: saved)
        }
        _ = try await python.runBeside(Self.reopen, arguments: [folder] + ArchitectureCase.all.map(\.name))
        for this in ArchitectureCase.all {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(this.name)-saved.json"))
            let opened = try JSONDecoder().decode([[Double]].self, from: data)
            let reference = try ArchitectureReferences.load(this)
            let worst = zip(opened.joined(), reference.logits.joined()).map { abs($0 - $1) }.max() ?? .infinity
            print("\(this.name): saved and opened again, logits off by \(worst)")
            #expect(opened.map(\.count) == reference.logits.map(\.count), "\(this.name)")
            #expect(worst < 1e-6, "\(this.name)")
        }
    }
}
