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

    /// The gradients added up so far, by parameter name.
    func gradients() -> [String: [Float]] {
        accumulator.collect()
        return byName(accumulator.gradients)
    }

    /// The trained weights, by parameter name.
    func parameters() -> [String: [Float]] { byName(weights) }

    /// Logits of every position of one row, `[tokens * vocabulary]`.
    func logits(_ row: [Int32]) -> [Float] { Logits.of(row, model: model, weights: weights) }

    /// Replaces one number of the trained weights.
    func set(_ name: String, at index: Int, to value: Float) {
        guard let tensor = layout.tensors.first(where: { $0.name == name }), index < tensor.count else { return }
        weights.base[tensor.offset + index] = value
    }

    private func byName(_ buffer: FloatBuffer) -> [String: [Float]] {
        Dictionary(
            uniqueKeysWithValues: layout.tensors.map { ($0.name, Array(UnsafeBufferPointer(start: buffer.base + $0.offset, count: $0.count))) })
    }
}
