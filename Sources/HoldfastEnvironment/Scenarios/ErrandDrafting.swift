// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The wanted values of one errand, before it becomes part of a goal.
struct ErrandDraft {
    var intent: IntentDefinition
    var wanted: [Attribute: String]
    /// What to take where the first choice is not to be had.
    var fallback: Fact?
    var preferences: [Fact] = []
    var questions: [Attribute] = []
    var isPossible = true
}

/// Draws errands that the world can grant, can grant only with a fallback, or cannot grant.
struct ErrandDrafting {
    enum Wish { case possible, conditional, impossible }

    let service: ServiceDomain

    func draft(_ intent: IntentDefinition, wish: Wish, from stream: inout RandomStream) throws -> ErrandDraft {
        var draft = ErrandDraft(intent: intent, wanted: [:])
        for lookup in intent.lookups {
            let isRefused = wish == .impossible && !lookup.require.isEmpty
            draft.wanted.merge(try row(lookup, known: draft.wanted, isRefused: isRefused, from: &stream)) { old, _ in old }
            if isRefused, try service.world.find(lookup, known: draft.wanted) == nil { draft.isPossible = false }
            if wish != .possible, lookup.negotiable != nil { try restrict(&draft, lookup: lookup, wish: wish, from: &stream) }
        }
        for name in intent.required where draft.wanted[name] == nil { draft.wanted[name] = value(of: name, from: &stream) }
        distinguish(&draft, from: &stream)
        addWishes(to: &draft, from: &stream)
        return draft
    }

    private func row(
        _ lookup: LookupDefinition, known: [Attribute: String], isRefused: Bool, from stream: inout RandomStream
    ) throws -> [Attribute: String] {
        guard isRefused else { return try service.world.draw(lookup, known: known, from: &stream) ?? [:] }
        // Draw until the world has the record but refuses it.
        var last: [Attribute: String] = [:]
        for _ in 0..<40 {
            last = try service.world.draw(lookup, known: known, requiring: false, from: &stream) ?? [:]
            if try service.world.find(lookup, known: last) == nil { break }
        }
        return last
    }

    /// Replaces the negotiable value by one that is not to be had.
    private func restrict(_ draft: inout ErrandDraft, lookup: LookupDefinition, wish: Wish, from stream: inout RandomStream) throws {
        guard let name = lookup.negotiable, let available = draft.wanted[name] else { return }
        let served = try service.world.alternatives(lookup, known: draft.wanted)
        let missing = (service.definition.attribute(name)?.pool ?? []).filter { !served.contains($0) }
        guard let wanted = stream.pick(missing) else { return }
        draft.wanted[name] = wanted
        if wish == .conditional { draft.fallback = Fact(name, available) } else { draft.isPossible = false }
    }

    /// Two slots with the same values, such as the plan one has and the plan one wants, differ; the looked-up one stays.
    private func distinguish(_ draft: inout ErrandDraft, from stream: inout RandomStream) {
        let lookedUp = Set(draft.intent.lookups.flatMap(\.match))
        for name in draft.intent.required where !lookedUp.contains(name) {
            let pool = service.definition.attribute(name)?.pool ?? []
            let twins = draft.intent.required.filter { $0 != name && service.definition.attribute($0)?.pool == pool }
            let used = Set(twins.compactMap { draft.wanted[$0] })
            if let value = draft.wanted[name], used.contains(value) { draft.wanted[name] = stream.pick(pool.filter { !used.contains($0) }) }
        }
    }

    private func value(of name: Attribute, from stream: inout RandomStream) -> String? {
        guard let attribute = service.definition.attribute(name) else { return nil }
        if attribute.pool == ValuePools.codes { return Code.letterAndDigits(&stream) }
        return stream.pick(attribute.pool)
    }

    private func addWishes(to draft: inout ErrandDraft, from stream: inout RandomStream) {
        if draft.isPossible, let name = stream.pick(draft.intent.optional), stream.chance(0.6), let value = value(of: name, from: &stream) {
            draft.preferences.append(Fact(name, value))
        }
        // Where nothing can be granted there is nothing to ask about.
        guard draft.isPossible, let question = stream.pick(draft.intent.learnable), stream.chance(0.75) else { return }
        draft.questions.append(question)
        if stream.chance(0.25), let other = stream.pick(draft.intent.learnable.filter { $0 != question }) { draft.questions.append(other) }
    }
}
