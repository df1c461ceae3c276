// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

struct GoalStateTests {
    private static let legal: [ComponentKind: (initial: ComponentStatus, moves: [[ComponentStatus]], success: Set<ComponentStatus>)] = [
        .profile: (.aligned, [[.aligned, .misaligned]], [.aligned]),
        .policy: (.aligned, [[.aligned, .misaligned]], [.aligned]),
        .task: (.incomplete, [[.incomplete, .attempted], [.incomplete, .complete], [.attempted, .complete]], [.attempted, .complete]),
        .requirement: (.incomplete, [[.incomplete, .attempted], [.incomplete, .complete], [.attempted, .complete]], [.attempted, .complete]),
        .preference: (.misaligned, [[.misaligned, .aligned]], [.aligned]),
    ]

    private func component(_ kind: ComponentKind, id: String = "it", condition: ComponentCondition? = nil) -> GoalComponent {
        GoalComponent(id: id, kind: kind, text: "\(kind) \(id)", check: .described, condition: condition)
    }

    private func proposal(_ status: ComponentStatus, of id: String = "it", turn: Int = 0) -> StatusProposal {
        StatusProposal(component: id, status: status, turn: turn, reason: "because", judge: "test")
    }

    @Test(arguments: ComponentKind.allCases) func `the whole table of moves`(kind: ComponentKind) throws {
        let expected = try #require(Self.legal[kind])
        #expect(kind.initialStatus == expected.initial)
        for old in ComponentStatus.allCases {
            #expect(kind.isSuccess(old) == expected.success.contains(old), "\(old)")
            #expect(kind.isAbsorbing(old) == !expected.moves.contains { $0[0] == old }, "\(old)")
            for new in ComponentStatus.allCases {
                #expect(kind.allows(from: old, to: new) == expected.moves.contains([old, new]), "\(old) to \(new)")
            }
        }
    }

    @Test(arguments: ComponentKind.allCases) func `every proposal is carried out, idle, or recorded with its reason`(kind: ComponentKind) throws {
        let expected = try #require(Self.legal[kind])
        for first in ComponentStatus.allCases {
            for second in ComponentStatus.allCases {
                var state = GoalState(components: [component(kind)])
                state.apply(proposal(first, turn: 1))
                let before = state
                let change = state.apply(proposal(second, turn: 2))
                let old = before.statuses[0]
                if expected.moves.contains([old, second]) {
                    #expect(change == StatusChange(component: "it", from: old, to: second, turn: 2, reason: "because", judge: "test"))
                    #expect(state["it"] == second)
                    #expect(state.changes == before.changes + [try #require(change)])
                    #expect(state.rejected == before.rejected)
                } else if old == second {
                    #expect(change == nil)
                    #expect(state == before)
                } else {
                    #expect(change == nil)
                    #expect(state.statuses == before.statuses && state.changes == before.changes)
                    let reason: RejectedProposal.Reason =
                        if !kind.statuses.contains(second) {
                            .illegalStatus
                        } else if kind.isAbsorbing(old) {
                            .absorbed
                        } else {
                            .illegalMove
                        }
                    #expect(state.rejected.last == RejectedProposal(proposal: proposal(second, turn: 2), reason: reason))
                    #expect(state.rejected.count == before.rejected.count + 1)
                }
            }
        }
    }

    @Test func `a task never goes back`() {
        var state = GoalState(components: [component(.task)])
        state.apply(proposal(.attempted))
        #expect(state.apply(proposal(.incomplete)) == nil)
        #expect(state.rejected.map(\.reason) == [.illegalMove])
        #expect(state["it"] == .attempted)
    }

    @Test func `an unknown component is recorded`() {
        var state = GoalState(components: [component(.task)])
        #expect(state.apply(proposal(.complete, of: "other")) == nil)
        #expect(state.rejected.map(\.reason) == [.unknownComponent])
        #expect(state["other"] == nil)
    }

    @Test func `components in an absorbing status are not open`() {
        var state = GoalState(components: [component(.profile, id: "a"), component(.task, id: "b"), component(.preference, id: "c")])
        #expect(state.open.map(\.id) == ["a", "b", "c"])
        state.apply(proposal(.misaligned, of: "a"))
        state.apply(proposal(.attempted, of: "b"))
        state.apply(proposal(.aligned, of: "c"))
        #expect(state.open.map(\.id) == ["b"])
    }

    @Test func `success counts what applies and is absent where nothing does`() {
        #expect(GoalState(components: []).success == nil)
        var state = GoalState(components: [
            component(.task, id: "a"), component(.task, id: "b", condition: .after(intent: "a")), component(.policy, id: "c"),
        ])
        #expect(state.success(of: .task) == 0)
        #expect(state.success(of: .requirement) == nil)
        #expect(state.success == 0.5)
        state.apply(proposal(.complete, of: "a"))
        #expect(state.success(of: .task) == 1)
        #expect(state.isFinished)
        state.activate("b")
        state.activate("unknown")
        #expect(state.success(of: .task) == 0.5)
        #expect(!state.isFinished)
        state.apply(proposal(.attempted, of: "b"))
        #expect(state.isFinished)
    }

    @Test func `a drifted profile does not keep a goal from being finished`() {
        var state = GoalState(components: [component(.profile)])
        state.apply(proposal(.misaligned))
        #expect(state.isFinished)
        #expect(state.success == 0)
    }

    @Test func `random proposals never break the rules`() throws {
        for seed in 0..<50 as Range<UInt64> {
            var stream = RandomKey(seed: seed, purpose: .goal).stream
            let components = ComponentKind.allCases.map { component($0, id: $0.rawValue) }
            var state = GoalState(components: components)
            for turn in 0..<40 {
                let before = state
                guard let moved = stream.pick(components), let status = stream.pick(ComponentStatus.allCases) else { continue }
                state.apply(proposal(status, of: moved.id, turn: turn))
                for (index, component) in components.enumerated() where before.statuses[index] != state.statuses[index] {
                    #expect(component.kind.allows(from: before.statuses[index], to: state.statuses[index]), "seed \(seed), turn \(turn)")
                }
                for (component, status) in zip(components, state.statuses) { #expect(component.kind.statuses.contains(status), "seed \(seed)") }
            }
            let replayed = try GoalState(components: components, changes: state.changes, rejected: state.rejected, applies: state.applies)
            #expect(replayed == state, "seed \(seed)")
        }
    }

    @Test func `stored moves that could not have happened are refused`() {
        let components = [component(.task)]
        let back = StatusChange(component: "it", from: .complete, to: .incomplete, turn: 0, reason: "", judge: "")
        #expect(throws: HoldfastError.self) { try GoalState(components: components, changes: [back], rejected: [], applies: [true]) }
        #expect(throws: HoldfastError.self) { try GoalState(components: components, changes: [], rejected: [], applies: []) }
    }
}
