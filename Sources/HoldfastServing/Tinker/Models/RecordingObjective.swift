// SPDX-License-Identifier: Apache-2.0

import HoldfastModels
import Synchronization

/// A loss of the protocol that keeps what the model said: clients are told the log-probability of every target.
///
/// Of each row the group is its number, since rows come in any order and in several calls.
final class RecordingObjective: Objective {
    let name: String
    private let loss: TinkerLoss
    private let record: Mutex<Record>

    struct Record: Sendable {
        var logprobs: [[Float]]
        /// Sum over entries whose weight is not 0.
        var entropy = 0.0
    }

    init(_ loss: TinkerLoss, name: String, rows: Int) {
        self.name = name
        self.loss = loss
        record = Mutex(Record(logprobs: Array(repeating: [], count: rows)))
    }

    /// What was seen so far.
    var seen: Record { record.withLock(\.self) }

    func evaluate(_ inputs: ObjectiveInputs) -> ObjectiveOutput {
        var gradient = [Double](repeating: 0, count: inputs.mask.count)
        var (sum, entropy) = (0.0, 0.0)
        for entry in inputs.mask.indices where inputs.mask[entry] {
            let token = loss.token(inputs.current[entry], inputs.old[entry], inputs.advantages[entry])
            gradient[entry] = token.derivative
            sum += token.loss
            if inputs.advantages[entry] != 0 { entropy += inputs.entropy[entry] }
        }
        record.withLock { record in
            record.entropy += entropy
            for row in 0..<inputs.rows { record.logprobs[inputs.groups[row]] = inputs.current[inputs.row(row)].map { Float($0) } }
        }
        return ObjectiveOutput(loss: sum, gradient: gradient)
    }
}
