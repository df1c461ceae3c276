// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// A search in one table: what an errand needs from the world.
public struct LookupDefinition: Hashable, Sendable {
    /// Name of the tool.
    public var tool: String
    /// The shared table that is searched.
    public var table: String
    /// Columns that must equal the attribute of the same name.
    public var match: [Attribute]
    /// Columns with a fixed value, such as `returnable = yes`.
    public var require: [String: String]
    /// Columns whose values the agent learns, as attributes of the same name.
    public var returns: [Attribute]
    /// The attribute for which the agent offers another value when nothing matches.
    public var negotiable: Attribute?
    /// Attributes that name a record; when nothing has these, they were misheard and not refused.
    public var identifiers: [Attribute]
    /// Whether whatever wish stands in the way is negotiated when nothing matches and `negotiable` does not say which.
    public var isPartial = false
    /// Attributes whose column must be no smaller, as text, than the value wanted; for clock times.
    public var atLeast: Set<Attribute> = []
    /// Attributes whose column must be no larger, as text, than the value wanted.
    public var atMost: Set<Attribute> = []

    /// An exact search of one table; `isPartial`, `atLeast` and `atMost` are set afterwards.
    public init(
        tool: String, table: String, match: [Attribute], require: [String: String] = [:], returns: [Attribute], negotiable: Attribute? = nil,
        identifiers: [Attribute] = []
    ) {
        self.tool = tool
        self.table = table
        self.match = match
        self.require = require
        self.returns = returns
        self.negotiable = negotiable
        self.identifiers = identifiers
    }
}

/// The writing step of an errand: one row in a table of the episode.
public struct RecordDefinition: Hashable, Sendable {
    /// Name of the tool.
    public var tool: String
    /// The episode's table that the row goes to. It is made for the errand, with a column for the reference before the others.
    public var table: String
    /// What is written, by attribute; a value that is not known is written as an empty text.
    public var columns: [Attribute]
    /// Under which attribute the user is told the booking's reference; nil where it is not told.
    public var reference: Attribute?

    /// A writing step whose reference the user is not told, unless `reference` is set afterwards.
    public init(tool: String, table: String, columns: [Attribute]) {
        self.tool = tool
        self.table = table
        self.columns = columns
    }
}

/// An errand a user can come with: what it needs, where it is looked up, what is written, and how both sides talk about it.
public struct IntentDefinition: Hashable, Sendable {
    /// Identifier, such as `book_train`; what goals and acts call it.
    public var name: String
    /// The task in the prompt, without its final stop: `You want to book a train ticket`.
    public var prompt: String
    /// Phrases that name the errand in a user line; lower case.
    public var cues: [String]
    /// How a user opens it; constraint fragments may follow: `I need a train ticket`.
    public var openings: [String]
    /// How many fragments of `required` must follow an opening to make it a sentence.
    public var objects: Int
    /// What the agent calls it: `book the ticket`.
    public var label: String
    /// Asked one by one, in this order.
    public var required: [Attribute]
    /// Wishes that may be stated; the agent asks for them where `asksOptional`.
    public var optional: [Attribute]
    /// Whether the agent may ask for a wish that was not stated; else the user has to bring it up.
    public var asksOptional: Bool
    /// How many of the optional wishes should be known or asked for before the search.
    public var wishes = 1
    /// Whether what the user said for it still holds after it is over, for the errands that follow from it.
    public var keepsSlots = false
    /// Whether all that is required is asked for in one question.
    public var asksTogether = false
    /// Searched in this order; each may use what the one before returned.
    public var lookups: [LookupDefinition]
    /// Nil for an errand that is done when something was found.
    public var record: RecordDefinition?
    /// Told with the offer.
    public var presents: [Attribute]
    /// What a user may want to learn.
    public var learnable: [Attribute]
    /// The agent's question before it acts: `Shall I book it?`
    public var proposals: [String]
    /// The agent's report: `Your ticket is booked.`
    public var reports: [String]
    /// Whether it can be the first errand of a dialogue, the second, or both.
    public var isMain: Bool

    /// An errand that forgets its slots when it is over and asks for them one by one; what else has a default is set afterwards.
    public init(
        name: String, prompt: String, cues: [String], openings: [String], label: String, required: [Attribute], optional: [Attribute] = [],
        asksOptional: Bool = true, lookups: [LookupDefinition], record: RecordDefinition?, presents: [Attribute], learnable: [Attribute],
        proposals: [String], reports: [String], isMain: Bool = true, objects: Int = 0
    ) {
        self.name = name
        self.prompt = prompt
        self.cues = cues
        self.openings = openings
        self.label = label
        self.required = required
        self.optional = optional
        self.asksOptional = asksOptional
        self.lookups = lookups
        self.record = record
        self.presents = presents
        self.learnable = learnable
        self.proposals = proposals
        self.reports = reports
        self.isMain = isMain
        self.objects = objects
    }

    /// Everything a user may state for it.
    public var slots: [Attribute] { required + optional }
}
