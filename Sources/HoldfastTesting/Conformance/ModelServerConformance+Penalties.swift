// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

extension ModelServerConformance {
    /// Penalties act on the tokens they are about, by what they say, and on no other.
    func penaltiesAct(_ server: any ModelServer) async throws -> [String] {
        guard await applies(.presencePenalty, .frequencyPenalty, .repetitionPenalty, .topLogprobs, to: server) else { return [] }
        // No penalty acts on the first token here, and keys are equal, so both runs go on from the same one.
        let plain = try await sample(server, tokens: 2) { _ in }
        let penalized = try await sample(server, tokens: 2) { ($0.presencePenalty, $0.frequencyPenalty) = (0.5, 0.25) }
        let repeated = try await sample(server, tokens: 1) { $0.repetitionPenalty = 1.5 }
        var found: [String] = []
        var compared = 0
        for index in prompts.indices where plain[index].tokens.count == 2 && penalized[index].tokens.count == 2 {
            guard plain[index].tokens[0] == penalized[index].tokens[0] else {
                found.append("a penalty on a completion's own tokens changed its first token")
                continue
            }
            let seen = plain[index].tokens[0]
            let shifts = Self.shifts(plain[index].topLogprobs[1], penalized[index].topLogprobs[1])
            guard let base = shifts.first(where: { $0.token != seen })?.logprob else { continue }
            for shift in shifts {
                let expected = base - (shift.token == seen ? 0.75 / sampledTemperature : 0)
                compared += 1
                if abs(shift.logprob - expected) > max(tolerance, 1e-4) {
                    found.append("token \(shift.token) moved by \(shift.logprob - base) and not by \(expected - base) beside the others")
                }
            }
        }
        for index in prompts.indices {
            guard let before = plain[index].topLogprobs.first, let after = repeated[index].topLogprobs.first else { continue }
            let shifts = Self.shifts(before, after)
            guard let base = shifts.first(where: { !prompts[index].contains($0.token) })?.logprob else { continue }
            for shift in shifts {
                compared += 1
                let change = shift.logprob - base
                if prompts[index].contains(shift.token) ? change > max(tolerance, 1e-4) : abs(change) > max(tolerance, 1e-4) {
                    found.append("the repetition penalty moved token \(shift.token) by \(change) beside tokens that were not seen")
                }
            }
        }
        return compared > 0 ? found : found + ["nothing could be compared; use prompts that leave most of the vocabulary out"]
    }

    /// By how much the log-probabilities of the tokens changed that stand in both lists.
    private static func shifts(_ before: ArraySlice<TokenLogprob>, _ after: ArraySlice<TokenLogprob>) -> [TokenLogprob] {
        before.compactMap { old in
            after.first { $0.token == old.token }.map { TokenLogprob(token: old.token, logprob: $0.logprob - old.logprob) }
        }
    }
}
