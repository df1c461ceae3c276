// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HoldfastServers

/// Counts who is within.
private actor Occupancy {
    private var now = 0
    private(set) var most = 0

    func enter() {
        now += 1
        most = max(most, now)
    }

    func leave() { now -= 1 }
}

struct RequestGateTests {
    private struct Fault: Error {}

    @Test(arguments: [1, 3, 50]) func `never more than the limit are at work, and all get through`(limit: Int) async throws {
        let gate = RequestGate(limit: limit)
        let occupancy = Occupancy()
        let done = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<40 {
                group.addTask {
                    try await gate.whenOpen {
                        await occupancy.enter()
                        for _ in 0..<20 { await Task.yield() }
                        await occupancy.leave()
                        return number
                    }
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(done.count == 40)
        let seen = await occupancy.most
        #expect(seen <= limit && (limit == 1 || seen > 1))
    }

    @Test func `a failure gives its place back`() async throws {
        let gate = RequestGate(limit: 1)
        for _ in 0..<3 {
            await #expect(throws: Fault.self) { try await gate.whenOpen { throw Fault() } }
        }
        #expect(try await gate.whenOpen { 7 } == 7)
    }
}
