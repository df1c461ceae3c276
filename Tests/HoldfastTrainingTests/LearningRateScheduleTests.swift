// SPDX-License-Identifier: Apache-2.0

import HoldfastTraining
import Testing

@Suite struct LearningRateScheduleTests {
    @Test(.enabled(if: Golden.exists, "the golden vectors are not beside the repository"))
    func `factors are those of transformers`() throws {
        let golden = try Golden.load("model.json")["lr_schedules"]
        let warmup = golden["warmup"].int
        let total = golden["total"].int
        for schedule in LearningRateSchedule.allCases {
            let expected = golden["values"][schedule.rawValue].numbers
            #expect(expected.count == total + 1)
            for (index, value) in expected.enumerated() {
                let factor = schedule.factor(at: index, warmup: warmup, total: total)
                #expect(abs(factor - value) < 1e-15, "\(schedule) at \(index)")
            }
        }
    }
}
