// SPDX-License-Identifier: Apache-2.0

/// How one statement stands to another of the same speaker.
enum Standing: Hashable { case agrees, excludes, open, unrelated }

/// Compares statements: relations that meet, values that exclude each other, denials that cover what is asserted.
struct StatementComparison {
    let lexicon = FreeTextLexicon.english

    /// How a later statement stands to an earlier one; the order does not matter.
    func standing(of one: Statement, to other: Statement) -> Standing {
        if let crossed = crossed(one, other) ?? crossed(other, one) { return crossed }
        guard one.relation == other.relation, one.kind == other.kind else { return .unrelated }
        if one.isDenied != other.isDenied { return denial(one.isDenied ? one : other, of: one.isDenied ? other : one) }
        if one.isDenied { return one.value == other.value ? .agrees : .open }
        return agreement(one, other)
    }

    // MARK: - Both asserted

    private func agreement(_ one: Statement, _ other: Statement) -> Standing {
        if one.tense != other.tense, !(one.relation == .bornIn) { return .open }
        let (left, right) = (one.value, other.value)
        switch one.relation {
        case .name:
            if left.head == right.head {
                return left.modifiers.isEmpty || right.modifiers.isEmpty || left.modifiers == right.modifiers ? .agrees : .excludes
            }
            return areNicknames(left.head, right.head) ? .open : .excludes
        case .age,
            .slot where left.number != nil && right.number != nil:
            guard let left = left.number, let right = right.number else { return .open }
            return left.overlaps(right) ? .agrees : .excludes
        case .livesIn, .isFrom, .bornIn:
            if left.head == right.head { return .agrees }
            return lexicon.overlaps(left.head, right.head) ? .agrees : places(left.head, right.head)
        case .job:
            if left.head == right.head { return .agrees }
            return lexicon.covers(left.head, right.head) || lexicon.covers(right.head, left.head) ? .agrees : .excludes
        case .diet:
            return left.head == right.head ? .agrees : .open
        case .trait:
            if left.verb != right.verb { return .unrelated }
            if left.head == right.head { return .agrees }
            return lexicon.opposites[left.head]?.contains(right.head) ?? false ? .excludes : .unrelated
        case .favorite:
            if left.head == right.head, left.verb == right.verb { return .agrees }
            if lexicon.covers(left.head, right.head) || lexicon.covers(right.head, left.head)
                || !Set([left.head] + left.modifiers).isDisjoint(with: [right.head] + right.modifiers)
            {
                return .open
            }
            return .excludes
        case .identifier:
            return left.head == right.head ? .agrees : .excludes
        case .employer, .studies, .marital, .religion, .nationality, .gender, .appearance, .slot:
            return left.head == right.head ? .agrees : .excludes
        case .has:
            return counts(one, other)
        case .wants:
            if left.head == right.head, let first = left.number, let second = right.number, left.verb == right.verb {
                return first == second ? .agrees : .excludes
            }
            return covers(left, right) || covers(right, left) ? .agrees : .unrelated
        default:
            if covers(left, right) || covers(right, left) { return .agrees }
            return .unrelated
        }
    }

    /// Numbers of the same things; a kind and its class are not counted against each other.
    private func counts(_ one: Statement, _ other: Statement) -> Standing {
        let (left, right) = (one.value, other.value)
        guard left.head == right.head else {
            return lexicon.covers(left.head, right.head) || lexicon.covers(right.head, left.head) ? .agrees : .unrelated
        }
        guard left.modifiers == right.modifiers else {
            // Two older sisters are more than the one sister there is.
            let (all, some) = left.modifiers.isEmpty ? (left, right) : (right, left)
            guard all.modifiers.isEmpty, let total = all.number?.lowerBound, let part = some.number?.lowerBound else { return .open }
            return part > total ? .excludes : .open
        }
        guard let first = left.number, let second = right.number else { return .agrees }
        return first == second ? .agrees : .excludes
    }

    private func places(_ left: String, _ right: String) -> Standing {
        let levels = [left, right].map { lexicon.entry(for: $0).tags.intersection(.place) }
        // Two names that no list has may be one place and its part.
        if levels[0].isEmpty || levels[1].isEmpty {
            return levels[0].isDisjoint(with: [.region, .country]) && levels[1].isDisjoint(with: [.region, .country]) ? .excludes : .open
        }
        return .excludes
    }

    private func areNicknames(_ left: String, _ right: String) -> Bool {
        left.hasPrefix(right) || right.hasPrefix(left) || left.prefix(3) == right.prefix(3)
    }

    // MARK: - One denied

    private func denial(_ denied: Statement, of asserted: Statement) -> Standing {
        if denied.isHedged { return .open }
        if asserted.tense == .former { return .open }
        if asserted.tense == .past, !denied.isNever {
            // What one never eats one did not eat last night.
            guard denied.relation == .does, denied.value.verb == asserted.value.verb, isEating(denied.value.verb),
                asserted.value.tail.contains(where: Self.recent.contains)
            else { return .open }
        }
        if denied.tense == .past, !denied.isNever { return .open }
        switch denied.relation {
        case .age: return denied.value.number == asserted.value.number ? .excludes : .agrees
        case .livesIn, .isFrom, .bornIn:
            if denied.value.head == asserted.value.head { return .excludes }
            return lexicon.lies[asserted.value.head]?.contains(denied.value.head) ?? false ? .excludes : .open
        case .literal: return denied.value == asserted.value ? .excludes : .unrelated
        case .has:
            if let number = denied.value.number {
                return asserted.value.head == denied.value.head && asserted.value.number == number ? .excludes : .open
            }
            return covers(denied.value, asserted.value) ? .excludes : .unrelated
        default:
            if denied.relation == .likes, asserted.value.verb.isEmpty, !asserted.value.head.isEmpty,
                Self.enjoyed.contains(denied.value.verb) || denied.value.verb == "go"
            {
                // Who hates going to the beach does not love the beach.
                var thing = denied.value
                thing.verb = ""
                return covers(thing, asserted.value) ? .excludes : .unrelated
            }
            if denied.relation.isFunctional { return denied.value.head == asserted.value.head ? .excludes : .open }
            return covers(denied.value, asserted.value) ? .excludes : .unrelated
        }
    }

    /// Whether what is said of the general value is said of the special one too.
    func covers(_ general: StatedValue, _ special: StatedValue) -> Bool {
        if !general.tail.isEmpty, general.tail != special.tail { return false }
        if !general.verb.isEmpty || !special.verb.isEmpty {
            if general.verb != special.verb {
                // `painting` as a thing and as a doing.
                if general.head.isEmpty, special.verb.isEmpty, general.verb == special.head { return general.verb != "fish" }
                if special.head.isEmpty, general.verb.isEmpty, special.verb == general.head {
                    return general.modifiers.isEmpty && special.verb != "fish"
                }
                guard general.verb.isEmpty, !general.head.isEmpty, Self.enjoyed.contains(special.verb) else { return false }
            } else if general.head.isEmpty {
                return true
            } else if special.head.isEmpty {
                // Who reads no books does not read.
                return general.modifiers.isEmpty && Self.typical[general.verb]?.contains(general.head) ?? false
            }
        }
        guard !special.head.isEmpty, general.modifiers.allSatisfy(special.modifiers.contains) else { return false }
        if !general.modifiers.isEmpty, general.head != special.head { return false }
        return lexicon.covers(general.head, special.head)
    }

    /// What a doing is done with where nothing is said.
    private static let typical: [String: Set<String>] = [
        WordStem.key("read"): ["book"], WordStem.key("drink"): ["alcohol"], WordStem.key("drive"): [Keys.car],
        WordStem.key("cook"): [WordStem.key("food"), WordStem.key("meal")],
        WordStem.key("watch"): [WordStem.key("television")], WordStem.key("smoke"): [WordStem.key("cigarette")],
    ]

    /// Doings that show one likes the thing itself.
    private static let enjoyed: Set<String> = Set(
        ["eat", "drink", "watch", "play", "read", "listen", "have", "cook", "bake", "do"].map(WordStem.key))

    // MARK: - Different relations

    /// Relations that meet although they differ, with the denied or general one first.
    private func crossed(_ one: Statement, _ other: Statement) -> Standing? {
        if one.relation == other.relation { return nil }
        guard other.tense == .present || one.isNever || one.relation == .diet && isRecent(other) else { return nil }
        switch (one.relation, other.relation) {
        case (.diet, .likes), (.diet, .does), (.diet, .favorite):
            guard !one.isDenied, !other.isDenied, other.relation != .does || isEating(other.value.verb) else { return nil }
            if other.relation == .likes, !other.value.verb.isEmpty, !isEating(other.value.verb) { return nil }
            guard let excluded = lexicon.excludedFoods[one.value.head], !other.value.modifiers.contains(where: Self.substitutes.contains) else {
                return nil
            }
            let animals = other.relation == .likes && other.value.verb.isEmpty && lexicon.classes[other.value.head]?.contains("animal") ?? false
            let parts = [other.value.head] + other.value.modifiers + (other.value.tail.contains("without") ? [] : other.value.tail)
            return !animals && excluded.contains { food in parts.contains { lexicon.covers(food, $0) } } ? .excludes : nil
        case (.allergy, .does), (.allergy, .likes), (.allergy, .favorite):
            guard !one.isDenied, !other.isDenied, isEating(other.value.verb) || other.relation != .does && isFood(other.value.head) else {
                return nil
            }
            return lexicon.covers(one.value.head, other.value.head) ? .excludes : nil
        case (.does, .likes), (.can, .likes), (.can, .does):
            guard one.isDenied, !one.isHedged, !other.isDenied, one.tense == .present || one.isNever else { return nil }
            // Who cannot sing may love to; who cannot swim does not.
            if one.relation == .can, other.relation == .likes, !Self.skills.contains(one.value.verb) { return nil }
            if covers(one.value, other.value), !other.value.verb.isEmpty { return .excludes }
            // Who never drinks coffee does not love it.
            if isEating(one.value.verb), other.value.verb.isEmpty, !one.value.head.isEmpty {
                var eaten = other.value
                eaten.verb = one.value.verb
                return covers(one.value, eaten) ? .excludes : nil
            }
            return nil
        case (.allergy, .has):
            guard !one.isDenied, !other.isDenied, lexicon.classes[other.value.head]?.contains(Keys.pet) ?? false else { return nil }
            return lexicon.covers(one.value.head, other.value.head) ? .excludes : nil
        case (.trait, .employer):
            return !one.isDenied && !other.isDenied && Self.idle.contains(one.value.head) ? .excludes : nil
        case (.trait, .job), (.has, .job):
            guard !other.isDenied else { return nil }
            let idle =
                one.relation == .trait
                ? !one.isDenied && Self.idle.contains(one.value.head) : one.isDenied && !one.isHedged && one.value.head == Keys.job
            return idle && other.value.head != "student" ? .excludes : nil
        case (.likes, .favorite):
            guard one.isDenied, !one.isHedged, !other.isDenied else { return nil }
            return covers(one.value, other.value) ? .excludes : nil
        default: return nil
        }
    }

    private static let skills: Set<String> = Set(["swim", "drive", "ride", "ski", "walk", "see", "hear", "eat", "drink", "read"].map(WordStem.key))
    private static let recent: Set<String> = Set(
        ["yesterday", "night", "lunch", "dinner", "breakfast", "today", "week", "morning", "weekend", "evening"].map(WordStem.key))
    private static let idle: Set<String> = Set(["unemployed", "retired"].map(WordStem.key))
    private static let substitutes: Set<String> = Set(
        ["veggie", "vegan", "vegetarian", "plant", "tofu", "soy", "impossible", "beyond", "almond", "oat", "peanut", "coconut"].map(WordStem.key))

    /// Whether what was done was done of late, as far as is said.
    private func isRecent(_ statement: Statement) -> Bool {
        statement.tense == .past && (statement.value.tail.isEmpty || statement.value.tail.contains(where: Self.recent.contains))
    }

    private func isEating(_ verb: String) -> Bool { verb == Keys.eat || verb == WordStem.key("drink") || verb == Keys.have }

    private func isFood(_ head: String) -> Bool { lexicon.classes[head].map { $0.contains("food") || $0.contains("drink") } ?? false }
}
