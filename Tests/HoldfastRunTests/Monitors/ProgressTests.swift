// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HoldfastRun

@Suite("Progress")
struct ProgressTests {
    @Test("the plain line has step, reward, contradictions, pace and what is left")
    func line() {
        var state = ProgressState(steps: 10)
        state.finish(step: 1, reward: 0.5, contradiction: 0.25, seconds: 3)
        #expect(state.line == "step 1/10  reward 0.500  contradictions 25.0 %  3.0 s/step  left 27 s")
        state.finish(step: 10, reward: nil, contradiction: nil, seconds: 3)
        #expect(state.line == "step 10/10  reward -  contradictions -  3.0 s/step")
    }

    @Test("live lines fit every width", arguments: [1, 20, 40, 80, 200])
    func width(columns: Int) {
        var state = ProgressState(steps: 300)
        state.activity = String(repeating: "long ", count: 60)
        for step in 1...200 { state.finish(step: step, reward: Double(step), contradiction: Double(step % 7) / 7, seconds: 1) }
        #expect(state.lines(width: columns).allSatisfy { $0.count <= columns })
        #expect(state.lines(width: columns).count == 3)
    }

    @Test(
        "colours need a terminal and no NO_COLOR",
        arguments: [
            ([:], true, true), (["NO_COLOR": "1"], true, false), (["NO_COLOR": ""], true, true), (["TERM": "dumb"], true, false),
            ([:], false, false),
        ])
    func colours(environment: [String: String], isTerminal: Bool, coloured: Bool) {
        #expect(Terminal(environment: environment, isTerminal: isTerminal).hasColours == coloured)
    }
}
