// SPDX-License-Identifier: Apache-2.0

import HoldfastModels
import HoldfastTesting
import Testing

struct ModelServerConformanceTests {
    private func suite(_ fixture: ScriptedFixture, _ fault: FaultyServer.Fault?) -> ModelServerConformance {
        ModelServerConformance(
            prompts: fixture.prompts, parameters: fixture.parameters,
            training: .init(batch: fixture.batch, objective: WeightedLikelihood(), optimizer: OptimizerStep(learningRate: 1e-3)),
            spelling: TokenSpelling(fixture.tokenizer)
        ) {
            let server = fixture.server()
            if let fault { return FaultyServer(base: server, fault: fault) }
            return server
        }
    }

    @Test func `the scripted server keeps every promise`() async throws {
        let suite = suite(try ScriptedFixture(), nil)
        try await withTemporaryFolder { folder in
            #expect(await suite.violations(checkpointDirectory: folder) == [])
        }
    }

    @Test(arguments: FaultyServer.Fault.allCases) func `every broken promise is found`(fault: FaultyServer.Fault) async throws {
        let suite = suite(try ScriptedFixture(), fault)
        try await withTemporaryFolder { folder in
            let found = await suite.violations(checkpointDirectory: folder)
            #expect(found.contains { $0.promise == fault.promise }, "\(fault): \(found)")
        }
    }

    @Test func `a suite that could check nothing says so`() async throws {
        var suite = suite(try ScriptedFixture(), nil)
        suite.prompts = [suite.prompts[0]]
        #expect(await suite.violations().map(\.promise) == ["usage"])
    }
}
