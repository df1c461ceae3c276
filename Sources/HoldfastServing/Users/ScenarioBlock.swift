// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// The scenario within the system message of a user simulator.
///
/// tau2-bench puts guidelines for a prompted model first and then the user between `<scenario>` and `</scenario>`, in sections with a label on
/// a line of its own and indented text below. A trained simulator has the guidelines in its weights, so the block alone counts, without its labels.
struct ScenarioBlock: Sendable, Hashable {
    /// What is said about the user: one line of sentences where it stood in a block, else the whole message as it is.
    let text: String
    /// Whether there was a block.
    let isEnclosed: Bool

    private static let labels: Set<String> = [
        "persona:", "instructions:", "reason for call:", "known info:", "unknown info:", "task instructions:",
    ]

    init(_ message: String) {
        guard let end = message.ranges(of: "</scenario>").last, let start = message[..<end.lowerBound].ranges(of: "<scenario>").last else {
            text = message
            isEnclosed = false
            return
        }
        let lines = message[start.upperBound..<end.lowerBound].split(whereSeparator: \.isNewline)
            .map { String($0).trimmingSpaces }
            .filter { !$0.isEmpty && !Self.labels.contains($0.lowercased()) && !$0.lowercased().hasPrefix("domain:") }
        text = lines.map { line in line.last.map { ".!?{}[],:".contains($0) } ?? true ? line : line + "." }.joined(separator: " ")
        isEnclosed = true
    }
}
