// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

extension EpisodeStateMachine {
    /// Ends the dialogue and says what the user's decision to stop, or not to, was worth.
    mutating func end(_ reason: EndingReason) -> [EpisodeAction] {
        let stop: StopDecision? =
            switch reason {
            case .userStop: goal.isFinished ? .correct : .premature
            case .agentStop, .turnLimit, .contextLimit: wasFinishedAtLastLine ? .missed : .cutOff
            case .invalidUser: .cutOff
            case .failure: nil
            }
        return finish(Ending(reason: reason, stop: stop))
    }

    /// Ends the dialogue as failed; what was said so far is kept.
    mutating func fail(_ boundary: FailureBoundary, _ message: String) -> [EpisodeAction] {
        finish(Ending(reason: .failure, stop: nil, failure: EpisodeFailure(boundary: boundary, message: message)))
    }

    private mutating func finish(_ ending: Ending) -> [EpisodeAction] {
        state = .finished
        // A dialogue that the template has no place for ended by its failure.
        if let rest = try? template.context(prompt: prompt, lines: lines, isAsked: false) { trace.readRest(rest) }
        let episode = Episode(
            id: request.id, scenario: request.scenario, turns: turns, trace: trace, goal: goal, probes: probeRecords, ending: ending,
            simulatorVersion: version ?? 0, samplingSeed: request.samplingSeed, goalVerdicts: goalVerdicts)
        return [.releaseSession(request.session), .finish(episode)]
    }
}
