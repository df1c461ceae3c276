// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTraining

/// What a training run begins with: its configuration and its directory, checked against each other.
struct TrainingStart: Sendable {
    let configuration: RunConfiguration
    let resolved: ResolvedConfiguration
    let directory: RunDirectory
    let resumes: Bool

    /// - Throws: `configuration` and `usage` for what cannot be carried out, `file` for a directory without a run to resume.
    init(sources: ConfigurationSources, output: String?, resume: Bool) throws {
        resumes = resume
        if output?.isEmpty == true { throw HoldfastError(.usage, "--output is empty; name a run directory") }
        if sources.files.isEmpty {
            guard resume else {
                throw HoldfastError(.usage, "no configuration; give one with --config, such as --config configs/quickstart.yaml")
            }
            guard let output else {
                throw HoldfastError(.usage, "which run should be resumed? name its directory with --output, or give its --config")
            }
            let stored = try StoredConfiguration(RunDirectory(path: output))
            configuration = try stored.loaded(overrides: sources.overrides).value
        } else {
            configuration = try sources.load().value
        }
        resolved = try ResolvedConfiguration(configuration)
        directory = RunDirectory(path: output ?? "\(configuration.run.output)/\(configuration.run.name)")
        let reshaping = configuration.sampling.reshapingKeys
        guard reshaping.isEmpty || configuration.trainer.objective.mismatch != nil else {
            throw HoldfastError(
                .configuration,
                "with \(reshaping.joined(separator: ", ")) the simulator samples from another distribution than it is trained on; leave that out "
                    + "for training, or set trainer.objective.mismatch, such as token_truncate, which weighs each token by the ratio of the two")
        }
        try Self.checkServer(configuration)
        guard resume else { return }
        let differences = resolved.differences(from: try ResolvedConfiguration(StoredConfiguration(directory).loaded().value))
        guard differences.isEmpty else {
            throw HoldfastError(
                .configuration,
                "\(directory.path) was started with another configuration and cannot be continued with this one: \(differences.joined(separator: "; "))"
            )
        }
    }
}

extension TrainingStart {
    /// Refuses to train at a server that cannot, or in a way that it cannot.
    /// - Throws: `configuration`.
    private static func checkServer(_ configuration: RunConfiguration) throws {
        guard !configuration.simulator.server.isEmpty else { return }
        guard configuration.simulator.protocol == .tinker else {
            throw HoldfastError(
                .configuration,
                "simulator.server names a frozen simulator, which `holdfast rollout` and `holdfast eval` can sample but nothing can train; leave it out to train \(configuration.simulator.folder) with the embedded engine, or set simulator.protocol to tinker where it is a training server"
            )
        }
        guard configuration.trainer.temperature == 1 else {
            throw HoldfastError(
                .configuration,
                "trainer.temperature is \(configuration.trainer.temperature), and training servers compute log-probabilities at temperature 1 alone; set it to 1"
            )
        }
        let reshaping = configuration.sampling.reshapingKeys
        guard reshaping.isEmpty else {
            throw HoldfastError(
                .configuration,
                "with \(reshaping.joined(separator: ", ")) a training server does not tell the probabilities that it samples with; leave that out for training"
            )
        }
    }
}

/// The configuration that a run directory was started with.
struct StoredConfiguration: Sendable {
    private let tree: ConfigurationNode

    /// - Throws: `file` where there is no run.
    init(_ directory: RunDirectory) throws {
        guard try directory.isRun else {
            throw HoldfastError(
                .file,
                "there is no run in \(directory.path) (no \(directory.configuration)); name a run directory, or start a run with `holdfast train`")
        }
        let root = try YAMLSource.read(file: directory.configuration)
        guard let tree = root["configuration"] else {
            throw HoldfastError(.format, "\(directory.configuration) is no configuration of a run; put the file back as it was written")
        }
        self.tree = tree
    }

    func loaded(overrides: [String] = []) throws -> LoadedConfiguration<RunConfiguration> {
        let loaded = try LoadedConfiguration(files: [tree], overrides: overrides.map(YAMLSource.override), defaults: RunConfiguration())
        try loaded.validate()
        return loaded
    }
}
