// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTinkerProtocol

/// Finds out what a server divides losses by, by what steps do to a model of its own.
///
/// With both decays of Adam at 0 and an epsilon far above all gradients, a step is plain gradient descent: `lr g / (|g| + eps)` is nearly
/// `lr g / eps`. Steps that ascend the log-probability of one sequence raise it in proportion to the gradient's scale. Four of them tell:
/// with weights of 1, with weights of 2 (does the server divide by their sum?), with the sequence twice (by the number of sequences?), and
/// with clipping to a hundredth of the gradient's norm (does it clip?).
struct LossProbe: Sendable {
    /// What was found.
    struct Finding: Sendable, Hashable {
        var normalization: TinkerServerCapabilities.LossNormalization
        /// Nil where it cannot be told.
        var clipsGradients: Bool?
    }

    /// Far above the gradients' entries.
    private static let epsilon = 1e4
    /// A rise within this is far above rounding and still nearly linear in the step.
    private static let readable = 0.004...0.4

    private let model: TinkerModel
    private var sequence = 0

    init(_ model: TinkerModel) { self.model = model }

    /// - Throws: `configuration` where the rises fit no known way.
    static func finding(one: Double, doubled: Double, twice: Double, clipped: Double) throws -> Finding {
        func normalization() -> TinkerServerCapabilities.LossNormalization? {
            let ratios = [doubled / one, twice / one]
            if ratios.allSatisfy({ (1.6...2.5).contains($0) }) { return .sum }
            if ratios.allSatisfy({ (0.7...1.4).contains($0) }) { return .sequenceMean }
            return nil
        }
        guard let normalization = normalization() else {
            throw HoldfastError(
                .configuration,
                "what the server divides losses by could not be measured (rises of \(one), \(doubled), \(twice)); set simulator.loss_normalization to sum or sequence_mean if you know it"
            )
        }
        let share = clipped / one
        return Finding(normalization: normalization, clipsGradients: abs(share) < 0.2 ? true : share > 0.6 ? false : nil)
    }

    /// Measures on the model, which is spoilt by it.
    mutating func measure(_ row: LossRow) async throws -> Finding {
        var rate = 1e-3
        var one = 0.0
        for _ in 0..<12 {
            one = try await rise(row, weights: [1], rate: rate)
            if Self.readable.contains(one) { break }
            rate *= abs(one) < Self.readable.lowerBound ? 10 : 0.1
        }
        let norm = (max(one, 0) / rate).squareRoot()
        let doubled = try await rise(row, weights: [2], rate: rate)
        let twice = try await rise(row, weights: [1, 1], rate: rate)
        let clipped = try await rise(row, weights: [1], rate: rate, clip: norm / 100)
        return try Self.finding(one: one, doubled: doubled, twice: twice, clipped: clipped)
    }

    /// By how much a step raises the row's log-probability.
    private mutating func rise(_ row: LossRow, weights: [Float], rate: Double, clip: Double = 0) async throws -> Double {
        var before: Double?
        for weight in weights {
            let output = try await pass(row, weight: weight, isForwardOnly: false)
            before = before ?? output
        }
        sequence += 1
        _ = try await model.step(
            Tinker.AdamParameters(learningRate: rate * Self.epsilon, beta1: 0, beta2: 0, epsilon: Self.epsilon, gradientClipNorm: clip),
            sequence: sequence)
        return try await pass(row, weight: 1, isForwardOnly: true) - (before ?? 0)
    }

    private mutating func pass(_ row: LossRow, weight: Float, isForwardOnly: Bool) async throws -> Double {
        sequence += 1
        let gradient = [Double](repeating: -Double(weight), count: row.count)
        let output = try await model.pass(
            [row.backward(gradient, current: [], normalization: .sum, sequences: 1)], loss: BuiltInLoss.crossEntropy,
            isForwardOnly: isForwardOnly, sequence: sequence)
        return try output.logprobs([row], host: model.connection.host)[0].reduce(0) { $0 + Double($1) }
    }
}

extension Tinker.ForwardBackwardOutput {
    /// The log-probabilities of rows, checked: one array per row, as long as the row.
    /// - Throws: `server` where there are none, or of another number, or not finite where they count.
    func logprobs(_ rows: some Collection<LossRow>, host: String) throws -> [[Float]] {
        func refuse(_ what: String) -> HoldfastError { HoldfastError(.server, "the model server at \(host) \(what)") }
        guard outputs.count == rows.count else { throw refuse("gave results of \(outputs.count) sequences for \(rows.count)") }
        return try zip(rows, outputs).map { row, output in
            guard let tensor = output["logprobs"] else { throw refuse("gave no log-probabilities with a training pass") }
            let values = try tensor.values().floats
            guard values.count == row.count else { throw refuse("gave \(values.count) log-probabilities for \(row.count) tokens") }
            guard zip(values, row.mask).allSatisfy({ !$1 || ($0.isFinite && $0 <= 1e-3) }) else {
                throw refuse(
                    "gave a log-probability that is not finite or above 0; its weights may have diverged, so resume from an earlier checkpoint")
            }
            return values
        }
    }
}
