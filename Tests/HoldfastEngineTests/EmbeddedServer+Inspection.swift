// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

@testable import HoldfastEngine

extension EmbeddedServer {
    /// Samples calls that each arrive before a certain step, counted from 0, and returns each one's replies.
    func sample(_ calls: [(step: Int, requests: [SampleRequest])]) throws -> [[SampleReply]] {
        var numbers: [Int: Int] = [:]
        var replies = [[SampleReply]?](repeating: nil, count: calls.count)
        var (step, failure): (Int, HoldfastError?) = (0, nil)
        while replies.contains(where: { $0 == nil }), failure == nil {
            for (index, call) in calls.enumerated() where call.step == step {
                numbers[try generator.submit(call.requests, version: version)] = index
            }
            if generator.hasWork {
                generator.step(weights: published, version: version) { call, error in
                    failure = failure ?? error
                    if let index = numbers[call] { replies[index] = generator.takeReplies(call) }
                }
            }
            step += 1
        }
        if let failure { throw failure }
        return replies.compactMap(\.self)
    }

    /// The gradients added up so far, by the name of what is trained.
    func gradients() -> [String: [Float]] { Self.byName(accumulator.gradients, adapters?.layout.tensors ?? layout.tensors) }

    /// The model's weights, by name.
    func parameters() -> [String: [Float]] { Self.byName(weights, layout.tensors) }

    /// A and B of the adapters, by PEFT's names.
    func adapterParameters() -> [String: [Float]] { adapters.map { Self.byName($0.values, $0.layout.tensors) } ?? [:] }

    /// Logits of every position of one row, `[tokens * vocabulary]`.
    func logits(_ row: [Int32]) -> [Float] { Logits.of(row, model: model, weights: weights, adapters: adapters) }

    /// Replaces one number of what is trained; of the model's own weights also among the published, which training reads as long as they are the same.
    func set(_ name: String, at index: Int, to value: Float) {
        let buffer = adapters?.values ?? weights
        guard let tensor = (adapters?.layout.tensors ?? layout.tensors).first(where: { $0.name == name }), index < tensor.count else { return }
        buffer.base[tensor.offset + index] = value
        if adapters == nil { published.panels.refresh(from: weights, lanes: lanes) }
    }

    /// Adapters that matter: every number uniform within `bound`.
    func randomizeAdapters(seed: Int = 1, bound: Double = 0.3) {
        var stream = RandomKey(seed: UInt64(seed), purpose: .text).stream
        for index in 0..<(adapters?.values.count ?? 0) { adapters?.values.base[index] = Float(bound * (2 * stream.uniform() - 1)) }
    }

    private static func byName(_ buffer: FloatBuffer, _ tensors: [ParameterTensor]) -> [String: [Float]] {
        Dictionary(
            uniqueKeysWithValues: tensors.map { ($0.name, Array(UnsafeBufferPointer(start: buffer.base + $0.offset, count: $0.count))) })
    }
}
