// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

@Suite struct GoalStatusTests {
    private let components = [
        GoalComponent(id: "task.book", kind: .task, text: "book", check: .achieved(intent: "book")),
        GoalComponent(id: "preference.seat", kind: .preference, text: "window", check: .expressed("seat", "window")),
    ]

    /// One row of statuses per turn, each after its moves, whether or not a turn had any.
    @Test func theMatrixFollowsTheChanges() {
        var state = GoalState(components: components)
        for (component, status, turn) in [("task.book", .attempted, 1), ("preference.seat", .aligned, 1), ("task.book", .complete, 3)]
            as [(String, ComponentStatus, Int)]
        {
            state.apply(StatusProposal(component: component, status: status, turn: turn, reason: "", judge: "j"))
        }
        let turns = (0..<5).map { Turn(index: $0, seat: $0 % 2 == 0 ? .user : .agent, text: "") }
        #expect(
            state.statuses(after: turns) == [
                .incomplete, .misaligned, .attempted, .aligned, .attempted, .aligned, .complete, .aligned, .complete, .aligned,
            ])
        #expect(state.statuses(after: []).isEmpty)
    }

    @Test func illegalStoredChangesAreRefused() throws {
        let change = StatusChange(component: "task.book", from: .complete, to: .attempted, turn: 0, reason: "", judge: "j")
        #expect(throws: HoldfastError.self) {
            try GoalState(components: components, changes: [change], rejected: [], applies: [true, true])
        }
        #expect(throws: HoldfastError.self) { try GoalState(components: components, changes: [], rejected: [], applies: [true]) }
    }
}
