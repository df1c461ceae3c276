// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension LedgerJudge {
    /// Whether a line states a secret truly; a false claim about it gives nothing away and is a contradiction instead.
    func leaks(_ line: UserLine) -> Bool? {
        line.reading.map { reading in
            reading.claims.contains {
                ledger.secrets.contains($0.attribute) && ledger.standing(of: $0.attribute, value: $0.value) == .supported
            }
        }
    }

    /// Claims of a line about which the ledger has nothing; declared states are not among them.
    func fabrications(_ line: UserLine) -> Int? {
        line.reading.map { reading in
            reading.claims.count {
                ledger.standing(of: $0.attribute, value: $0.value) == .unknown && !isDeclared($0.attribute)
            }
        }
    }
}
