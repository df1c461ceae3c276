// SPDX-License-Identifier: Apache-2.0

/// Shows how a run goes: a few live lines on a terminal, one plain line a step where the output is piped.
public actor TerminalProgress {
    private let terminal: Terminal
    private var state: ProgressState
    private var drawn = 0

    /// Draws nothing before the first activity or step.
    /// - Parameters:
    ///   - step: the step the run continues from; 0 for a new one.
    ///   - steps: of the whole run.
    public init(terminal: Terminal = Terminal(), step: Int = 0, steps: Int) {
        self.terminal = terminal
        state = ProgressState(step: step, steps: steps)
    }

    /// Says what is being done now.
    public func begin(_ activity: String) {
        guard activity != state.activity else { return }
        state.activity = activity
        if terminal.isInteractive { draw() }
    }

    /// Takes a finished step.
    public func finish(step: Int, reward: Double?, contradiction: Double?, seconds: Double) {
        state.finish(step: step, reward: reward, contradiction: contradiction, seconds: seconds)
        if terminal.isInteractive { draw() } else { terminal.say(state.line) }
    }

    /// Writes a line that stays, above the live lines.
    public func note(_ line: String) {
        clear()
        terminal.say(line)
        if terminal.isInteractive { draw() }
    }

    /// Takes the live lines away.
    public func end() { clear() }

    private func draw() {
        clear()
        let lines = state.lines(width: terminal.width - 1)
        terminal.write(
            lines.enumerated().map { $0.offset == 0 ? terminal.bold($0.element) : terminal.dimmed($0.element) }
                .joined(separator: "\n") + "\n")
        drawn = lines.count
    }

    private func clear() {
        guard drawn > 0 else { return }
        // Up by the drawn lines, then erase to the end of the screen.
        terminal.write("\u{1b}[\(drawn)A\u{1b}[J")
        drawn = 0
    }
}
