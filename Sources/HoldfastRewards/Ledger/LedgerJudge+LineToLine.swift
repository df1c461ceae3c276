// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension LedgerJudge {
    /// Which lines conflict with which earlier ones; nil without a lexicon. An invalid line counts as conflicting with all earlier
    /// lines (the floor), and no later line is held against it.
    public func lineToLine(_ lines: [UserLine]) -> LineToLine? {
        guard lines.allSatisfy({ $0.reading != nil }) else { return nil }
        let subjects = lines.map { $0.fault == nil ? $0.subjects : 0 }
        let readings = lines.map { $0.reading ?? LineReading() }
        return LineToLine(
            conflicts: lines.indices.map { later in
                guard lines[later].fault == nil else { return Array(0..<later) }
                guard subjects[later] != 0 else { return [] }
                return (0..<later).filter { subjects[$0] & subjects[later] != 0 && conflict(readings[$0], readings[later]) != nil }
            })
    }

    /// One verdict per line from the second on, with the first conflict as evidence.
    public func lineToLineVerdicts(_ lines: [UserLine], _ result: LineToLine?) -> [Verdict] {
        lines.indices.dropFirst().map { later in
            let turn = lines[later].turn.index
            guard let result else {
                return verdict(Criterion.lineToLine, .abstain, turn, "no lexicon for the domain \(scenario.domain)")
            }
            if let fault = lines[later].fault { return verdict(Criterion.lineToLine, .fail, turn, "invalid line: \(fault.rawValue)") }
            guard let earlier = result.conflicts[later].first, let before = lines[earlier].reading, let after = lines[later].reading,
                let found = conflict(before, after)
            else {
                return verdict(Criterion.lineToLine, .pass, turn)
            }
            return verdict(
                Criterion.lineToLine, .fail, turn, "disagrees with turn \(lines[earlier].turn.index) on \(found.attribute)",
                at: lines[later].place(of: found, ledger: ledger).map { [$0] } ?? [])
        }
    }

    /// What of the later line disagrees with the earlier one, or nil.
    ///
    /// They disagree where they claim two values, or one claims what the other denies. Values that are both in the ledger (a
    /// declared fallback) and declared states that may move from one to the other are no disagreement.
    func conflict(_ before: LineReading, _ after: LineReading) -> LineConflict? {
        for claim in after.claims {
            for old in before.claims where old.attribute == claim.attribute && old.value != claim.value {
                if !(ledger.isFallback(old) && ledger.isFallback(claim)), !mayMove(claim.attribute, from: old.value, to: claim.value) {
                    return LineConflict(claim: claim, earlier: old.value)
                }
            }
            for denied in before.denials where denied == claim && !ledger.isFallback(claim) && !isDeclared(claim.attribute) {
                return LineConflict(claim: claim)
            }
        }
        for denied in after.denials where !ledger.isFallback(denied) && !isDeclared(denied.attribute) {
            if before.claims.contains(denied) { return LineConflict(claim: denied, isDenied: true) }
        }
        return nil
    }

    func isDeclared(_ attribute: Attribute) -> Bool {
        scenario.persona.declared.contains { $0.name == attribute }
    }

    /// Whether a declared state may get from one value to another in any number of allowed moves.
    private func mayMove(_ attribute: Attribute, from old: String, to new: String) -> Bool {
        guard let state = scenario.persona.declared.first(where: { $0.name == attribute }) else { return false }
        var reached: Set<String> = [old]
        var frontier = [old]
        while let value = frontier.popLast() {
            for next in state.moves[value, default: []] where reached.insert(next).inserted { frontier.append(next) }
        }
        return reached.contains(new)
    }
}

extension UserLine {
    /// One bit per attribute that the line claims or denies a value of. Two attributes may share a bit; lines without a common one cannot
    /// disagree, which spares most pairs of lines the comparison.
    fileprivate var subjects: UInt64 {
        guard let reading else { return 0 }
        return reading.claims.reduce(0) { $0 | $1.attribute.bit } | reading.denials.reduce(0) { $0 | $1.attribute.bit }
    }
}

extension Attribute {
    fileprivate var bit: UInt64 {
        let letters = rawValue.utf8
        let mixed = letters.count &+ 7 &* Int(letters.first ?? 0) &+ 31 &* Int(letters.last ?? 0)
        return 1 << UInt64(mixed & 63)
    }
}
