// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastTraining
import Testing

@Suite struct ObjectiveTests {
    /// Random rows of unequal length with holes in the mask; what lies outside the mask is NaN.
    static func inputs(seed: UInt64, spread: Double = 0.6) -> ObjectiveInputs {
        var stream = RandomKey(seed: seed, purpose: .text).stream
        var inputs = ObjectiveInputs(
            offsets: [0], current: [], old: [], sampler: [], reference: [], advantages: [], mask: [], entropy: [], groups: [],
            normalizer: LossNormalizer(tokens: 0, sequences: 0, longest: 0))
        for row in 0..<6 {
            let length = 2 + Int(stream.next() % 6)
            let advantage = stream.uniform() * 4 - 2
            for t in 0..<length {
                let kept = t == 1 || stream.chance(0.7)
                func number(_ value: Double) -> Double { kept ? value : .nan }
                let current = -0.2 - stream.uniform() * 2
                let old = current + (stream.uniform() - 0.5) * 2 * spread
                inputs.current.append(number(current))
                inputs.old.append(number(old))
                inputs.sampler.append(number(old + (stream.uniform() - 0.5) * 0.2))
                inputs.reference.append(number(current + (stream.uniform() - 0.5)))
                inputs.advantages.append(number(advantage))
                inputs.entropy.append(number(stream.uniform()))
                inputs.mask.append(kept)
            }
            inputs.offsets.append(inputs.current.count)
            inputs.groups.append(row / 3)
        }
        inputs.normalizer = LossNormalizer(tokens: inputs.mask.count { $0 }, sequences: 6, longest: 7)
        return inputs
    }

    /// Variants whose weights are detached: their gradient is by design not the derivative of their value.
    static let detached: Set<String> = ["cispo", "gspo_token", "vespo", "dppo_tv", "dppo_kl"]

    @Test(arguments: ObjectiveRegistry.names.filter { !detached.contains($0) }, [ReferencePenalty.Estimator.k3, .k3Corrected])
    func `the gradient is the loss's derivative`(_ name: String, _ estimator: ReferencePenalty.Estimator) throws {
        var configuration = ObjectiveConfiguration(type: name)
        configuration.klEstimator = estimator
        configuration.mismatch = .tokenTruncate
        let objective = try ObjectiveRegistry.make(configuration, klCoefficient: 0.3)
        let step = 1e-6
        for seed in UInt64(0)..<5 {
            let inputs = Self.inputs(seed: seed)
            let output = objective.evaluate(inputs)
            for place in inputs.current.indices {
                guard inputs.mask[place] else {
                    #expect(output.gradient[place] == 0, "seed \(seed)")
                    continue
                }
                var up = inputs
                var down = inputs
                up.current[place] += step
                down.current[place] -= step
                let slope = (objective.evaluate(up).loss - objective.evaluate(down).loss) / (2 * step)
                #expect(abs(slope - output.gradient[place]) < 1e-7, "\(name), seed \(seed), token \(place)")
            }
        }
    }

    @Test(arguments: ObjectiveRegistry.names) func `parts of a batch add up to the whole`(_ name: String) throws {
        let objective = try ObjectiveRegistry.make(ObjectiveConfiguration(type: name), klCoefficient: 0.1)
        for seed in UInt64(0)..<10 {
            let whole = Self.inputs(seed: seed)
            let output = objective.evaluate(whole)
            var loss = 0.0
            var gradient: [Double] = []
            var diagnostics: [String: Double] = [:]
            for rows in [0..<1, 1..<4, 4..<6] {
                let part = objective.evaluate(whole.cut(rows))
                loss += part.loss
                gradient += part.gradient
                diagnostics.merge(part.diagnostics, uniquingKeysWith: +)
            }
            #expect(output.loss.isFinite && output.loss != 0)
            #expect(abs(loss - output.loss) < 1e-14, "\(name), seed \(seed)")
            #expect(gradient == output.gradient, "\(name), seed \(seed)")
            for (key, value) in output.diagnostics { #expect(abs(diagnostics[key, default: .nan] - value) < 1e-12, "\(name) \(key)") }
        }
    }

    @Test func `all aggregations agree on rows of equal length up to a constant`() throws {
        var inputs = Self.inputs(seed: 3)
        inputs.offsets = [0, 4, 8, 12]
        for key in [\ObjectiveInputs.current, \.old, \.sampler, \.reference, \.advantages, \.entropy] {
            inputs[keyPath: key] = inputs[keyPath: key].prefix(12).map { $0.isNaN ? -0.5 : $0 }
        }
        inputs.mask = [Bool](repeating: true, count: 12)
        inputs.normalizer = LossNormalizer(tokens: 12, sequences: 3, longest: 4)
        func loss(_ aggregation: LossAggregation) -> Double {
            PolicyObjective(name: "", surrogate: ClippedSurrogate(), aggregation: aggregation).evaluate(inputs).loss
        }
        let mean = loss(.tokenMean)
        #expect(abs(loss(.sequenceMeanTokenMean) - mean) < 1e-15)
        #expect(abs(loss(.constantLength) - mean) < 1e-15)
        #expect(abs(loss(.sequenceMeanTokenSum) / 4 - mean) < 1e-15)
        #expect(abs(loss(.tokenSum) / 12 - mean) < 1e-15)
    }

    @Test func `on the sampling weights the ratio is one and nothing is clipped`() throws {
        var inputs = Self.inputs(seed: 1)
        inputs.old = inputs.current
        let output = try ObjectiveRegistry.make(ObjectiveConfiguration(type: "dapo")).evaluate(inputs)
        let tokens = Double(inputs.normalizer.tokens)
        #expect(output.diagnostics["ratio/mean"] == tokens)
        #expect(output.diagnostics["clip_ratio/low"] == 0 && output.diagnostics["clip_ratio/high"] == 0)
        #expect(output.diagnostics["kl/update"] == 0)
        #expect(output.gradient.contains { $0 != 0 })
    }

    @Test func `clipped tokens are counted on their side`() throws {
        let inputs = ObjectiveInputs(
            offsets: [0, 4], current: [0, 0, 0, 0], old: [-1, 1, -1, 1], sampler: [], reference: [], advantages: [1, -1, -1, 1],
            mask: [true, true, true, true], entropy: [], groups: [0], normalizer: LossNormalizer(tokens: 4, sequences: 1, longest: 4))
        let output = try ObjectiveRegistry.make(ObjectiveConfiguration(type: "grpo")).evaluate(inputs)
        #expect(output.diagnostics["clip_ratio/high"] == 1)
        #expect(output.diagnostics["clip_ratio/low"] == 1)
        #expect(output.gradient[0] == 0 && output.gradient[1] == 0 && output.gradient[2] != 0 && output.gradient[3] != 0)
    }

    @Test func `cross-entropy is the weighted mean over the step's tokens`() {
        var inputs = Self.inputs(seed: 2)
        inputs.advantages = inputs.mask.indices.map { $0 % 2 == 0 ? 1 : 0.25 }
        let output = CrossEntropyObjective().evaluate(inputs)
        let kept = inputs.mask.indices.filter { inputs.mask[$0] }
        let expected = -kept.reduce(0) { $0 + inputs.advantages[$1] * inputs.current[$1] } / Double(kept.count)
        #expect(abs(output.loss - expected) < 1e-14)
        #expect(output.diagnostics["nll_tokens"] == Double(kept.count { $0 % 2 == 0 }))
        #expect(output.gradient.allSatisfy { $0.isFinite })
    }

    @Test func `an unknown name is refused with the nearest known one`() {
        let error = #expect(throws: HoldfastError.self) { try ObjectiveRegistry.make(ObjectiveConfiguration(type: "gppo")) }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains("did you mean g") == true)
        #expect(NearestName.suggestion(for: "completely-different", among: ObjectiveRegistry.names) == nil)
    }
}

extension ObjectiveInputs {
    /// Some rows with the normaliser of all.
    func cut(_ rows: Range<Int>) -> ObjectiveInputs {
        let places = offsets[rows.lowerBound]..<offsets[rows.upperBound]
        var part = self
        part.offsets = offsets[rows.lowerBound...rows.upperBound].map { $0 - places.lowerBound }
        part.current = Array(current[places])
        part.old = Array(old[places])
        part.sampler = Array(sampler[places])
        part.reference = Array(reference[places])
        part.advantages = Array(advantages[places])
        part.mask = Array(mask[places])
        part.entropy = Array(entropy[places])
        part.groups = Array(groups[rows])
        return part
    }
}
