// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment

/// Dialogues to learn from: each with the prompt its user was given.
struct DialogueMaterial: Sendable {
    struct Dialogue: Sendable {
        var prompt: String
        var turns: [Turn]
    }

    var training: [Dialogue]
    var validation: [Dialogue]
    /// Where they come from, in one line for a model card.
    var origin: String

    /// All text of the training dialogues, for a tokenizer.
    var texts: [String] { training.flatMap { [$0.prompt] + $0.turns.map(\.text) } }

    /// Generates or reads them, as the configuration says.
    init(_ configuration: RunConfiguration) async throws {
        self = configuration.dialogues.file.isEmpty ? try await .generated(configuration) : try .read(configuration.dialogues)
    }

    private init(training: [Dialogue], validation: [Dialogue], origin: String) {
        self.training = training
        self.validation = validation
        self.origin = origin
    }

    /// An agenda-based user with the scripted agents. Nothing in it contradicts its persona or goal.
    private static func generated(_ configuration: RunConfiguration) async throws -> DialogueMaterial {
        var seeded = configuration
        seeded.scenarios.seed = configuration.dialogues.seed
        let section = configuration.dialogues
        let world = try SimulatedWorld(seeded, counting: [.train: section.training, .validation: section.validation])
        let agenda = AgendaDialogues(catalog: world.catalog)
        let scenarios = world.scenarios(of: .train)
        let training =
            try await played(scenarios, by: agenda) + rehearsed(scenarios.prefix(section.rehearsals), seed: section.seed)
            + drilled(section.drills, seed: section.seed)
        let validation = try await played(world.scenarios(of: .validation), by: agenda)
        return DialogueMaterial(
            training: training, validation: validation,
            origin: "dialogues of an agenda-based user with the scripted agents of \(world.catalog.domains.joined(separator: ", ")), "
                + "and \(min(section.rehearsals, scenarios.count)) rehearsals of their prompts and \(section.drills) code drills, seed \(section.seed)"
        )
    }

    /// The first scenarios' prompts, said over.
    private static func rehearsed(_ scenarios: ArraySlice<Scenario>, seed: UInt64) -> [Dialogue] {
        scenarios.enumerated().map { index, scenario in
            var stream = RandomKey(seed: seed, group: index, purpose: .text).stream
            let prompt = ScenarioPrompt.text(for: scenario)
            return Dialogue(prompt: prompt, turns: PromptRehearsal.turns(of: prompt, from: &stream))
        }
    }

    private static func drilled(_ count: Int, seed: UInt64) -> [Dialogue] {
        (0..<count).map { index in
            var stream = RandomKey(seed: seed, step: 1, group: index, purpose: .text).stream
            let drill = CodeDrill.make(from: &stream)
            return Dialogue(prompt: drill.prompt, turns: drill.turns)
        }
    }

    private static func played(_ scenarios: [Scenario], by agenda: AgendaDialogues) async throws -> [Dialogue] {
        // Few tasks of many dialogues: one dialogue is too little work for a task of its own.
        let chunk = max(1, scenarios.count / (4 * Machine.cores))
        return try await withThrowingTaskGroup(of: (Int, [Dialogue]).self) { group in
            for start in stride(from: 0, to: scenarios.count, by: chunk) {
                group.addTask {
                    var dialogues: [Dialogue] = []
                    for scenario in scenarios[start..<min(start + chunk, scenarios.count)] {
                        dialogues.append(Dialogue(prompt: ScenarioPrompt.text(for: scenario), turns: try await agenda.dialogue(for: scenario)))
                    }
                    return (start, dialogues)
                }
            }
            var parts: [(Int, [Dialogue])] = []
            for try await part in group { parts.append(part) }
            return parts.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    /// Human dialogues that `holdfast import` wrote; those that contradict their own goal are left out, so that no drift is taught.
    private static func read(_ section: DialoguesSection) throws -> DialogueMaterial {
        let examples = try JSONLines.read(MultiWOZExample.self, from: section.file, what: "dialogue").filter(\.isConsistent)
        func material(_ split: Split, _ count: Int) -> [Dialogue] {
            examples.filter { $0.scenario.split == split }.prefix(count).map {
                Dialogue(prompt: ScenarioPrompt.text(for: $0.scenario), turns: $0.turns)
            }
        }
        let training = material(.train, section.training)
        guard !training.isEmpty else {
            throw HoldfastError(.configuration, "\(section.file) holds no consistent dialogue of the training split")
        }
        return DialogueMaterial(
            training: training, validation: material(.validation, section.validation), origin: "human dialogues of \(section.file)")
    }
}
