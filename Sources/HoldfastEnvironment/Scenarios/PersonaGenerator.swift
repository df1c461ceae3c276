// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Makes up people: eight facts to tell, one to keep, and two or three rules of behaviour.
struct PersonaGenerator {
    /// A person whose name belongs to `split`.
    static func persona(in split: Split, from stream: inout RandomStream) -> Persona {
        var first = ""
        var last = ""
        // Three in twenty names belong to the rarest split, so a hundred draws do.
        for _ in 0..<500 {
            first = stream.pick(ValuePools.firstNames) ?? "anna"
            last = stream.pick(ValuePools.lastNames) ?? "weber"
            if ScenarioSplit.split(ofKey: "persona:\(first) \(last)") == split { break }
        }
        let host = stream.pick(ValuePools.mailHosts) ?? "post.com"
        var facts = [
            Fact("name", "\(first) \(last)"), Fact("age", String(19 + stream.next() % 60)), Fact("job", stream.pick(ValuePools.jobs) ?? "nurse"),
            Fact("home_city", stream.pick(ValuePools.cities) ?? "york"), Fact("phone", Code.digits(6, &stream)),
            Fact("email", "\(last)\(Code.digits(2, &stream))@\(host)"), Fact("customer_number", Code.letterAndDigits(&stream)),
            Fact("payment", stream.pick(["card", "invoice", "cash", "transfer"]) ?? "card"),
        ]
        let secret = secret(from: &stream)
        facts.append(secret)
        return Persona(facts: facts, policy: policy(keeping: secret.attribute, from: &stream))
    }

    private static func secret(from stream: inout RandomStream) -> Fact {
        switch stream.next() % 3 {
        case 0: Fact("occasion", stream.pick(ValuePools.occasions) ?? "job interview", visibility: .secret)
        case 1: Fact("budget", String(60 + 15 * (stream.next() % 29)), visibility: .secret)
        default: Fact("password", stream.pick(ValuePools.passwords) ?? "falcon", visibility: .secret)
        }
    }

    private static func policy(keeping secret: Attribute, from stream: inout RandomStream) -> [PolicyRule] {
        var rules = [PolicyRule(text: "Never tell your \(secret).", behaviour: .neverStates(secret))]
        var choices: [PolicyRule] = []
        let limit = stream.pick([10, 12, 14]) ?? 12
        choices.append(PolicyRule(text: "Use at most \(limit) words per line.", behaviour: .atMostWords(limit)))
        let always = stream.pick([
            PolicyRule(text: "Always say please or thanks.", behaviour: .alwaysSays(["please", "thanks"])),
            PolicyRule(text: "Always say please.", behaviour: .alwaysSays(["please"])),
            PolicyRule(text: "Always say thanks.", behaviour: .alwaysSays(["thanks"])),
        ])
        if let always { choices.append(always) }
        if let word = stream.pick(["hello", "great", "exactly", "correct", "fine", "okay"]) {
            choices.append(PolicyRule(text: "Never say \(word).", behaviour: .neverSays([word])))
        }
        if let (attribute, label) = stream.pick([("phone", "phone number"), ("email", "email"), ("age", "age"), ("name", "name")]) {
            choices.append(PolicyRule(text: "Tell your \(label) only when asked.", behaviour: .onlyWhenAsked(Attribute(attribute))))
        }
        for _ in 0..<(stream.chance(0.6) ? 1 : 2) {
            choices.shuffle(using: &stream)
            if let rule = choices.popLast() { rules.append(rule) }
        }
        return rules
    }
}
