// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastTinkerProtocol

@testable import HoldfastServers

/// A model with one number per token, `p(t) = exp(theta_t) / sum exp(theta)` whatever came before: small enough to differentiate by hand.
struct ToyModel {
    var theta: [Double]
    /// Added up since the last step.
    var gradient: [Double]
    /// Sequences since the last step.
    var sequences = 0
    private var mean: [Double]
    private var square: [Double]
    private var steps = 0

    init(vocabulary: Int) {
        theta = (0..<vocabulary).map { token -> Double in
            let (fifth, third) = (Double(token % 5), Double(token % 3))
            return 0.3 * fifth - 0.2 * third
        }
        gradient = theta.map { _ in 0 }
        mean = gradient
        square = gradient
    }

    func logprob(_ token: Int64) -> Double { theta[Int(token)] - normalizer }
    private var normalizer: Double { log(theta.reduce(0) { $0 + exp($1) }) }
    var probabilities: [Double] { theta.map { exp($0 - normalizer) } }
    var entropy: Double { probabilities.reduce(0) { $0 - $1 * log($1) } }

    /// The losses of the protocol, written anew: loss and slope by log-probability of one token.
    static func loss(_ name: String, lp: Double, q: Double, a: Double, _ settings: [String: Double]) -> (value: Double, slope: Double)? {
        let ratio = exp(lp - q)
        let (low, high) = (settings["clip_low_threshold"] ?? 0.8, settings["clip_high_threshold"] ?? 1.2)
        switch name {
        case "importance_sampling": return (-ratio * a, -ratio * a)
        case "ppo":
            let (free, clipped) = (ratio * a, min(max(ratio, low), high) * a)
            return free <= clipped ? (-free, -free) : (-clipped, 0)
        case "cispo":
            let bounded = min(max(ratio, low), high)
            return (-bounded * lp * a, -bounded * a)
        case "dro":
            let beta = settings["beta"] ?? 0.05
            return (-(lp * a - beta / 2 * (lp - q) * (lp - q)), -(a - beta * (lp - q)))
        default: return nil
        }
    }

    /// A forward pass, and a backward pass behind it. Nil for a loss it has not.
    mutating func pass(
        _ request: Tinker.ForwardBackwardRequest, _ normalization: TinkerServerCapabilities.LossNormalization
    ) throws -> Tinker.ForwardBackwardOutput? {
        var outputs: [[String: Tinker.Tensor]] = []
        var (sum, entropy) = (0.0, 0.0)
        for datum in request.data {
            guard let targets = try datum.lossInputs["target_tokens"]?.values().integers else { return nil }
            func numbers(_ name: String, or standard: Double) throws -> [Double] {
                try datum.lossInputs[name]?.values().floats.map(Double.init) ?? targets.map { _ in standard }
            }
            let (weights, advantages, old) = (
                try numbers("weights", or: 1), try numbers("advantages", or: 0), try numbers("logprobs", or: 0)
            )
            // SkyRL's divisor; the others have none.
            let divisor = normalization == .sum ? 1 : max(weights.reduce(0, +), 1e-9)
            for place in targets.indices {
                let lp = logprob(targets[place])
                var (value, slope) = (-weights[place] * lp, -weights[place])
                if request.lossFunction != "cross_entropy" {
                    let settings = normalization == .sum ? request.lossConfiguration.compactMapValues(\.number) : [:]
                    guard let found = Self.loss(request.lossFunction, lp: lp, q: old[place], a: advantages[place], settings) else { return nil }
                    let mask = normalization == .sum ? 1 : weights[place]
                    (value, slope) = (mask * found.value, mask * found.slope)
                }
                sum += value
                if weights[place] != 0 || advantages[place] != 0 { entropy += self.entropy }
                if !request.isForwardOnly, slope != 0 { follow(targets[place], slope / divisor) }
            }
            outputs.append(["logprobs": Tinker.Tensor(targets.map { Float(logprob($0)) })])
            if !request.isForwardOnly { sequences += 1 }
        }
        return Tinker.ForwardBackwardOutput(outputs: outputs, metrics: ["loss:sum": sum, "entropy:sum": entropy])
    }

    private mutating func follow(_ token: Int64, _ slope: Double) {
        for (index, probability) in probabilities.enumerated() { gradient[index] -= slope * probability }
        gradient[Int(token)] += slope
    }

    /// AdamW.
    /// - Returns: the gradient's norm before clipping.
    mutating func step(_ adam: Tinker.AdamParameters, clips: Bool, divides: Bool) -> Double {
        if divides { for index in gradient.indices { gradient[index] /= Double(max(1, sequences)) } }
        let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let scale = clips && adam.gradientClipNorm > 0 ? min(1, adam.gradientClipNorm / norm) : 1
        steps += 1
        for index in theta.indices {
            let slope = gradient[index] * scale
            mean[index] = adam.beta1 * mean[index] + (1 - adam.beta1) * slope
            square[index] = adam.beta2 * square[index] + (1 - adam.beta2) * slope * slope
            let (first, second) = (mean[index] / (1 - pow(adam.beta1, Double(steps))), square[index] / (1 - pow(adam.beta2, Double(steps))))
            theta[index] -= adam.learningRate * (first / (second.squareRoot() + adam.epsilon) + adam.weightDecay * theta[index])
            gradient[index] = 0
        }
        sequences = 0
        return norm
    }
}
