// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Colours of results, on a terminal that has them.
struct Palette: Sendable {
    var isOn: Bool

    /// Nothing is coloured.
    static let plain = Palette(isOn: false)

    /// Colours where standard output is a terminal and NO_COLOR is not set.
    static var standardOutput: Palette {
        Palette(isOn: Terminal(isTerminal: isatty(STDOUT_FILENO) == 1).hasColours)
    }

    /// What a text is, which says how it is drawn.
    enum Style: String, Sendable {
        case plain = ""
        /// Beside the point.
        case dim = "2"
        /// What is wrong.
        case fault = "31"
        /// Headings.
        case bold = "1"
    }

    func paint(_ text: String, _ style: Style) -> String {
        isOn && style != .plain && !text.isEmpty ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
    }
}
