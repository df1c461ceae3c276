// SPDX-License-Identifier: Apache-2.0

@testable import HoldfastRun

extension TinyRun {
    /// Trains within this process.
    func trained(
        _ output: String, resume: Bool = false, overrides: [String] = [],
        terminal: Terminal = Terminal(isTerminal: false, output: { _ in })
    ) async throws {
        let sources = ConfigurationSources(files: [configuration], overrides: overrides)
        let start = try TrainingStart(sources: sources, output: output, resume: resume)
        _ = try await TrainingRun(start, terminal: terminal).run()
    }
}
