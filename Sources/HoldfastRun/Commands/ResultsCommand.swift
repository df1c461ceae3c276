// SPDX-License-Identifier: Apache-2.0

import HoldfastAnalysis
import HoldfastCore
import HoldfastTraining

/// `holdfast results`: the same run with several seeds, pooled.
public struct ResultsCommand: Sendable {
    var sources: ConfigurationSources
    var seeds: String
    var output: String
    var report: String?
    var json: Bool

    /// - Parameters:
    ///   - seeds: numbers separated by commas.
    ///   - output: folder that holds one run directory per seed.
    ///   - report: Markdown file to write.
    public init(sources: ConfigurationSources, seeds: String, output: String, report: String?, json: Bool) {
        self.sources = sources
        self.seeds = seeds
        self.output = output
        self.report = report
        self.json = json
    }

    /// Trains what is not trained yet, compares and prints.
    public func run() async throws {
        let numbers = try numbers()
        let name = try sources.load().value.run.name
        var runs: [EvaluatedRun] = []
        for seed in numbers { runs.append(try await finished(seed: seed)) }
        let comparison = SeedComparison(runs)
        if let report { try write(comparison, named: name, to: report) }
        try Output.write(json ? Output.json(comparison) : comparison.text(width: Output.width))
    }

    /// The seeds, in the order they were named.
    /// - Throws: `usage` for what is no number, for a seed named twice, and for none at all.
    func numbers() throws -> [UInt64] {
        var numbers: [UInt64] = []
        for text in seeds.split(separator: ",") {
            guard let seed = UInt64(text) else { throw HoldfastError(.usage, "--seeds takes numbers separated by commas; `\(text)` is none") }
            guard !numbers.contains(seed) else {
                throw HoldfastError(.usage, "--seeds names \(seed) twice; a seed gives the same run again, so name each once")
            }
            numbers.append(seed)
        }
        guard !numbers.isEmpty else { throw HoldfastError(.usage, "--seeds names no seed") }
        return numbers
    }

    private func finished(seed: UInt64) async throws -> EvaluatedRun {
        let name = "seed-\(seed)"
        let directory = RunDirectory(path: "\(output)/\(name)")
        var sources = sources
        sources.overrides.append("trainer.seed=\(seed)")
        // Resuming a finished run only compares again.
        let isBegun = try directory.isRun
        let start = try TrainingStart(sources: sources, output: directory.path, resume: isBegun)
        Terminal().say("\(name): \(isBegun ? "continuing" : "training") in \(directory.path)")
        _ = try await TrainingRun(start).run()
        return try EvaluatedRun(directory, steps: start.configuration.trainer.steps, name: name)
    }

    private func write(_ comparison: SeedComparison, named name: String, to report: String) throws {
        let existing = FileSystem.exists(report) ? try FileSystem.text(report) : nil
        let section = GeneratedSection("holdfast results \(name)", text: document(comparison))
        try FileSystem.write(section.merged(into: existing, heading: "# Results"), to: report)
    }

    private func document(_ comparison: SeedComparison) -> String {
        let machine = Machine()
        let options = sources.files.map { "--config \($0)" } + sources.overrides.map { "--set \($0)" }
        return """
            - command: `holdfast results \(options.joined(separator: " ")) --seeds \(seeds) --output \(output)`
            - commit: \(SourceRevision.current ?? "unknown"), holdfast \(HoldfastVersion.current), \(WallClock.day)
            - machine: \(machine.processor), \(machine.cores) cores, \(machine.memory >> 30) GiB, \(machine.system)

            \(comparison.markdown)
            """
    }
}
