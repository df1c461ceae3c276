// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension JudgeQuestion {
    /// SHA-256 of everything that is asked. The turn is left out: it says where the question came up, and no answer depends on it.
    public var hash: String {
        // Lengths keep the texts apart, whatever they hold.
        let texts = [criterion, ground, line] + dialogue.flatMap { [$0.seat.rawValue, $0.text] }
        return SHA256.hexadecimal(texts.map { "\($0.utf8.count):\($0)" }.joined())
    }
}
