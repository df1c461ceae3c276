// SPDX-License-Identifier: Apache-2.0

@testable import HoldfastRun

extension TinyRun {
    /// Trains within this process.
    func trained(_ output: String, resume: Bool = false, terminal: Terminal = Terminal(isTerminal: false, output: { _ in })) async throws {
        let start = try TrainingStart(sources: ConfigurationSources(files: [configuration]), output: output, resume: resume)
        _ = try await TrainingRun(start, terminal: terminal).run()
    }
}
