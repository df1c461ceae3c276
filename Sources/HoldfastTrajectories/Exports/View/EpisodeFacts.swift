// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

extension ScoredEpisode {
    /// The scores of the whole episode that are there, in the order in which they were stored. Absent ones are left out: they are not 0.
    var metrics: [(name: String, value: Double)] {
        scores.compactMap { score in
            guard score.turn == nil, let value = score.value, value.isFinite else { return nil }
            return (score.name, value)
        }
    }

    /// The scores of one line that are there.
    func metrics(ofTurn turn: Int) -> [(name: String, value: Double)] {
        scores.compactMap { score in
            guard score.turn == turn, let value = score.value, value.isFinite else { return nil }
            return (score.name, value)
        }
    }
}

extension Episode {
    /// Where the episode comes from and how it ended: short texts and whole numbers, always the same keys.
    func facts(seat: Seat) -> [JSONValue.Member] {
        [
            JSONValue.Member("episode", .string(id.description)), JSONValue.Member("phase", .string(id.phase)),
            JSONValue.Member("step", .integer(id.step)), JSONValue.Member("group", .integer(id.group)),
            JSONValue.Member("rollout", .integer(id.rollout)), JSONValue.Member("scenario", .string(scenario.id)),
            JSONValue.Member("persona", .string(scenario.persona.id)), JSONValue.Member("goal", .string(scenario.goal.id)),
            JSONValue.Member("domain", .string(scenario.domain)), JSONValue.Member("split", .string(scenario.split.rawValue)),
            JSONValue.Member("source", .string(scenario.source)), JSONValue.Member("seat", .string(seat.rawValue)),
            JSONValue.Member("ending", .string(ending.reason.rawValue)),
            JSONValue.Member("stop", .string(ending.stop?.rawValue ?? "none")),
            JSONValue.Member("simulator_version", .integer(simulatorVersion)),
        ]
    }
}
