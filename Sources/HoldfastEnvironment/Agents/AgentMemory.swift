// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// What a scripted agent remembers of a dialogue.
struct AgentMemory: Hashable, Sendable {
    /// How far the errand in hand has come.
    enum Stage: Hashable, Sendable {
        case collecting
        /// Another value was offered because nothing matched.
        case negotiating(Attribute, offered: String)
        /// Everything was found; the user was asked whether to go on.
        case proposed
        /// The user said yes.
        case accepted
        /// The world failed once; the user was asked whether to try again.
        case retrying
    }

    /// What the user has said, persona facts and slots alike.
    var known: [Attribute: String] = [:]
    var intent: String?
    /// Errands the user named while another was in hand.
    var waiting: [String] = []
    var closed: Set<String> = []
    var stage = Stage.collecting
    /// What lookups returned, in all errands so far.
    var results: [Attribute: String] = [:]
    /// Questions of the user that could not be answered yet.
    var questions: [Attribute] = []
    var isVerified = false
    var failedVerifications = 0
    var misheardIdentifiers = 0
    /// Whether the world refused the errand in hand once.
    var hasFailed = false
    /// Attributes that were misunderstood, pressed or probed once; each only once.
    var pressed: Set<Attribute> = []
    var probed: Set<Attribute> = []
    var asked: Set<Attribute> = []
    var presses = 0
    var declinedOffers: Set<String> = []
    /// User lines in a row that changed nothing.
    var stalled = 0
    var hasSaidFarewell = false
    /// Acts of the agent's newest line.
    var acts: [DialogueAct] = []
}

/// What one user line brought.
struct LineEffect {
    /// Attributes with a new value.
    var understood: [Attribute] = []
    /// Whether the line said anything the agent can use.
    var isUnderstood = false
    /// Whether anything changed.
    var hasMoved = false
}
