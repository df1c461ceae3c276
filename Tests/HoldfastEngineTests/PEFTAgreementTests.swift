// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTesting
import Testing

@testable import HoldfastEngine

/// Adapters against peft: those of its making are read here, with torch's logits and gradients, and what we write is read there.
@Suite(.enabled(if: PEFTReferences.python != nil, "no Python with torch, transformers and peft; set HOLDFAST_PYTHON to one"))
struct PEFTAgreementTests {
    struct Case {
        var name: String
        var modelType: String
        var options = ""
        var lora: LoRAConfiguration

        var json: String {
            let targets = lora.targets.map { "\"\($0.rawValue)\"" }.sorted().joined(separator: ", ")
            return "{\"name\": \"\(name)\", \"model_type\": \"\(modelType)\", \"options\": {\(options)}, \"rank\": \(lora.rank), "
                + "\"alpha\": \(lora.alpha), \"targets\": [\(targets)], \"rslora\": \(lora.isRankStabilized)}"
        }
    }

    static let cases = [
        Case(name: "llama", modelType: "llama", lora: LoRAConfiguration(rank: 4, alpha: 8)),
        Case(
            name: "qwen2", modelType: "qwen2", options: "\"tie_word_embeddings\": true",
            lora: LoRAConfiguration(rank: 16, alpha: 24, targets: [.query, .value])),
        Case(
            name: "qwen3", modelType: "qwen3", options: "\"head_dim\": 20",
            lora: LoRAConfiguration(rank: 3, alpha: 2.5, targets: [.key, .output, .gate, .down], isRankStabilized: true)),
        Case(name: "mistral", modelType: "mistral", options: "\"sliding_window\": null", lora: LoRAConfiguration(rank: 1, alpha: 1, targets: [.up])),
    ]

    private struct Reference: Decodable {
        var rows: [[Int32]]
        var logits: [[Double]]
        var loss: Double
        var gradients: [String: [Double]]
    }

    private func decode<T: Decodable>(_ type: T.Type, _ path: String) throws -> T {
        try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private func distance(_ found: some Sequence<Float>, _ expected: some Sequence<Double>) -> Double {
        zip(found, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
    }

    @Test func `adapters agree with peft both ways`() async throws {
        let python = try #require(PEFTReferences.python)
        let cases = "[" + Self.cases.map(\.json).joined(separator: ", ") + "]"
        try await withTemporaryFolder { folder in
            for this in Self.cases {
                try FileManager.default.createDirectory(atPath: "\(folder)/\(this.name)", withIntermediateDirectories: true)
            }
            _ = try await python.runBeside(PEFTReferences.script, arguments: ["make", folder, cases])
            var ours: [String: [[Float]]] = [:]
            for this in Self.cases {
                let place = "\(folder)/\(this.name)"
                let reference = try decode(Reference.self, place + "/reference.json")
                let server = try EmbeddedServer(folder: place + "/adapter", configuration: EngineConfiguration(lora: this.lora))
                try await check(server, against: reference, this, merged: EmbeddedServer(folder: place + "/adapter", configuration: .init()))
                // Trained on, so that what is written is not what was read.
                for round in 0..<2 { _ = try await AdapterTrainingTests.update(server, round) }
                for kind in ["saved", "merged"] {
                    try FileManager.default.createDirectory(atPath: "\(place)/\(kind)", withIntermediateDirectories: true)
                }
                try await server.save(to: place + "/saved")
                try await server.exportModel(to: place + "/merged")
                ours[this.name] = []
                for row in reference.rows { ours[this.name]?.append(await server.logits(row)) }
                #expect(distance(ours[this.name]?.joined().map { $0 } ?? [], reference.logits.joined()) > 1e-2, "\(this.name): nothing was learned")
            }
            _ = try await python.runBeside(PEFTReferences.script, arguments: ["open", folder, cases])
            for this in Self.cases {
                for kind in ["opened", "merged"] {
                    let theirs = try decode([[Double]].self, "\(folder)/\(this.name)/\(kind).json")
                    #expect(theirs.map(\.count) == ours[this.name]?.map(\.count), "\(this.name)")
                    let worst = distance(ours[this.name]?.joined().map { $0 } ?? [], theirs.joined())
                    print("\(this.name): \(kind) by peft or transformers, logits off by \(worst)")
                    #expect(worst < 1e-4, "\(this.name) \(kind)")
                }
            }
        }
    }

    private func check(_ server: EmbeddedServer, against reference: Reference, _ this: Case, merged: EmbeddedServer) async throws {
        var worst = (logits: 0.0, merged: 0.0, gradients: 0.0)
        for (row, expected) in zip(reference.rows, reference.logits) {
            worst.logits = max(worst.logits, distance(await server.logits(row), expected))
            worst.merged = max(worst.merged, distance(await merged.logits(row), expected))
        }
        let report = try await server.accumulate(
            TrainingBatch(sequences: reference.rows.map { TrainingSequence($0) }), objective: LikelihoodObjective())
        #expect(abs(report.loss - reference.loss) < 1e-4)
        let gradients = await server.gradients()
        #expect(Set(gradients.keys) == Set(reference.gradients.keys), "\(this.name)")
        for (name, expected) in reference.gradients {
            worst.gradients = max(worst.gradients, distance(gradients[name] ?? [], expected) / (expected.map(abs).max() ?? 0))
        }
        let largest = reference.logits.joined().map(abs).max() ?? 0
        print("\(this.name): logits off by \(worst.logits) of \(largest), merged by \(worst.merged), gradients by \(worst.gradients) of the largest")
        #expect(worst.logits < 1e-4 && worst.merged < 1e-4 && worst.gradients < 1e-3, "\(this.name): \(worst)")
    }
}

enum PEFTReferences {
    static let python = PythonInterpreter.find(importing: "torch", "transformers", "peft")

    static var script: String {
        get throws {
            let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/make_adapter_references.py")
            return try String(contentsOf: path, encoding: .utf8)
        }
    }
}
