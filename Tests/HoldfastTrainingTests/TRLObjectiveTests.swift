// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastModels
import HoldfastTraining
import Testing

/// Loss and gradient against trl 1.16.0, from `trl_loss.json`.
@Suite(.enabled(if: Golden.exists, "the golden vectors are not beside the repository")) struct TRLObjectiveTests {
    /// A variant's `objective` section in our words, and its KL coefficient.
    struct Variant: Sendable, CustomTestStringConvertible {
        var golden: String
        var section: String
        var kl = 0.0
        var testDescription: String { golden }
    }

    static let variants: [Variant] = [
        Variant(golden: "grpo", section: #"{"type": "grpo"}"#),
        Variant(golden: "grpo_clip_higher", section: #"{"type": "grpo", "epsilon_high": 0.28}"#),
        Variant(golden: "grpo_delta", section: #"{"type": "grpo", "delta": 1.6}"#),
        Variant(golden: "bnpo", section: #"{"type": "bnpo"}"#),
        Variant(golden: "dr_grpo", section: #"{"type": "dr_grpo", "length": 16}"#),
        Variant(golden: "dapo", section: #"{"type": "dapo"}"#),
        Variant(golden: "gspo", section: #"{"type": "gspo"}"#),
        Variant(golden: "gspo_wide", section: #"{"type": "gspo", "epsilon_low": 0.2, "epsilon_high": 0.2}"#),
        Variant(golden: "luspo", section: #"{"type": "luspo"}"#),
        Variant(golden: "cispo_max5", section: #"{"type": "cispo"}"#),
        Variant(golden: "cispo_default", section: #"{"type": "cispo", "ratio_upper": 0.2}"#),
        // TRL holds its temperatures in a float32 tensor: this is 1.05.
        Variant(golden: "sapo", section: #"{"type": "sapo", "tau_negative": 1.0499999523162842}"#),
        Variant(golden: "vespo", section: #"{"type": "vespo"}"#),
        Variant(golden: "vespo_tis", section: #"{"type": "vespo", "mismatch": "token_truncate"}"#),
        Variant(golden: "dapo_kl_corrected", section: #"{"type": "dapo", "epsilon_high": 0.2}"#, kl: 0.04),
        Variant(golden: "dapo_kl_plain", section: #"{"type": "dapo", "epsilon_high": 0.2, "kl_estimator": "k3"}"#, kl: 0.04),
        Variant(golden: "gspo_kl_corrected", section: #"{"type": "gspo", "epsilon_low": 0.2, "epsilon_high": 0.2}"#, kl: 0.04),
        Variant(golden: "dapo_tis_token", section: #"{"type": "dapo", "epsilon_high": 0.2, "mismatch": "token_truncate"}"#),
        Variant(golden: "dapo_tis_sequence_mask", section: #"{"type": "dapo", "epsilon_high": 0.2, "mismatch": "sequence_mask"}"#),
        Variant(golden: "gmpo", section: #"{"type": "gmpo"}"#),
        Variant(golden: "gmpo_kl", section: #"{"type": "gmpo", "kl_estimator": "k3"}"#, kl: 0.04),
        Variant(golden: "rloo", section: #"{"type": "rloo"}"#),
    ]

    @Test(arguments: variants) func `loss and gradient are TRL's in all six cases`(_ variant: Variant) throws {
        let cases = try Golden.load("inputs.json")["cases"]
        let golden = try Golden.load("trl_loss.json")[variant.golden]["cases"]
        #expect(cases.keys.count == 6)
        let configuration = try JSONDecoder().decode(ObjectiveConfiguration.self, from: Data(variant.section.utf8))
        let objective = try ObjectiveRegistry.make(configuration, klCoefficient: variant.kl)
        for name in cases.keys {
            // RLOOTrainer takes the completion mask alone.
            let mask = variant.golden == "rloo" ? "mask" : "loss_mask"
            let inputs = GoldenInputs(cases[name])
            let output = objective.evaluate(inputs.inputs(mask: mask))
            let expected = golden[name]
            let loss = deviation([output.loss], [expected["loss"].number + emptyRows(variant.golden, inputs)])
            let gradient = deviation(output.gradient, expected["grad_logp"].matrix.flatMap { $0 })
            #expect(max(loss, gradient) < 1e-12, "\(variant.golden) \(name): loss \(loss), gradient \(gradient)")
        }
    }

    /// TRL's sequence ratios give a row without tokens the ratio 1 and so the loss -A; here it has no part in the loss. The gradients agree.
    private func emptyRows(_ variant: String, _ inputs: GoldenInputs) -> Double {
        guard ["gmpo", "gmpo_kl", "rloo"].contains(variant) else { return 0 }
        return zip(inputs.case_["loss_mask"].matrix, inputs.case_["advantage"].numbers)
            .reduce(0) { $0 + ($1.0.contains(1) ? 0 : $1.1) } / Double(inputs.rows)
    }
}
