// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastRun

/// The built `holdfast` program, run as people run it.
enum Program {
    /// Beside the test bundle, where the build puts it; nil where it was not built.
    static let path: String? = {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let folders = sequence(first: bundle) { $0.path == "/" ? nil : $0.deletingLastPathComponent() }
        return folders.lazy.map { $0.appendingPathComponent("holdfast").path }.first {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder.boolValue
        }
    }()

    struct NotBuilt: Error {}

    @discardableResult
    static func run(_ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
        guard let path else { throw NotBuilt() }
        return try launch(path, arguments)
    }

    /// Starts it and leaves it running.
    /// - Parameter errors: file to keep its standard error in.
    static func start(_ arguments: [String], errors: String? = nil) throws -> Process {
        guard let path else { throw NotBuilt() }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        if let errors {
            try Data().write(to: URL(fileURLWithPath: errors))
            process.standardError = FileHandle(forWritingAtPath: errors)
        }
        try process.run()
        return process
    }
}

/// A simulator and a configuration so small that a run takes a second or two.
struct TinyRun {
    let folder: String
    var configuration: String { "\(folder)/tiny.yaml" }
    var simulator: String { "\(folder)/simulator" }

    /// Options of `train` for a run directory.
    func train(_ output: String, _ more: String...) -> [String] { ["train", "--config", configuration, "--output", output] + more }

    /// Writes the configuration and makes the simulator with the built program.
    init(in folder: String) throws {
        try self.init(configuredIn: folder)
        let made = try Program.run(["sft", "--config", configuration, "--out", simulator])
        struct Failure: Error { var text: String }
        guard made.status == 0 else { throw Failure(text: made.errors) }
    }

    /// Writes the configuration and makes the simulator within this process.
    static func withinProcess(in folder: String, overrides: [String] = []) async throws -> TinyRun {
        let tiny = try TinyRun(configuredIn: folder)
        let sources = ConfigurationSources(files: [tiny.configuration], overrides: overrides)
        try await SupervisedCommand(sources: sources, output: tiny.simulator, start: nil, maximumSteps: nil, json: false).run()
        return tiny
    }

    /// Writes the configuration alone.
    init(configuredIn folder: String) throws {
        self.folder = folder
        let text = """
            run: {name: tiny, output: \(folder)}
            simulator: {folder: \(folder)/simulator}
            engine: {threads: 1, cache_megabytes: 64}
            scenarios: {train: 4, evaluation: 2}
            environment: {user_turns: 2, tokens_per_turn: 8, probes: {after_user_turns: [1], questions: 1}}
            dialogues: {training: 12, validation: 2}
            model: {vocabulary_size: 320, hidden_size: 16, feed_forward_size: 32, layers: 1, heads: 2, key_value_heads: 1, context_length: 2048}
            sft: {steps: 2, learning_rate: 1e-3}
            trainer: {steps: 4, groups_per_step: 2, group_size: 2, learning_rate: 1e-2, evaluate_every: 2, checkpoint_every: 2, seed: 5}
            """
        try text.write(toFile: configuration, atomically: true, encoding: .utf8)
    }
}
