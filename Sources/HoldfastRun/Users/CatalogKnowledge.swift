// SPDX-License-Identifier: Apache-2.0

#if Servers
    import HoldfastCore
    import HoldfastEnvironment
    import HoldfastRewards
    import HoldfastServing

    /// Follows users with goals as the environment does in training: the lexicons of a catalog's domains, the ledger judges, and the goal state's legal
    /// moves. The one difference is that the acts of an agent are read from its words.
    struct CatalogKnowledge: ScenarioKnowledge {
        private let catalog: DomainCatalog
        private let reader: ScenarioReader
        private let judge: LedgerGoalJudge

        init(catalog: DomainCatalog) {
            self.catalog = catalog
            reader = ScenarioReader(catalog: catalog)
            judge = LedgerGoalJudge { catalog.service($0)?.reader }
        }

        func understand(_ text: String) -> UnderstoodText {
            let reading = reader.read(text)
            return UnderstoodText(scenario: reading.scenario, rest: reading.rest)
        }

        func prompt(for scenario: Scenario) -> String { ScenarioPrompt.text(for: scenario) }

        func follow(_ dialogue: UserDialogue, with line: Turn) async -> UserDialogue {
            var next = dialogue
            next.flags = []
            next.unanswerable = []
            var line = line
            if line.seat == .agent, let service = catalog.service(dialogue.scenario.domain) {
                line.acts = AgentLineReader(service.definition).acts(in: line.text, after: dialogue.turns, of: dialogue.scenario)
            }
            next.turns.append(line)
            let judgement = await judge.judge(GoalJudgeContext(scenario: next.scenario, turns: next.turns, state: next.goal))
            for component in judgement.activations { next.goal.activate(component) }
            for proposal in judgement.proposals { next.goal.apply(proposal) }
            switch line.seat {
            case .agent:
                next.information.hear(line.acts)
                next.unanswerable = unanswerable(line.acts, in: next.scenario)
            case .user:
                let lines = LinesOfUser(next.turns, reader: catalog.service(next.scenario.domain)?.reader)
                if let reading = lines.newest.reading { next.information.record(reading, turn: line.index) }
                next.flags = await LineReview(dialogue: next, lines: lines, definition: catalog.service(next.scenario.domain)?.definition)
                    .flags(judge: judge)
            }
            return next
        }

        /// What is asked for that the scenario has no value for and the user cannot do without: facts about the person, and what its errands
        /// require. A secret that it does not have can be refused all the same, and a wish that it does not have waived.
        private func unanswerable(_ acts: [DialogueAct], in scenario: Scenario) -> [Attribute] {
            guard let definition = catalog.service(scenario.domain)?.definition else { return [] }
            let required = Set(scenario.goal.intents.compactMap(definition.intent).flatMap(\.required))
            return acts.filter { $0.kind == .request }.compactMap(\.attribute).filter { name in
                scenario.ledger.values[name] == nil && (required.contains(name) || definition.attribute(name)?.role == .profile)
            }
        }
    }
#endif
