// SPDX-License-Identifier: Apache-2.0
import HoldfastAnalysis
import HoldfastCore
import Testing

@Suite struct PassHatTests {
    @Test("pass^k is the share of choices of k trials that all succeed", arguments: 1...8)
    func enumerated(count: Int) {
        for successes in 0...count {
            for size in 1...count {
                let choices = (0..<1 << count).filter { $0.nonzeroBitCount == size }
                let good = choices.count { choice in (0..<count).allSatisfy { choice >> $0 & 1 == 0 || $0 < successes } }
                let expected = Double(good) / Double(choices.count)
                #expect(abs(PassHat.value(successes: successes, of: count, size) - expected) < 1e-12, "\(successes) of \(count), k = \(size)")
            }
        }
    }
}
