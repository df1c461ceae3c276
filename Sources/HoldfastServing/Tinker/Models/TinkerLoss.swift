// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTinkerProtocol

/// A loss of the protocol: summed over tokens and sequences, divided by nothing.
///
/// With lp the model's log-probability of a target, q the one it was sampled with, A its advantage, w its weight, and r = exp(lp - q), a token has
/// - `cross_entropy`: -w lp
/// - `importance_sampling`: -r A
/// - `ppo`: -min(r A, clip(r) A), with the ratio's own bounds (0.8 and 1.2 unless told otherwise)
/// - `cispo`: -clip(r) A lp, in which clip(r) has no gradient
/// - `dro`: -(A lp - beta / 2 (lp - q)^2), beta 0.05 unless told otherwise
enum TinkerLoss: Sendable, Hashable {
    case crossEntropy
    case importanceSampling
    case proximal(lowest: Double, highest: Double)
    case clippedImportance(lowest: Double, highest: Double)
    case directReward(beta: Double)

    static let names = ["cross_entropy", "importance_sampling", "ppo", "cispo", "dro"]

    /// - Throws: `usage` for a loss or a part of its configuration that is not known.
    init(_ name: String, _ configuration: [String: Tinker.LossConfigurationValue]) throws {
        var left = configuration
        func number(_ key: String, or standard: Double) throws -> Double {
            guard let value = left.removeValue(forKey: key) else { return standard }
            guard let number = value.number, number.isFinite else {
                throw HoldfastError(.usage, "`\(key)` of loss_fn_config is no finite number")
            }
            return number
        }
        func bounds() throws -> (Double, Double) {
            let bounds = (try number("clip_low_threshold", or: 0.8), try number("clip_high_threshold", or: 1.2))
            guard bounds.0 <= bounds.1 else {
                throw HoldfastError(.usage, "clip_low_threshold is \(bounds.0), above clip_high_threshold, which is \(bounds.1)")
            }
            return bounds
        }
        switch name {
        case "cross_entropy": self = .crossEntropy
        case "importance_sampling": self = .importanceSampling
        case "ppo":
            let (lowest, highest) = try bounds()
            self = .proximal(lowest: lowest, highest: highest)
        case "cispo":
            let (lowest, highest) = try bounds()
            self = .clippedImportance(lowest: lowest, highest: highest)
        case "dro": self = .directReward(beta: try number("beta", or: 0.05))
        default:
            throw HoldfastError(.usage, "the loss \(name.prefix(80).debugDescription) is not known; there are \(Self.names.joined(separator: ", "))")
        }
        if let key = left.keys.min() { throw HoldfastError(.usage, "`\(key)` of loss_fn_config is not known to \(name)") }
    }

    /// Whether it is about weights alone, and not about what was sampled.
    var isSupervised: Bool { self == .crossEntropy }

    /// Loss of a token, and its derivative by lp.
    /// - Parameter weight: w, or A.
    func token(_ lp: Double, _ q: Double, _ weight: Double) -> (loss: Double, derivative: Double) {
        let ratio = exp(lp - q)
        switch self {
        case .crossEntropy: return (-weight * lp, -weight)
        case .importanceSampling: return (-ratio * weight, -ratio * weight)
        case .proximal(let lowest, let highest):
            let clipped = min(max(ratio, lowest), highest)
            return ratio * weight <= clipped * weight ? (-ratio * weight, -ratio * weight) : (-clipped * weight, 0)
        case .clippedImportance(let lowest, let highest):
            let factor = min(max(ratio, lowest), highest) * weight
            return (-factor * lp, -factor)
        case .directReward(let beta):
            return (-(weight * lp - beta / 2 * (lp - q) * (lp - q)), -(weight - beta * (lp - q)))
        }
    }
}
