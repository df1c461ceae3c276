// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// One of the six input cases as an objective sees it.
struct GoldenInputs {
    let rows: Int
    let width: Int
    let case_: JSON

    init(_ json: JSON) {
        case_ = json
        rows = json["B"].int
        width = json["T"].int
    }

    /// - Parameters:
    ///   - mask: name of the mask, `loss_mask` or `mask`.
    ///   - tokenAdvantages: whether advantages differ within a row.
    ///   - sequences: rows counted by the normaliser; all of them where nil.
    func inputs(
        mask name: String = "loss_mask", tokenAdvantages: Bool = false, sequences: Int? = nil, tokens: Int? = nil, longest: Int? = nil
    ) -> ObjectiveInputs {
        let mask = case_[name].matrix.flatMap { $0.map { $0 == 1 } }
        let advantages =
            tokenAdvantages
            ? case_["token_advantage"].matrix.flatMap { $0 } : case_["advantage"].numbers.flatMap { [Double](repeating: $0, count: width) }
        return ObjectiveInputs(
            offsets: (0...rows).map { $0 * width }, current: flat("logp"), old: flat("old_logp"), sampler: flat("sampler_logp"),
            reference: flat("ref_logp"), advantages: advantages, mask: mask, entropy: flat("entropy"), groups: case_["group"].numbers.map { Int($0) },
            normalizer: LossNormalizer(
                tokens: tokens ?? mask.count { $0 }, sequences: sequences ?? rows, longest: longest ?? width))
    }

    /// Rows with at least one token in the loss.
    var filledRows: Int { case_["loss_mask"].matrix.count { $0.contains(1) } }

    private func flat(_ name: String) -> [Double] { case_[name].matrix.flatMap { $0 } }
}
