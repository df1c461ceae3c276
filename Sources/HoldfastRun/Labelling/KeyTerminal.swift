// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// The terminal, asked for single keys; it is given back as it was.
struct KeyTerminal: Sendable {
    private let before: termios

    /// - Throws: `usage` where standard input or output is no terminal.
    init() throws {
        var settings = termios()
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, tcgetattr(STDIN_FILENO, &settings) == 0 else {
            throw HoldfastError(
                .usage, "holdfast judge label asks for keys and needs a terminal; standard input or output is none, so run it by hand")
        }
        before = settings
        settings.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        guard tcsetattr(STDIN_FILENO, TCSANOW, &settings) == 0 else { throw SystemError.last(.write, "the terminal's settings") }
    }

    /// Gives the terminal back.
    func restore() {
        var settings = before
        tcsetattr(STDIN_FILENO, TCSANOW, &settings)
    }

    /// The next byte; nil at the end.
    func key() -> UInt8? {
        var byte: UInt8 = 0
        while true {
            let count = read(STDIN_FILENO, &byte, 1)
            if count == 1 { return byte }
            if count == 0 || errno != EINTR { return nil }
        }
    }

    /// Shows a page in place of what was there.
    func show(_ page: String) throws { try Output.write("\u{1b}[2J\u{1b}[H" + page) }
}
