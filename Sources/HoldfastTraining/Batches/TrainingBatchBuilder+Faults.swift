// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

extension TrainingBatchBuilder {
    /// What each token of a trace loses by the faults it has a part in; empty where there are none.
    func penalties(_ faults: [TokenFault], in trace: TokenTrace, of episode: Episode) throws -> [Float] {
        guard let estimator = estimator as? any TokenAdvantageEstimator, !faults.isEmpty else { return [] }
        var penalties = [Float](repeating: 0, count: trace.count)
        for fault in faults {
            guard penalties.indices.contains(fault.tokens.lowerBound), fault.tokens.upperBound <= penalties.count, fault.cost.isFinite else {
                throw HoldfastError(
                    .reward,
                    "episode \(episode.id) has a fault of cost \(fault.cost) at tokens \(fault.tokens) of \(trace.count); "
                        + "a fault must lie within its trace and have a finite cost")
            }
            for token in fault.tokens { penalties[token] += Float(estimator.penalty(of: fault)) }
        }
        return penalties
    }

    /// The sequences of probes that were answered wrong: the dialogue up to the question, the question, and the answer, of which only the
    /// tokens at fault are trained on. A right answer has nothing to learn from.
    func forks(_ faults: [Int: [TokenFault]], of episode: Episode, group: Int) throws -> [TrainingSequence] {
        guard estimator is any TokenAdvantageEstimator else { return [] }
        return try episode.probes.indices.compactMap { index -> TrainingSequence? in
            let probe = episode.probes[index]
            let penalties = try penalties(faults[index] ?? [], in: probe.trace, of: episode)
            guard probe.start <= episode.trace.count, let last = penalties.lastIndex(where: { $0 != 0 }) else { return nil }
            let given = episode.trace.sequences.last { $0.lowerBound < probe.start }.map { $0.lowerBound..<probe.start } ?? 0..<0
            let unsampled = [Float](repeating: 0, count: given.count)
            let answer = 0...last
            // The first token of a sequence is never predicted.
            return TrainingSequence(
                tokens: Array(episode.trace.ids[given]) + probe.trace.ids[answer],
                mask: Array((given.map { _ in false } + answer.map { penalties[$0] != 0 && probe.trace.mask[$0] }).dropFirst()),
                samplerLogprobs: Array((unsampled + probe.trace.logprobs[answer]).dropFirst()),
                oldLogprobs: probe.trace.modelLogprobs.isEmpty ? [] : Array((unsampled + probe.trace.modelLogprobs[answer]).dropFirst()),
                advantages: Array((unsampled + answer.map { -penalties[$0] }).dropFirst()), group: group)
        }
    }
}
