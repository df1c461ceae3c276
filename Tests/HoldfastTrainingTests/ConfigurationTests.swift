// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTraining
import Testing

@Suite struct ConfigurationTests {
    private func trainer(_ json: String) throws -> TrainerConfiguration {
        try JSONDecoder().decode(TrainerConfiguration.self, from: Data(json.utf8))
    }

    @Test func `what is left out has its default`() throws {
        #expect(try trainer("{}") == TrainerConfiguration())
        #expect(try JSONDecoder().decode(SupervisedConfiguration.self, from: Data("{}".utf8)) == SupervisedConfiguration())
    }

    @Test func `keys are snake case and variants have a type`() throws {
        let configuration = try trainer(
            #"{"group_size": 4, "learning_rate": 0.5, "schedule": "cosine", "objective": {"type": "gspo", "epsilon_low": 0.1}, "advantage": {"type": "rloo"}}"#
        )
        #expect(configuration.groupSize == 4)
        #expect(configuration.schedule == .cosine)
        #expect(configuration.objective.type == "gspo" && configuration.objective.epsilonLow == 0.1)
        #expect(configuration.advantage.type == "rloo")
    }

    @Test func `encoding and decoding gives the same configuration`() throws {
        var configuration = TrainerConfiguration()
        configuration.objective = ObjectiveConfiguration(type: "cispo")
        configuration.objective.ratioUpper = 4
        configuration.klCoefficient = 0.01
        configuration.seed = 1 << 40
        let data = try JSONEncoder().encode(configuration)
        #expect(try JSONDecoder().decode(TrainerConfiguration.self, from: data) == configuration)
    }

    @Test(arguments: [
        (#"{"grup_size": 4}"#, "group_size"), (#"{"objective": {"epsilon_hihg": 1}}"#, "epsilon_high"),
        (#"{"advantage": {"epsilom": 1}}"#, "epsilon"),
    ])
    func `an unknown key is refused with the nearest known one`(_ json: String, _ meant: String) {
        let error = #expect(throws: HoldfastError.self) { try trainer(json) }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains("did you mean \(meant)?") == true, "\(String(describing: error))")
    }

    @Test(arguments: [
        #"{"steps": 0}"#, #"{"group_size": 1}"#, #"{"learning_rate": 0}"#, #"{"temperature": 0}"#, #"{"kl_coefficient": -1}"#,
        #"{"objective": {"type": "nothing"}}"#, #"{"advantage": {"type": "nothing"}}"#, #"{"warmup_steps": 99}"#, #"{"advantage": {"discount": 0}}"#,
        #"{"weight_decay": -1}"#, #"{"advantage": {"fault_weight": -1}}"#, #"{"advantage": {"novelty_weight": -0.1}}"#,
        #"{"objective": {"tau_positive": 0}}"#, #"{"objective": {"epsilon_low": 2}}"#, #"{"objective": {"dual_clip": 1}}"#,
        #"{"objective": {"mismatch": "token_mask", "mismatch_minimum": 4, "mismatch_maximum": 3}}"#,
        #"{"objective": {"ratio_lower": 6, "ratio_upper": 5}}"#, #"{"objective": {"length": 0}}"#,
    ])
    func `values that cannot be trained with are refused`(_ json: String) throws {
        let configuration = try trainer(json)
        let error = #expect(throws: HoldfastError.self) { try configuration.validate() }
        #expect(error?.code == .configuration)
    }
}
