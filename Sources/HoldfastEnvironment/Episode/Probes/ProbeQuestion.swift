// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore
public import HoldfastModels

/// What a probe asks.
public struct ProbeQuestion: Hashable, Sendable {
    /// What it is there to show.
    public var kind: ProbeKind
    /// What it asks for, as `ProbeRecord.attribute`.
    public var attribute: Attribute
    /// The question as a whole line of an agent; empty where there is none.
    public var text: String
    /// What there is to choose from; empty unless the kind is `choice`.
    public var options: [String]
    /// Which of the answers at this place it is, from 0.
    public var sample: Int

    /// An open question about an attribute, unless told otherwise.
    public init(attribute: Attribute, text: String, kind: ProbeKind = .open, options: [String] = [], sample: Int = 0) {
        self.kind = kind
        self.attribute = attribute
        self.text = text
        self.options = options
        self.sample = sample
    }

    /// What tells its random stream from those of the others at the same turn.
    var lane: UInt64 {
        switch kind {
        // As it was when all questions were open.
        case .open: StableHash.of(attribute.rawValue)
        case .choice, .forecast, .withoutPersona, .regeneration: StableHash.of("\(kind.rawValue)/\(attribute)/\(sample)")
        }
    }
}

/// A question with the fork to sample its answer from.
public struct ProbeCall: Hashable, Sendable {
    /// What is asked.
    public var question: ProbeQuestion
    /// What the simulator reads in the fork. It leaves the session of the dialogue as it is.
    public var request: SampleRequest

    /// A question and how to sample its answer.
    public init(question: ProbeQuestion, request: SampleRequest) {
        self.question = question
        self.request = request
    }
}
