// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastModels
import HoldfastTesting
import Testing

@testable import HoldfastEngine

private let python = PythonInterpreter.find(importing: "torch", "transformers")

/// What we write opens in transformers and computes the same, and what transformers writes opens here.
@Suite(.enabled(if: python != nil, "no Python with torch and transformers; set HOLDFAST_PYTHON to one"))
struct TransformersRoundTripTests {
    private static let script = """
        import json, sys, torch
        from transformers import AutoModelForCausalLM
        model = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32)
        rows = json.loads(sys.argv[3])
        out = [torch.log_softmax(model(input_ids=torch.tensor([r])).logits[0, :-1].double(), -1).gather(1, torch.tensor(r[1:])[:, None])[:, 0].tolist() for r in rows]
        model.save_pretrained(sys.argv[2])
        print(json.dumps(out))
        """

    @Test(arguments: [TestModels.small, GradientCheckTests.cases[1].model]) func logprobsAgree(_ model: ModelConfiguration) async throws {
        let python = try #require(python)
        try await withTemporaryFolder { folder in
            try await withTemporaryFolder { back in
                let server = try TestModels.server(model)
                try await server.exportModel(to: folder)
                let rows = (0..<3).map { TestModels.tokens(5 + 12 * $0, seed: $0, vocabulary: model.vocabularySize) }
                let json = String(decoding: try JSONEncoder().encode(rows), as: UTF8.self)
                let output = try python.run(Self.script, arguments: [folder, back, json])
                let expected = try JSONDecoder().decode([[Double]].self, from: Data(output.utf8))
                let again = try EmbeddedServer(folder: back, configuration: EngineConfiguration())
                #expect(await again.parameters() == (await server.parameters()))
                for server in [server, again] {
                    let scores = try await server.score(rows, temperature: 1, weights: .current)
                    for (found, wanted) in zip(scores, expected) {
                        #expect(found.count == wanted.count)
                        let worst = zip(found, wanted).map { abs(Double($0) - $1) }.max() ?? .infinity
                        #expect(worst < 2e-5, "\(worst)")
                    }
                }
            }
        }
    }
}
