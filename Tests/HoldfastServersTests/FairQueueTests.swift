// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastServers

struct FairQueueTests {
    @Test func `groups take turns, and within one the order stays`() {
        var queue = FairQueue<String, Int>()
        for number in 0..<4 { queue.append(number, group: "many") }
        queue.append(10, group: "few")
        queue.append(20, group: "one")
        queue.append(11, group: "few")
        var order: [Int] = []
        while let next = queue.next() { order.append(next) }
        #expect(order == [0, 10, 20, 1, 11, 2, 3])
        #expect(queue.count == 0)
    }

    @Test(arguments: 0..<50) func `nothing is lost, doubled or overtaken within its group`(seed: UInt64) {
        var stream = RandomKey(seed: seed, purpose: .text).stream
        var queue = FairQueue<Int, (group: Int, number: Int)>()
        var (given, taken) = ([Int](repeating: 0, count: 5), [Int](repeating: 0, count: 5))
        /// Since one of the group was last let in, how many others were.
        var overtaken = [Int](repeating: 0, count: 5)
        for _ in 0..<400 {
            if stream.uniform() < 0.55 {
                let group = min(4, Int(stream.uniform() * 5))
                if given[group] == taken[group] { overtaken[group] = 0 }
                queue.append((group, given[group]), group: group)
                given[group] += 1
            } else if let next = queue.next() {
                #expect(next.number == taken[next.group], "seed \(seed)")
                taken[next.group] += 1
                for group in 0..<5 { overtaken[group] = group == next.group ? 0 : overtaken[group] + 1 }
                for group in 0..<5 where given[group] > taken[group] { #expect(overtaken[group] < 5, "seed \(seed)") }
            }
            #expect(queue.count == given.reduce(0, +) - taken.reduce(0, +), "seed \(seed)")
        }
        while let next = queue.next() { taken[next.group] += 1 }
        #expect(taken == given, "seed \(seed)")
    }
}
