// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastRun

struct SamplingSectionTests {
    private func load(_ yaml: String, _ overrides: String...) throws -> RunConfiguration {
        let loaded = try LoadedConfiguration(yaml: yaml, name: "run.yaml", overrides: overrides, defaults: RunConfiguration())
        try loaded.validate()
        return loaded.value
    }

    @Test func `every key reaches the parameters`() throws {
        let section = try load(
            """
            sampling:
              top_p: 0.5
              top_k: 7
              min_p: 0.25
              repetition_penalty: 1.5
              presence_penalty: 0.5
              frequency_penalty: -0.5
              stop: ["\\n", "Agent:"]
            """
        ).sampling
        #expect(
            section.parameters(temperature: 0.75, maxTokens: 9, stopTokens: [4])
                == SamplingParameters(
                    temperature: 0.75, topP: 0.5, topK: 7, minP: 0.25, repetitionPenalty: 1.5, presencePenalty: 0.5, frequencyPenalty: -0.5,
                    maxTokens: 9, stopTokens: [4], stopSequences: ["\n", "Agent:"]))
        #expect(section.reshapingKeys.count == 6 && section.reshapingKeys.contains("sampling.top_k"))
        #expect(SamplingSection().parameters() == SamplingParameters() && SamplingSection().reshapingKeys.isEmpty)
    }

    @Test func `the old place of top_p is read, and the new one wins`() throws {
        #expect(try load("environment:\n  top_p: 0.5\n  user_turns: 3").sampling.topP == 0.5)
        #expect(try load("environment:\n  top_p: 0.5\n  user_turns: 3").environment.userTurns == 3)
        #expect(try load("sampling:\n  top_p: 0.25\nenvironment:\n  top_p: 0.5").sampling.topP == 0.25)
        #expect(try load("sampling:\n  top_p: 0.25", "environment.top_p=0.5").sampling.topP == 0.5)
        #expect(try load("sampling:\nenvironment:\n  top_p: 0.5").sampling.topP == 0.5)
        let error = #expect(throws: HoldfastError.self) { try self.load("environment:\n  top_k: 5") }
        #expect(error?.message.contains("did you mean `sampling.top_k`?") == true, "\(error?.message ?? "")")
    }

    @Test func `training on reshaped samples needs a mismatch correction`() throws {
        try withFolder { folder in
            let sources = { (overrides: [String]) in
                let file = "\(folder)/run.yaml"
                try FileSystem.write("trainer:\n  steps: 1\n", to: file)
                return ConfigurationSources(files: [file], overrides: overrides)
            }
            for key in ["top_p=0.9", "top_k=40", "min_p=0.1", "repetition_penalty=1.1", "presence_penalty=0.5", "frequency_penalty=0.5"] {
                let error = #expect(throws: HoldfastError.self) {
                    try TrainingStart(sources: sources(["sampling.\(key)"]), output: "\(folder)/run", resume: false)
                }
                #expect(error?.message.contains("sampling.\(key.prefix { $0 != "=" })") == true)
                #expect(error?.message.contains("trainer.objective.mismatch") == true)
                _ = try TrainingStart(
                    sources: sources(["sampling.\(key)", "trainer.objective.mismatch=token_truncate"]), output: "\(folder)/run", resume: false)
            }
            _ = try TrainingStart(sources: sources(["sampling.stop=[x]"]), output: "\(folder)/run", resume: false)
        }
    }
}
