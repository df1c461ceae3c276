// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTinkerProtocol
import Testing

@testable import HoldfastServing

@Suite struct TinkerLossTests {
    private static let losses: [TinkerLoss] = [
        .crossEntropy, .importanceSampling, .proximal(lowest: 0.8, highest: 1.2), .clippedImportance(lowest: 0.7, highest: 1.5),
        .directReward(beta: 0.3),
    ]

    /// Values worked out by hand: lp -1, q -1.5, A 2, so r = e^0.5 = 1.6487.
    @Test func `each loss is its formula`() {
        let expected = [2.0, -2 * exp(0.5), -2.4, 3.0, 2 + 0.15 * 0.25]
        for (loss, expected) in zip(Self.losses, expected) {
            #expect(abs(loss.token(-1, -1.5, 2).loss - expected) < 1e-12, "\(loss)")
        }
        // Of a bad token that became more likely, ppo takes the worse of the two.
        #expect(abs(Self.losses[2].token(-1, -1.5, -2).loss - 2 * exp(0.5)) < 1e-12)
    }

    @Test func `derivatives are those of the losses`() {
        let step = 1e-6
        for loss in Self.losses {
            for (lp, q, weight) in [(-1.0, -1.05, 1.0), (-1, -2, 1), (-2, -1, 1), (-1, -2, -0.5), (-2, -1, -0.5), (-0.3, -0.3, 0)] {
                let numeric: Double
                if case .clippedImportance(let lowest, let highest) = loss {
                    // The factor has no gradient.
                    numeric = -min(max(exp(lp - q), lowest), highest) * weight
                } else {
                    numeric = (loss.token(lp + step, q, weight).loss - loss.token(lp - step, q, weight).loss) / (2 * step)
                }
                #expect(abs(loss.token(lp, q, weight).derivative - numeric) < 1e-6, "\(loss) at \(lp), \(q), \(weight)")
            }
        }
    }

    @Test(
        arguments: [
            ("nonsense", [:], "is not known; there are cross_entropy"), ("ppo", ["clip_low": .number(1)], "`clip_low`"),
            ("ppo", ["clip_low_threshold": .text("low")], "no finite number"),
            ("cispo", ["clip_low_threshold": .number(2)], "above clip_high_threshold"), ("dro", ["beta": .number(.nan)], "no finite number"),
            ("cross_entropy", ["beta": .number(1)], "`beta`"),
        ] as [(String, [String: Tinker.LossConfigurationValue], String)])
    func `what is not known is refused by name`(name: String, configuration: [String: Tinker.LossConfigurationValue], mention: String) throws {
        let error = try #require(throws: HoldfastError.self) { try TinkerLoss(name, configuration) }
        #expect(error.code == .usage && error.message.contains(mention), "\(error)")
    }

    @Test func `what is left out has the protocol's values`() throws {
        #expect(try TinkerLoss("ppo", [:]) == .proximal(lowest: 0.8, highest: 1.2))
        #expect(try TinkerLoss("cispo", ["clip_high_threshold": .number(3)]) == .clippedImportance(lowest: 0.8, highest: 3))
        #expect(try TinkerLoss("dro", [:]) == .directReward(beta: 0.05))
    }
}
