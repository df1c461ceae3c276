// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where messages for people go: standard error, so that standard output stays for results.
public struct Terminal: Sendable {
    /// Whether somebody watches: standard error is a terminal that can move its cursor.
    public let isInteractive: Bool
    /// Whether colours are welcome: a terminal, and NO_COLOR is not set.
    public let hasColours: Bool

    private let output: @Sendable (String) -> Void

    /// - Parameters:
    ///   - environment: TERM and NO_COLOR are looked at.
    ///   - output: takes the text instead of standard error.
    public init(
        environment: [String: String] = Terminal.environment, isTerminal: Bool = Terminal.isTerminal,
        output: @escaping @Sendable (String) -> Void = Terminal.standardError
    ) {
        self.output = output
        isInteractive = isTerminal && environment["TERM"] != "dumb"
        hasColours = isInteractive && (environment["NO_COLOR"] ?? "").isEmpty
    }

    /// The environment of this process.
    public static var environment: [String: String] { ProcessInfo.processInfo.environment }
    /// Whether standard error is a terminal.
    public static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes to standard error; what cannot be written is lost.
    public static func standardError(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }

    /// Columns of the terminal, 80 where it does not say.
    var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes text as it is.
    func write(_ text: String) { output(text) }

    /// Writes one line.
    public func say(_ line: String) { write(line + "\n") }

    func dimmed(_ text: String) -> String { hasColours ? "\u{1b}[2m\(text)\u{1b}[0m" : text }
    func bold(_ text: String) -> String { hasColours ? "\u{1b}[1m\(text)\u{1b}[0m" : text }
}
