// SPDX-License-Identifier: Apache-2.0

import HoldfastEnvironment

extension LoadedConfiguration<RunConfiguration> {
    /// Refuses a plan of probes that asks for what cannot be asked.
    func validateProbes() throws {
        let probes = value.environment.probes
        try require(probes.questions >= 0, "environment.probes.questions", "must be 0 (no probes) or more")
        try require(probes.choices >= 0, "environment.probes.choices", "must be 0 (no probes with options) or more")
        for (name, lines) in [
            ("after_user_turns", probes.afterUserTurns), ("without_persona.lines", probes.withoutPersona.lines),
            ("regeneration.after_user_turns", probes.regeneration.afterUserTurns),
        ] {
            try require(lines.allSatisfy { $0 >= 1 }, "environment.probes.\(name)", "must count lines from 1")
        }
        try require(
            RegenerationPlan.sampleRange.contains(probes.regeneration.samples), "environment.probes.regeneration.samples",
            "must be between \(RegenerationPlan.sampleRange.lowerBound) (fewer cannot show a commitment) and "
                + "\(RegenerationPlan.sampleRange.upperBound)")
        try require(
            !probes.regeneration.facts.isEmpty || probes.regeneration.afterUserTurns.isEmpty, "environment.probes.regeneration.facts",
            "must name a fact to ask for, or environment.probes.regeneration.after_user_turns no line")
    }
}
