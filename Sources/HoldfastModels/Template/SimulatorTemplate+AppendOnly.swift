// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension SimulatorTemplate {
    /// Renders a dialogue turn by turn and finds the first line of the user that does not go on from what was read and sampled before.
    ///
    /// There an episode leaves the sequence it was sampled in as it is, and begins another one.
    /// - Returns: its position in the dialogue; nil where the rendering is append-only.
    /// - Throws: `configuration` for an order of lines that the template has no place for.
    public func firstLineRenderedAnew(prompt: String, lines: [DialogueLine]) throws -> Int? {
        var read: [Int32] = []
        for (index, line) in lines.enumerated() {
            guard case .user(let sampled) = line else { continue }
            let context = try context(prompt: prompt, lines: Array(lines[..<index]), isAsked: true)
            guard context.continuation(of: read) != nil else { return index }
            read = context.tokens + sampled
        }
        return nil
    }
}
