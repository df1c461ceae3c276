// SPDX-License-Identifier: Apache-2.0

import HoldfastAnalysis
import HoldfastCore
import HoldfastModels
import HoldfastRewards
import HoldfastTraining
import HoldfastTrajectories

/// `holdfast drill`: trains against each module of the reward alone, and says what breaks.
public struct DrillCommand: Sendable {
    var sources: ConfigurationSources
    var modules: String
    var output: String
    var report: String?
    var json: Bool

    /// - Parameters:
    ///   - modules: names of reward components, separated by commas.
    ///   - output: folder that holds one run directory per module.
    ///   - report: Markdown file to write.
    public init(sources: ConfigurationSources, modules: String, output: String, report: String?, json: Bool) {
        self.sources = sources
        self.modules = modules
        self.output = output
        self.report = report
        self.json = json
    }

    /// Trains what is not trained yet, scores all of it again by every module, and prints.
    public func run() async throws {
        let components = try components()
        var rows: [ChangeMatrix.Row] = []
        for component in components { rows.append(.init(name: component.rawValue, table: try await finished(component))) }
        let matrix = ChangeMatrix(rows: rows)
        if let report {
            let existing = FileSystem.exists(report) ? try FileSystem.text(report) : nil
            let section = GeneratedSection("holdfast drill", text: document(matrix))
            try FileSystem.write(section.merged(into: existing, heading: "# Reward hacking"), to: report)
        }
        try Output.write(json ? Output.json(matrix) : text(matrix))
    }

    /// The modules, in the order they were named.
    /// - Throws: `usage` for what is none, for one named twice, and for none at all.
    func components() throws -> [RewardComponent] {
        var components: [RewardComponent] = []
        for text in modules.split(separator: ",") {
            guard let component = RewardComponent(rawValue: String(text)) else {
                let known = RewardComponent.allCases.map(\.rawValue).joined(separator: ", ")
                throw HoldfastError(.usage, "--modules names `\(text)`, which is no reward component; there are \(known)")
            }
            guard !components.contains(component) else { throw HoldfastError(.usage, "--modules names \(text) twice") }
            components.append(component)
        }
        guard !components.isEmpty else { throw HoldfastError(.usage, "--modules names no reward component") }
        return components
    }

    private func finished(_ component: RewardComponent) async throws -> ComparisonTable {
        let directory = RunDirectory(path: "\(output)/\(component.rawValue)")
        var sources = sources
        sources.overrides += ["run.name=\(component.rawValue)", "rewards.weights.\(component.rawValue)=1"]
        let isBegun = try directory.isRun
        let start = try TrainingStart(sources: sources, output: directory.path, resume: isBegun)
        let others = RewardComponent.allCases.filter { $0 != component && start.configuration.rewards.weights[$0] > 0 }
        guard others.isEmpty else {
            throw HoldfastError(
                .configuration,
                "the drill is against one module alone, but rewards.weights also has \(others.map(\.rawValue).joined(separator: ", ")); "
                    + "give it a configuration with `rewards: {weights: {}}`")
        }
        // What is finished is only read, also where a later version of the program made its configuration longer.
        let isFinished = FileSystem.exists(directory.shard(evaluation: RunEvaluation(.after, step: start.configuration.trainer.steps)))
        if !isFinished {
            Terminal().say("\(component.rawValue): \(isBegun ? "continuing" : "training") in \(directory.path)")
            _ = try await TrainingRun(start).run()
        }
        let run = try EvaluatedRun(directory, steps: start.configuration.trainer.steps, name: component.rawValue)
        // Modules that came after the run look at it too.
        let scorer = try await OfflineScorer(start.configuration, others: (run.before + run.after).map(\.episode.scenario))
        return ComparisonTable(before: await scorer.scored(run.before), after: await scorer.scored(run.after))
    }

    private func text(_ matrix: ChangeMatrix) -> String {
        matrix.rows.map { row in "\(row.name)\n\n\(row.table.text(width: Output.width))" }.joined(separator: "\n\n")
    }

    private func document(_ matrix: ChangeMatrix) -> String {
        let machine = Machine()
        let options = sources.files.map { "--config \($0)" } + sources.overrides.map { "--set \($0)" }
        let findings = matrix.rows.map { row -> String in
            let own = RewardComponent(rawValue: row.name).flatMap { row.table[$0.metric] }
            let worse = ChangeMatrix.worsened(row.table)
            let caught = worse.prefix(6).map { "\($0.metric.title.trimmingSpaces) \($0.changeInWords)" }
            return "- `\(row.name)`" + (own.map { " (its own metric \($0.changeInWords))" } ?? "") + ": "
                + (caught.isEmpty ? "nothing got worse for sure" : caught.joined(separator: "; "))
                + (worse.count > 6 ? "; and \(worse.count - 6) more" : "")
        }
        return """
            - command: `holdfast drill \(options.joined(separator: " ")) --modules \(modules) --output \(output)`
            - commit: \(SourceRevision.current ?? "unknown"), holdfast \(HoldfastVersion.current), \(WallClock.day)
            - machine: \(machine.processor), \(machine.cores) cores, \(machine.memory >> 30) GiB, \(machine.system)

            What got worse, the surest first (before to after; intervals of the difference exclude 0):

            \(findings.joined(separator: "\n"))

            After minus before; bold where the interval excludes 0:

            \(matrix.markdown())
            """
    }
}

extension ComparisonRow {
    /// From where to where.
    fileprivate var changeInWords: String {
        "\(fixed(before?.value ?? .nan, metric.digits)) to \(fixed(after?.value ?? .nan, metric.digits))"
    }
}

extension RewardComponent {
    /// The metric in which the component is reported.
    fileprivate var metric: String {
        switch self {
        case .promptToLine: MetricName.promptToLine
        case .lineToLine: MetricName.lineToLineMin
        case .questionAndAnswer: MetricName.questionAndAnswer
        case .choice: MetricName.choiceCorrected
        case .commitment: MetricName.commitment
        case .forecast: MetricName.forecast
        case .ownVoice: MetricName.noPersonaSimilarity
        case .contrast: MetricName.personaContrast
        case .profile, .policy, .task, .requirement, .preference: MetricName.goalSuccess(kind ?? .profile)
        case .stop: MetricName.stopCorrect
        case .validity: MetricName.validity
        case .diversity: MetricName.distinct2
        case .progress: MetricName.goalSuccess
        case .level: MetricName.goalLevel
        case .role: MetricName.role
        case .assistantLikeness: MetricName.assistantLikeness
        case .selfRepetition: MetricName.selfRepetition
        case .leakage: MetricName.leaks
        case .fabrication: MetricName.fabrications
        case .length: MetricName.userTurns
        }
    }
}
