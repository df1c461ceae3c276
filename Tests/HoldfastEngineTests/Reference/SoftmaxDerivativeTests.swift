// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import Foundation
import Testing

/// The two softmaxes, that of attention and that of the vocabulary, as `KernelDerivativeTests` has the other kernels.
@Suite struct SoftmaxDerivativeTests {
    private typealias Check = CentralDifferences

    private static func softmax(_ x: some Collection<Double>) -> (probabilities: [Double], normalizer: Double) {
        let peak = x.max() ?? 0
        let normalizer = peak + log(x.reduce(0) { $0 + exp($1 - peak) })
        return (x.map { exp($0 - normalizer) }, normalizer)
    }

    /// A block of four queries behind `first` positions; blocks of one query, the first of all among them, in the second list.
    @Test(arguments: Array(0...33).map { ($0, 4) } + [(0, 1), (1, 1), (15, 1), (16, 1), (63, 3), (64, 2)])
    func `causal softmax`(_ first: Int, _ rows: Int) {
        let (scale, width) = (0.35, first + rows)
        // As wide as the last row sees, in rows of memory that are wider.
        let (stride, seed) = (width + 3, 100 * first + rows)
        let (x, dp) = (Check.numbers(rows * stride, seed: seed, scale: 6), Check.numbers(rows * stride, seed: 7 + seed))
        func cut(_ x: [Float]) -> [Float] { (0..<rows).flatMap { x[$0 * stride..<$0 * stride + width] } }
        func apply(_ scores: [Double]) -> [Double] {
            (0..<rows).flatMap { row in
                let seen = first + row + 1
                return Self.softmax(scores[row * width..<row * width + seen].map { $0 * scale }).probabilities
                    + [Double](repeating: 0, count: width - seen)
            }
        }
        var (p, lse) = (x, [Float](repeating: .nan, count: rows))
        hf_causal_softmax_forward(&p, &lse, rows, width, stride, first, Float(scale))
        Check.expectAgreement(cut(p), apply(cut(x).map(Double.init)), "seed \(seed), probabilities")
        var again = x
        hf_causal_softmax_again(&again, lse, rows, width, stride, first, Float(scale))
        Check.expectAgreement(cut(again), apply(cut(x).map(Double.init)), "seed \(seed), probabilities again")

        // The row sum of dO * O, which the kernel asks for, is that of dP * P: O is P times the values.
        let inner = (0..<rows).map { row in Float((0..<width).reduce(0.0) { $0 + Double(dp[row * stride + $1]) * Double(p[row * stride + $1]) }) }
        var gradient = dp
        hf_causal_softmax_backward(&gradient, p, inner, rows, width, stride, Float(scale))
        Check.expectAgreement(cut(gradient), Check.slopes(cut(x)) { Check.dot(apply($0), cut(dp)) }, "seed \(seed), dscores")
        for (found, before) in [(p, x), (again, x), (gradient, dp)] {
            for row in 0..<rows { #expect(found[row * stride + width..<(row + 1) * stride] == before[row * stride + width..<(row + 1) * stride]) }
        }
    }

    @Test(arguments: Array(1...33) + [97, 255, 1021], [1.0, 0.7, 1.6])
    func `log-probability of a token`(_ vocabulary: Int, _ temperature: Double) {
        let (rows, inverse) = (3, Float(1 / temperature))
        let seed = vocabulary
        let (x, upstream) = (Check.numbers(rows * vocabulary, seed: seed, scale: 9), Check.numbers(rows, seed: 7 + seed))
        let targets = [0, vocabulary - 1, vocabulary / 2].map(Int32.init)
        func distribution(_ logits: [Double], _ row: Int) -> (probabilities: [Double], normalizer: Double) {
            Self.softmax(logits[row * vocabulary..<(row + 1) * vocabulary].map { $0 * Double(inverse) })
        }
        let exact = x.map(Double.init)
        var (logprob, entropy, lse) = (upstream, upstream, upstream)
        hf_token_logprob_forward(&logprob, &entropy, &lse, x, targets, rows, vocabulary, inverse)
        for row in 0..<rows {
            let (probabilities, normalizer) = distribution(exact, row)
            // Absolute: these are differences of numbers up to 13, which float32 holds to 5e-7.
            #expect(abs(Double(logprob[row]) - log(probabilities[Int(targets[row])])) < 2e-6, "seed \(seed), row \(row)")
            #expect(abs(Double(entropy[row]) + probabilities.reduce(0) { $0 + $1 * log($1) }) < 4e-6, "seed \(seed), row \(row)")
            #expect(abs(Double(lse[row]) - normalizer) < 2e-6, "seed \(seed), row \(row)")
        }
        var gradient = x
        hf_token_logprob_backward(&gradient, lse, targets, upstream, rows, vocabulary, inverse)
        // Differences of a row alone: the rows of a large vocabulary would otherwise be taken a thousand times each.
        let slopes = (0..<rows).flatMap { row -> [Double] in
            let (target, weight) = (Int(targets[row]), Double(upstream[row]))
            return Check.slopes(Array(x[row * vocabulary..<(row + 1) * vocabulary])) { logits in
                let scaled = logits.map { $0 * Double(inverse) }
                return weight * (scaled[target] - Self.softmax(scaled).normalizer)
            }
        }
        // A token that is all but certain has (1 - p) * dy for a gradient.
        Check.expectAgreement(gradient, slopes, terms: 1, "seed \(seed), dlogits")
    }
}
