// SPDX-License-Identifier: Apache-2.0

import Foundation
public import HoldfastCore

/// How far the simulator was committed to a value of a fact at one place: several answers to one question, each drawn anew.
///
/// Source: the regeneration experiment of Shanahan et al. (Nature 2023): a simulator that holds on to one character gives one answer, one
/// that holds many gives several, each of which fits the dialogue so far.
public struct Commitment: Hashable, Sendable {
    /// Index of the user turn after which it was asked.
    public let turn: Int
    /// What was asked for.
    public let attribute: Attribute
    /// What each answer says, by `ProbeRecord.sample`: its values in order of their names, or nil where none can be read.
    public let answers: [String?]
    /// How many of the read answers agree with the ledger and with what the user said before; nil where nothing reads what they mean.
    public let consistent: Int?

    /// Answers in which something can be read.
    public var read: [String] { answers.compactMap(\.self) }
    /// The commonest answer, the first in order of names where several are; nil where nothing can be read.
    public var modal: String? { counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key }
    /// The share of the commonest among the read answers, with its interval; nil for fewer than two of them.
    public var modalShare: WilsonInterval? {
        read.count < 2 ? nil : counts.values.max().flatMap { WilsonInterval($0, of: read.count) }
    }
    /// 1 - H / log n over the n read answers: 1 where all agree, 0 where all differ; nil for fewer than two.
    public var concentration: Double? {
        let count = Double(read.count)
        guard count >= 2 else { return nil }
        let entropy = counts.values.reduce(0) { $0 - Double($1) / count * log(Double($1) / count) }
        return 1 - entropy / log(count)
    }
    /// The share of consistent ones among the read answers, with its interval; nil where it cannot be told.
    public var consistentShare: WilsonInterval? { consistent.flatMap { WilsonInterval($0, of: read.count) } }
    /// Whether more than half of all answers it could have given are surely the commonest one: the interval of `modalShare` lies above
    /// one half. Fewer than four answers cannot show that.
    public var isCommitted: Bool { modalShare.map { $0.low > 0.5 } ?? false }

    private var counts: [String: Int] { read.reduce(into: [:]) { $0[$1, default: 0] += 1 } }
}

extension Commitment {
    /// The places at which one fact was asked for repeatedly, in order of their turns.
    static func places(of attribute: Attribute, in episode: Episode, said: StatedValues, reader: LineReader?) -> [Commitment] {
        let records = episode.probes.filter { $0.kind == .regeneration && $0.attribute == attribute }
        let known = episode.scenario.ledger.values[attribute]
        return Set(records.map(\.turn)).sorted().map { turn in
            let readings = records.filter { $0.turn == turn }.sorted { $0.sample < $1.sample }.map { $0.values(reader) }
            let consistent = readings.compactMap(\.self).count { values in
                values.allSatisfy { known?.contains($0) ?? true } && said.allow(values, upTo: turn)
            }
            return Commitment(
                turn: turn, attribute: attribute, answers: readings.map { $0?.sorted().joined(separator: " / ") },
                consistent: reader == nil ? nil : consistent)
        }
    }
}

extension ProbeRecord {
    /// The values of its attribute that the answer claims; nil where there is none. Without a reader the whole answer is the value, so that
    /// two answers are equal where their words are.
    fileprivate func values(_ reader: LineReader?) -> Set<String>? {
        guard let reader else {
            let words = LineText(answer).words
            return words.isEmpty ? nil : [words.joined(separator: " ")]
        }
        let claims = reader.read(answer, after: [DialogueAct(.request, attribute: attribute)]).claims.filter { $0.attribute == attribute }
        return claims.isEmpty ? nil : Set(claims.map(\.value))
    }
}
