// SPDX-License-Identifier: Apache-2.0

#if Servers
    import HoldfastCore
    import HoldfastEnvironment
    import HoldfastRewards
    import HoldfastServing

    /// The user's lines of a dialogue, read in the light of the agent's acts before them.
    struct LinesOfUser {
        let all: [UserLine]
        /// The line that was just said.
        var newest: UserLine { all[all.count - 1] }

        /// - Parameter turns: with at least one line of the user.
        init(_ turns: [Turn], reader: LineReader?) {
            let gate = ValidityGate()
            var lines: [UserLine] = []
            for turn in turns where turn.seat == .user {
                let before = turn.index > 0 ? turns[turn.index - 1] : turn
                let acts = before.seat == .agent ? before.acts : []
                var line = UserLine(turn: turn, acts: acts, reading: reader?.read(turn.text, after: acts))
                line.fault = gate.fault(of: line, earlier: lines.map(\.text))
                lines.append(line)
            }
            all = lines
        }
    }

    /// Says what is wrong with the newest line of a user, by the same judges that score episodes.
    struct LineReview {
        /// With the line in it, and everything that follows from it.
        let dialogue: UserDialogue
        let lines: LinesOfUser
        let definition: DomainDefinition?

        func flags(judge: LedgerGoalJudge) async -> [LineFlag] {
            let line = lines.newest
            var flags: [LineFlag] = []
            if let fault = line.fault, !(line.turn.text.isEmpty && dialogue.isEnded) {
                flags.append(LineFlag(fault == .repetition ? .repeats : .invalid, evidence: fault.rawValue))
            }
            flags += contradictions(line) + disclosures(line)
            flags += await brokenRules(by: judge)
            if dialogue.isEnded, !dialogue.isSettled {
                let open = dialogue.open.map(\.id)
                if !open.isEmpty { flags.append(LineFlag(.dropsGoal, about: open, evidence: "ends with \(open.count) parts of the goal left to do")) }
            }
            return flags
        }

        private func contradictions(_ line: UserLine) -> [LineFlag] {
            guard let reading = line.reading else { return [] }
            let scenario = dialogue.scenario
            let found = scenario.ledger.contradictions(in: reading).map { contradiction in
                let name = contradiction.claim.attribute
                let kind: LineFlag.Kind =
                    name == DomainDefinition.intentAttribute ? .inventsGoal : scenario.persona[name] != nil ? .contradictsProfile : .contradictsGoal
                return LineFlag(kind, about: [name.rawValue], evidence: contradiction.description)
            }
            let verdict = LedgerJudge(scenario: scenario).lineToLine(lines.all)?.conflicts.last ?? []
            guard line.fault == nil, let earlier = verdict.first else { return found }
            return found + [LineFlag(.contradictsEarlier, evidence: "disagrees with line \(lines.all[earlier].turn.index)")]
        }

        private func disclosures(_ line: UserLine) -> [LineFlag] {
            let index = line.turn.index
            let leaks = dialogue.information.leaks.filter { $0.turn == index }
                .map { LineFlag(.leaksSecret, about: [$0.claim.attribute.rawValue], evidence: "tells \($0.claim.attribute) = \($0.claim.value)") }
            let inventions = dialogue.information.fabrications.filter { $0.turn == index }.map { entry in
                let isWish = definition?.attribute(entry.claim.attribute)?.role == .constraint
                return LineFlag(
                    isWish ? .inventsGoal : .fabricates, about: [entry.claim.attribute.rawValue],
                    evidence: "nobody gave \(entry.claim.attribute) = \(entry.claim.value)")
            }
            return leaks + inventions
        }

        /// Each line is held against all rules, those that an earlier line broke included.
        private func brokenRules(by judge: LedgerGoalJudge) async -> [LineFlag] {
            let fresh = GoalState(components: dialogue.goal.components)
            let judgement = await judge.judge(GoalJudgeContext(scenario: dialogue.scenario, turns: dialogue.turns, state: fresh))
            let rules = Set(fresh.components.filter { $0.kind == .policy }.map(\.id))
            return judgement.proposals.filter { rules.contains($0.component) }
                .map { LineFlag(.breaksPolicy, about: [$0.component], evidence: $0.reason) }
        }
    }
#endif
