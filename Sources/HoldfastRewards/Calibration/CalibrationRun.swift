// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Puts items to a judge.
public enum CalibrationRun {
    /// The judge's verdict on every item, in the items' order.
    /// - Parameters:
    ///   - concurrency: questions in flight at once, from 1.
    ///   - told: called after every verdict, with how many there are.
    public static func verdicts(
        of judge: any Judge, on items: [CalibrationItem], concurrency: Int, told: @escaping @Sendable (Int) -> Void = { _ in }
    ) async -> [Verdict] {
        await withTaskGroup(of: (Int, Verdict).self) { group in
            var answers: [Int: Verdict] = [:]
            var next = 0
            func ask() {
                guard items.indices.contains(next) else { return }
                let place = next
                next += 1
                group.addTask { (place, await judge.verdict(on: items[place].question)) }
            }
            for _ in 0..<max(1, concurrency) { ask() }
            while let (place, verdict) = await group.next() {
                answers[place] = verdict
                told(answers.count)
                ask()
            }
            return items.indices.compactMap { answers[$0] }
        }
    }
}
