// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The advantage estimators by the names they have in a configuration.
public enum AdvantageRegistry {
    /// All known names, sorted.
    public static var names: [String] { makers.keys.sorted() }

    /// The estimator a configuration asks for.
    /// - Throws: `configuration` for an unknown name, with the nearest known one.
    public static func make(_ configuration: AdvantageConfiguration) throws -> any AdvantageEstimator {
        guard let maker = makers[configuration.type] else {
            let refusal = NearestName.refusal(of: configuration.type, what: "advantage type", among: names)
            throw HoldfastError(.configuration, "trainer.advantage.type names an \(refusal)")
        }
        return maker(configuration)
    }

    private static let makers: [String: @Sendable (AdvantageConfiguration) -> any AdvantageEstimator] = [
        "grpo": { GroupMeanAdvantage(name: "grpo", scale: .group, epsilon: $0.epsilon) },
        "grpo_batch_std": { GroupMeanAdvantage(name: "grpo_batch_std", scale: .batch, epsilon: $0.epsilon) },
        "dr_grpo": { GroupMeanAdvantage(name: "dr_grpo", scale: .none, epsilon: $0.epsilon) },
        "rloo": { _ in LeaveOneOutAdvantage() },
        "opo": { _ in OptimalBaselineAdvantage() },
        "line_and_outcome": { LineAndOutcomeAdvantage(lineWeight: $0.lineWeight) },
        "fault_and_outcome": { FaultAndOutcomeAdvantage(faultWeight: $0.faultWeight, noveltyWeight: $0.noveltyWeight) },
        "turn_return": { TurnReturnAdvantage(discount: $0.discount, scaled: $0.scaled, epsilon: $0.epsilon) },
    ]
}
