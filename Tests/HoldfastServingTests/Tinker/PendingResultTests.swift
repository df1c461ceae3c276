// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastTinkerProtocol
import Testing

@testable import HoldfastServing

@Suite struct PendingResultTests {
    private func text(_ outcome: PendingResult.Outcome?) -> String? {
        if case .message(let data) = outcome { String(decoding: data, as: UTF8.self) } else { nil }
    }

    @Test func `everybody who waits gets the first outcome, and whoever asks later`() async {
        let result = PendingResult()
        let waiting = (0..<20).map { _ in Task { await result.outcome(within: .seconds(60)) } }
        await Task.yield()
        #expect(!result.isOver)
        result.fulfil(.message(Data("first".utf8)))
        result.fulfil(.message(Data("second".utf8)))
        for waiter in waiting { #expect(text(await waiter.value) == "first") }
        #expect(text(await result.outcome(within: .zero)) == "first" && result.isOver)
    }

    @Test func `who waits too long, or is cancelled, gets nothing`() async {
        let result = PendingResult()
        #expect(await result.outcome(within: .milliseconds(1)) == nil)
        let waiter = Task { await result.outcome(within: .seconds(600)) }
        waiter.cancel()
        #expect(await waiter.value == nil)
    }

    @Test func `the latest results are kept, and those that are pending`() {
        var shelf = ResultShelf(most: 3)
        let made = (0..<7).map { _ in shelf.make() }
        #expect(Set(made.map(\.id)).count == 7)
        // Nothing is over: nothing is forgotten.
        #expect(made.allSatisfy { shelf[$0.id] != nil })
        for (_, result) in made.dropFirst() { result.fulfil(.message(Data())) }
        let last = shelf.make()
        #expect(made.map { shelf[$0.id] != nil } == [true, false, false, false, false, false, true])
        #expect(shelf[last.id] != nil && shelf["99"] == nil)
    }

    @Test func `a number has one request`() throws {
        var ledger = RequestLedger()
        #expect(try ledger.promise(4, digest: 7) == nil)
        ledger.record(4, digest: 7, id: "a")
        #expect(try ledger.promise(4, digest: 7) == "a")
        #expect(throws: RequestConflict(number: 4)) { try ledger.promise(4, digest: 8) }
    }
}
