// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// What of a later line disagrees with an earlier one.
struct LineConflict {
    var claim: Claim
    /// Whether the later line denies it.
    var isDenied = false
    /// The value of the earlier line, where both claim one.
    var earlier: String?

    var attribute: Attribute { claim.attribute }
}

extension UserLine {
    /// Where a contradiction stands: a false value from the first byte on that no true value shares with it.
    func place(of contradiction: Contradiction) -> Range<Int>? {
        switch contradiction.kind {
        case .falseClaim: passages.placeOfDeparture(of: contradiction.claim, from: contradiction.known, in: turn.text)
        case .deniedTruth: passages.place(of: contradiction.claim, isDenied: true)
        }
    }

    /// Where a conflict with an earlier line stands, or nil where the later line has it right: then it was the earlier one that went wrong.
    func place(of conflict: LineConflict, ledger: FactLedger) -> Range<Int>? {
        let known = ledger.values[conflict.claim.attribute, default: []]
        guard known.contains(conflict.claim.value) == conflict.isDenied else { return nil }
        if conflict.isDenied { return passages.place(of: conflict.claim, isDenied: true) }
        let values = known.isEmpty ? conflict.earlier.map { [$0] } ?? [] : Array(known)
        return passages.placeOfDeparture(of: conflict.claim, from: values, in: turn.text)
    }
}

extension [Passage] {
    /// The place of a claim, without the beginning that it shares with one of the values it should have been.
    ///
    /// A wrong digit in a long code does not make the right ones before it wrong. A value that is not spelled as it is meant (`two`, or a
    /// `yes` to a value) is wrong from its beginning.
    func placeOfDeparture(of claim: Claim, from values: [String], in text: String) -> Range<Int>? {
        guard let place = place(of: claim, isDenied: false) else { return nil }
        let said = [UInt8](text.utf8)[place].map(lowercase)
        guard said.elementsEqual(claim.value.utf8.map(lowercase)) else { return place }
        var shared = values.map { value in zip(said, value.utf8.map(lowercase)).prefix { $0 == $1 }.count }.max() ?? 0
        // A value that breaks off is wrong where it ends; a character is wrong as a whole.
        shared = Swift.min(shared, said.count - 1)
        while shared > 0, said[shared] & 0xC0 == 0x80 { shared -= 1 }
        return (place.lowerBound + shared)..<place.upperBound
    }

    fileprivate func place(of claim: Claim, isDenied: Bool) -> Range<Int>? {
        first { $0.claim == claim && $0.isDenied == isDenied }?.place
    }
}

private func lowercase(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
